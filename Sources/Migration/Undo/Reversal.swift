import AgentsAPI
import GRDB
import Telephony

/// What takes one connector or number back to where it was before a run.
struct Reversal {
    var agent: AgentID
    var connector: ConnectorID?
    var number: PhoneNumber?
    var wish = Wish()
    /// The settings as the run left them.
    var left: [Setting: String] = [:]
    /// The connector that serves the number as the run left it; nil where that does not matter.
    var leftConnector: ConnectorID??
    /// Why nothing can be taken back.
    var obstacle: String?
}

extension UndoSource {
    /// Hands over what takes the run back, connector by connector and then number by number. Changes of one thing are
    /// one reversal: from what the last of them left to what was before the first.
    func forEachReversal(_ body: (Reversal) throws -> Void) throws {
        try file.read { db in
            let wanted = try cut.map { try changes(of: $0, db) }
            func isWanted(_ chain: [Made]) -> Bool {
                wanted.map { wanted in chain.contains { wanted.contains($0.change.id) } } ?? true
            }
            try forEachChain(db, where: "change.kind = \(ActionKind.settings.rawValue)", by: "connector.name") {
                chain in
                if isWanted(chain) { try body(Self.reversal(ofSettings: chain)) }
            }
            let isOfNumber = "change.kind <> \(ActionKind.settings.rawValue)"
            try forEachChain(db, where: isOfNumber, by: "change.agent, change.number") { chain in
                if isWanted(chain), let reversal = reversal(ofNumber: chain) { try body(reversal) }
            }
        }
    }

    /// A change that was made, with what came of it where that is not what was asked.
    private struct Made {
        let change: Change
        let after: Connector?
        /// The connector that serves a number, where that is not the one that was asked for.
        let server: ConnectorID?
    }

    /// Those that the rows of a cut wanted.
    private func changes(of cut: ResultsCut, _ db: Database) throws -> Set<Change.ID> {
        var (changes, found): (Set<Change.ID>, Set<Int64>) = ([], [])
        let rows = try Row.fetchCursor(db, sql: "SELECT id, line, number, change FROM row")
        while let row = try rows.next() {
            guard let number = cut.numbers[row[1]] else { continue }
            let own = try (row[2] as Int64?).map { try file.number($0, db) } ?? ""
            guard own == number else { throw UndoProblem.otherResults(cut.path) }
            found.insert(row[0])
            if let change = row[3] as Change.ID? { changes.insert(change) }
        }
        guard found.count == cut.numbers.count else { throw UndoProblem.otherResults(cut.path) }
        let steps = try Row.fetchCursor(db, sql: "SELECT row, change FROM step")
        while let step = try steps.next() {
            if found.contains(step[0]) { changes.insert(step[1]) }
        }
        return changes
    }

    private func forEachChain(
        _ db: Database, where condition: String, by order: String, _ body: ([Made]) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(RunFile.changeColumns), change.after, change.outcome FROM \(RunFile.changes)
                WHERE \(condition) AND \(RunFile.isMade) ORDER BY \(order), change.id
                """)
        let after = ActionPlace.connector + 11
        var chain: [Made] = []
        while let row = try rows.next() {
            let change = try file.change(row, db)
            let isAltered = (row[after + 1] as String?) == Outcome.altered.rawValue
            let stored = isAltered ? row[after] as Int64? : nil
            let isOfSettings = change.kind == .settings
            let made = Made(
                change: change, after: try isOfSettings ? stored.map { try file.connector($0, db) } : nil,
                server: try isOfSettings ? nil : stored.flatMap { try file.mention($0, db) })
            if let last = chain.last?.change,
                last.subject != change.subject || !isOfSettings && last.agent != change.agent
            {
                try body(chain)
                chain = []
            }
            chain.append(made)
        }
        if !chain.isEmpty { try body(chain) }
    }

    private static func reversal(ofSettings chain: [Made]) -> Reversal {
        var (before, left): ([Setting: String], [Setting: String]) = ([:], [:])
        var agent = chain[0].change.agent
        for made in chain {
            guard let update = made.change.update else { continue }
            let after = made.after ?? update.expected
            for setting in update.settings {
                let value = setting.value(in: update.before)
                // What somebody else has set meanwhile is what it goes back to.
                if before[setting] == nil || left[setting] != value { before[setting] = value }
                left[setting] = setting.value(in: after)
            }
            agent = update.settings.contains(.projectID) ? after.projectId : made.change.agent
        }
        var reversal = Reversal(agent: agent, connector: ConnectorID(rawValue: chain[0].change.subject))
        reversal.left = left
        reversal.wish.settings = ConnectorPatch(
            variantId: before[.variantID].map { $0.isEmpty ? .clear : .set(VariantID(rawValue: $0)) } ?? .leave,
            asrLangCode: before[.asrLangCode], voiceName: before[.voiceName],
            projectId: before[.projectID].map(AgentID.init(rawValue:)))
        return reversal
    }

    /// The connector that served a number before it was routed; where somebody else has routed it in between, the one
    /// that it had from them.
    private static func origin(of chain: [Made]) -> ConnectorID? {
        var (origin, left): (ConnectorID?, ConnectorID??) = (nil, nil)
        for made in chain {
            guard let routing = made.change.action as? NumberRouting else { continue }
            if left != .some(routing.before.connector) { origin = routing.before.connector }
            left = .some(made.server ?? routing.target)
        }
        return origin
    }

    /// Nil where nothing is to be said of it.
    private func reversal(ofNumber chain: [Made]) -> Reversal? {
        guard let number = PhoneNumber(e164: chain[0].change.subject) else { return nil }
        var reversal = Reversal(agent: chain[0].change.agent, number: number)
        let routings = chain.compactMap { $0.change.action as? NumberRouting }
        let server = chain.last?.server ?? routings.last?.target
        if chain.contains(where: { $0.change.kind == .release }) {
            reversal.obstacle = UndoMessages.released
        } else if chain.contains(where: { $0.change.kind == .importing }) {
            guard releasesImports else {
                reversal.obstacle = UndoMessages.imported
                return reversal
            }
            reversal.wish.action = .release
            reversal.leftConnector = .some(server)
        } else if !routings.isEmpty {
            guard let origin = Self.origin(of: chain) else {
                reversal.obstacle = UndoMessages.unrouted
                return reversal
            }
            reversal.wish.target = origin
            reversal.leftConnector = .some(server)
        }
        return reversal
    }
}

enum UndoMessages {
    static let released = "{number} was released by the run, which cannot be taken back."
    static let imported = "{number} was imported by the run and stays: --undo-imports releases it."
    static let unrouted = """
        {number} was served by no connector before the run, and the API cannot take it off one again. Route it to \
        another, or release it.
        """
}
