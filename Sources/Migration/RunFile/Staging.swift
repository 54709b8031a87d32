import AgentsAPI
import Foundation
import GRDB
import Sheet
import Telephony

/// A row of the sheet as it goes into the run file.
struct StagedRow {
    var line: Int
    /// The row's own cells as one CSV record.
    var cells: [UInt8]
    var agent: AgentID?
    var phone: PhoneNumber?
    var connector: ConnectorID?
    var desired: ConnectorPatch?
    /// Why the row cannot be used; nil when it can.
    var problem: String?
}

/// Puts rows into the run file, within the transaction that hands it out.
final class RowStager {
    let db: Database
    let now: Date
    private let insert: Statement
    private var encodedPatches: [ConnectorPatch: String] = [:]
    private(set) var count = 0

    init(_ db: Database, now: Date) throws {
        self.db = db
        self.now = now
        insert = try db.makeStatement(
            sql: """
                INSERT INTO row
                    (line, cells, agent, phone, sheetConnector, desired, targetAgent, outcome, error, finishedAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
    }

    func add(_ row: StagedRow) throws {
        let isInvalid = row.problem != nil
        try insert.execute(arguments: [
            row.line, Data(row.cells), row.agent?.rawValue, row.phone?.description, row.connector?.rawValue,
            row.desired.map(encoded), row.desired?.projectId?.rawValue,
            isInvalid ? Outcome.invalid.rawValue : nil, row.problem, isInvalid ? now : nil,
        ])
        count += 1
    }

    /// Sheets repeat a few settings over many rows, so each is encoded once. The cache is bounded for those that don't.
    private func encoded(_ patch: ConnectorPatch) throws -> String {
        if let text = encodedPatches[patch] { return text }
        if encodedPatches.count == 1_000 { encodedPatches.removeAll(keepingCapacity: true) }
        let text = try StoredJSON.text(patch)
        encodedPatches[patch] = text
        return text
    }
}

extension RunFile {
    /// Puts a whole sheet into an empty run file; all of it, or, when `body` throws, nothing.
    func stage(_ record: RunRecord, at now: Date, _ body: (RowStager) throws -> Void) throws {
        try write { db in
            try record.insert(db)
            try Self.stageRows(of: record, db, at: now, body)
        }
    }

    /// Replaces the sheet of an unfinished run by an edited one. Rows that ask the same of the same number as a finished row
    /// take over its change, matched one to one in order; changes that were not sent yet are dropped, to be planned again.
    func restage(_ record: RunRecord, at now: Date, _ body: (RowStager) throws -> Void) throws -> SheetEdit {
        try write { db in
            try db.execute(sql: Self.setAsideFinishedRows)
            let former = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM row") ?? 0
            try db.execute(
                sql: """
                    DELETE FROM row; DELETE FROM number; DELETE FROM connector; DELETE FROM inventory;
                    DELETE FROM change WHERE state = 'planned';
                    """)
            try Self.stageRows(of: record, db, at: now, body)
            try db.execute(sql: Self.takeOverFinishedRows)
            return try Self.sheetEdit(db, formerRows: former)
        }
    }

    private static func stageRows(
        of record: RunRecord, _ db: Database, at now: Date, _ body: (RowStager) throws -> Void
    ) throws {
        let stager = try RowStager(db, now: now)
        try body(stager)
        var counted = record
        counted.rowCount = stager.count
        try counted.update(db)
    }

    /// What makes a row the same row in an edited sheet, with nothing as the empty text so that it can be compared.
    private static let identity =
        "ifnull(agent, ''), ifnull(phone, ''), ifnull(sheetConnector, ''), ifnull(desired, '')"

    private static let namedIdentity = """
        ifnull(agent, '') AS agent, ifnull(phone, '') AS phone,
        ifnull(sheetConnector, '') AS sheetConnector, ifnull(desired, '') AS desired
        """

    private static let setAsideFinishedRows = """
        CREATE TEMP TABLE finished AS
            SELECT \(namedIdentity), change,
                row_number() OVER (PARTITION BY \(identity) ORDER BY id) AS nth
            FROM row WHERE change IN (SELECT id FROM change WHERE state = 'settled');
        CREATE INDEX temp.finishedByIdentity ON finished (agent, phone, sheetConnector, desired, nth);
        """

    private static let takeOverFinishedRows = """
        UPDATE row SET change = finished.change
        FROM finished, (
            SELECT id, \(namedIdentity), row_number() OVER (PARTITION BY \(identity) ORDER BY id) AS nth
            FROM row WHERE outcome IS NULL
        ) AS fresh
        WHERE row.id = fresh.id AND finished.agent = fresh.agent AND finished.phone = fresh.phone
            AND finished.sheetConnector = fresh.sheetConnector AND finished.desired = fresh.desired
            AND finished.nth = fresh.nth;
        """

    private static func sheetEdit(_ db: Database, formerRows: Int) throws -> SheetEdit {
        let finished = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM temp.finished") ?? 0
        let rows = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM row") ?? 0
        let kept = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM row WHERE change IS NOT NULL") ?? 0
        try db.execute(sql: "DROP TABLE temp.finished")
        return SheetEdit(formerRows: formerRows, rows: rows, keptFinished: kept, droppedFinished: finished - kept)
    }
}

/// How an edited sheet compares with the one the run was started with.
package struct SheetEdit: Hashable, Codable, Sendable {
    package let formerRows: Int
    package let rows: Int
    /// Rows whose finished work was recognised and is not done again.
    package let keptFinished: Int
    /// Finished rows that the edited sheet no longer has; what they changed stays changed.
    package let droppedFinished: Int
}
