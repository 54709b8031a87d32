import AgentsClient
import Foundation
import GRDB

/// Carries a run's changes out kind by kind, in the order in which rows need them.
///
/// Nothing of a kind is sent before the kinds that rows need first have come to their end: a number is routed when it
/// has been imported, and its connector changed when the number is there. Taken back, what came last goes first.
struct Phases: Sendable {
    let file: RunFile
    let ledger: ChangeLedger
    let splitTargets: SplitTargets
    /// Whether a change may reach numbers that the sheet does not name.
    let allowsCollateral: Bool
    /// One a kind, in order.
    let appliers: [Applier]

    /// See ``Applier/settleInterrupted()``.
    func settleInterrupted() async throws {
        for applier in appliers { try await applier.settleInterrupted() }
    }

    /// See ``Applier/apply()``.
    func apply() async throws {
        // A session before may have ended between a step and what follows of it. What it left unanswered is read back
        // with the others of its kind.
        try await settleStuck(countsSent: false)
        for var applier in appliers {
            // Somebody else has imported a number meanwhile, and may have given it a connector.
            if applier.kind == .routing, try file.hasImportsOfOthers() { applier.plannedAt = nil }
            if applier.kind == .routing, !applier.isPlanFresh { try await splitTargets.check() }
            try await applier.apply()
            try await settleStuck(countsSent: true)
        }
    }

    /// - Parameter countsSent: whether a step of which nothing is known counts as one that did not come to a good end.
    private func settleStuck(countsSent: Bool) async throws {
        let stuck = try file.changesWithoutBeginning(countsSent: countsSent)
        try await ledger.settle(stuck)
        let reaching = try file.changesReachingStayers(countsSent: countsSent, movesOnly: allowsCollateral)
        try await ledger.settle(reaching)
    }
}

extension RunFile {
    /// The kinds of changes that are to be made or may have been, in the order of sending.
    func openKinds() throws -> [ActionKind] {
        let order = try goesBackwards() ? ActionKind.inOrder.reversed() : ActionKind.inOrder
        return try read { db in
            let kinds = try Int64.fetchSet(
                db,
                sql: """
                    SELECT DISTINCT kind FROM change
                    WHERE state IN (\(ChangeState.planned.rawValue), \(ChangeState.sent.rawValue))
                    """)
            return order.filter { kinds.contains($0.rawValue) }
        }
    }

    /// Whether numbers were there already when they were to be imported.
    fileprivate func hasImportsOfOthers() throws -> Bool {
        try read { db in
            let sql = """
                SELECT EXISTS (
                    SELECT 1 FROM change WHERE kind = \(ActionKind.importing.rawValue)
                        AND outcome = '\(Outcome.unchanged)')
                """
            return try Bool.fetchOne(db, sql: sql) ?? false
        }
    }

    /// How planned changes end that no row wants any more, as a step that each of their rows needs first did not come
    /// to a good end. To be called while nothing is on the wire.
    fileprivate func changesWithoutBeginning(countsSent: Bool) throws -> [Settlement] {
        try read { db in
            guard try hasSteps(db) else { return [] }
            let stuck = try Row.fetchAll(db, sql: Self.stuck, arguments: ["countsSent": countsSent])
            return try stuck.map { row in
                var outcome = try (row[1] as String?).map { try Self.outcome($0) }
                // That one was made, if otherwise; this one was not.
                if outcome == .altered { outcome = .rejected }
                var settlement = Settlement(
                    change: try change(id: row[0], db), outcome: outcome ?? .failed, reason: .lacksItsBeginning)
                settlement.isConsequence = true
                return settlement
            }
        }
    }

    /// Their numbers, with how the first of the steps before them ended that did not end well.
    private static let stuck = """
        WITH member AS (
            SELECT row, change FROM step
            UNION ALL SELECT row.id, row.change FROM row
            WHERE row.change IN (SELECT whole.change FROM step JOIN row AS whole ON whole.id = step.row)
        ), broken AS (
            SELECT step.row AS row, change.id AS change, change.outcome AS outcome
            FROM step JOIN change ON change.id = step.change
            WHERE :countsSent AND change.state = \(ChangeState.sent.rawValue)
                OR change.state = \(ChangeState.settled.rawValue)
                AND change.outcome NOT IN ('\(Outcome.updated)', '\(Outcome.unchanged)')
        )
        SELECT change.id,
            iif(MAX(ifnull(broken.outcome, '\(Outcome.failed)') = '\(Outcome.failed)'), NULL, MIN(broken.outcome))
        FROM member JOIN change ON change.id = member.change LEFT JOIN broken ON broken.row = member.row
        WHERE change.state = \(ChangeState.planned.rawValue)
        GROUP BY change.id HAVING COUNT(DISTINCT member.row) = COUNT(DISTINCT broken.row)
        """

    /// Changes of connectors that still serve a number which was to leave them, and that no row wants to be changed.
    ///
    /// - Parameter movesOnly: whether only those count that take the number to another project, where it could not be
    ///   routed any more.
    fileprivate func changesReachingStayers(countsSent: Bool, movesOnly: Bool) throws -> [Settlement] {
        try read { db in
            let hasStayers = "SELECT EXISTS (SELECT 1 FROM (\(Self.stayers)))"
            let arguments: StatementArguments = ["countsSent": countsSent]
            guard try Bool.fetchOne(db, sql: hasStayers, arguments: arguments) ?? false else { return [] }
            return try Row.fetchAll(
                db, sql: Self.reachingStayers, arguments: arguments + ["movesOnly": movesOnly]
            ).map { row in
                Settlement(
                    change: try change(id: row[0], db), outcome: row[2] ? .failed : .drifted,
                    reason: .stillServes(try number(row[1], db)))
            }
        }
    }

    /// Numbers that were to leave their connectors, and did not as far as is known.
    private static let stayers = """
        SELECT change.agent AS agent, change.number AS number, change.outcome AS outcome, connector.name AS name
        FROM change JOIN connector ON connector.id = change.before
        WHERE change.kind IN (\(ActionKind.routing.rawValue), \(ActionKind.release.rawValue))
            AND (:countsSent AND change.state = \(ChangeState.sent.rawValue)
                OR change.outcome IN ('\(Outcome.failed)', '\(Outcome.rejected)'))
            AND NOT EXISTS (
                SELECT 1 FROM change AS later
                WHERE later.number = change.number AND later.number > 0
                    AND later.agent = change.agent AND later.id > change.id
                    AND later.outcome IN ('\(Outcome.updated)', '\(Outcome.unchanged)'))
        """

    private static let reachingStayers = """
        WITH staying AS MATERIALIZED (\(stayers)), open AS MATERIALIZED (
            SELECT change.id AS id, change.agent AS agent, connector.name AS name
            FROM change JOIN connector ON connector.id = change.before
            WHERE change.kind = \(ActionKind.settings.rawValue) AND change.state = \(ChangeState.planned.rawValue)
                AND (NOT :movesOnly OR change.project IS NOT NULL)
        )
        SELECT open.id, MIN(staying.number),
            MAX(ifnull(staying.outcome, '\(Outcome.failed)') = '\(Outcome.failed)')
        FROM staying CROSS JOIN open ON open.name = staying.name AND open.agent = staying.agent
        WHERE NOT EXISTS (
            SELECT 1 FROM row
            WHERE row.change = open.id AND (row.number IS NULL OR row.number = staying.number))
        GROUP BY open.id
        """

    func change(id: Change.ID, _ db: Database) throws -> Change {
        let statement = try db.cachedStatement(
            sql: "SELECT \(Self.changeColumns) FROM \(Self.changes) WHERE change.id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no change \(id)")
        }
        return try change(row, db)
    }
}
