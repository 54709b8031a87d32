import AgentsAPI
import Crypto
import Foundation
import GRDB
import Sheet
import Telephony

/// Reads the sheet into the run file: its bytes once, and its rows as integers.
struct Staging {
    let job: Job
    let file: RunFile
    let judgement: SheetJudgement
    let now: Date
    let observe: MigrationObserver

    /// Puts the sheet into an empty run file. Blocks. Throws `Refusal` when errors forbid to go on, or there are no
    /// rows.
    func stage(_ isStopped: @escaping @Sendable () -> Bool) throws {
        try file.write { db in
            let record = try read(into: try RowStager(file, db, now: now), db, isStopped)
            try record.save(db)
            file.reach(.staging)
        }
        file.reach(.staged)
    }

    /// Replaces the sheet of an unfinished run by an edited one. Rows that ask the same of the same number as a
    /// finished row take over its change, matched one to one in order; changes that were not sent yet are dropped, to
    /// be planned again. Returns nil, and changes nothing, when the sheet and the way it is read are the same.
    func restage(_ former: RunRecord, _ isStopped: @escaping @Sendable () -> Bool) throws -> SheetEdit? {
        try file.write { db in
            let formerRows = former.rowCount
            try db.execute(sql: Self.setAsideFinishedRows)
            try db.execute(sql: "DELETE FROM row; DELETE FROM piece")
            try file.move(try file.places(before: .drop, db), ChangeMove(.drop), at: now, db)
            let record = try read(into: try RowStager(file, db, now: now), db, isStopped)
            try db.execute(sql: Self.takeOverFinishedRows)
            try db.execute(sql: Self.keepFormerRows)
            try former.edited(record).save(db)
            let edit = try sheetEdit(db, formerRows: formerRows)
            file.reach(.restaging)
            return edit
        }
    }

    /// Whether the sheet is another one than the run was started with, or is read in another way.
    func isEdited(_ former: RunRecord) throws -> Bool {
        guard former.options == job.options else { return true }
        return try SheetReader.digest(of: job.sheetPath) != former.sheetDigest
    }

    private func read(
        into stager: RowStager, _ db: Database, _ isStopped: @escaping @Sendable () -> Bool
    ) throws -> RunRecord {
        let intake = Intake(
            sheetPath: job.sheetPath, options: job.options.sheet, judgement: judgement, observe: observe,
            isStopped: isStopped)
        let keeper = SheetKeeper(db)
        let reader = try intake.open(onBytes: keeper.keep)
        let report = try intake.read(reader, into: stager)
        try stager.finish()
        guard report.rows > 0 else { throw Refusal.noRows(sheet: job.sheetPath) }
        try report.refuse(unless: job.options.skipsInvalid)
        var record = job.record(reader: reader, digest: try keeper.finish(), now: now)
        record.rowCount = report.rows
        return record
    }

    /// What makes a row the same row in an edited sheet, with nothing as 0 so that it can be compared.
    private static let identity = """
        ifnull(agent, 0) AS agent, ifnull(number, 0) AS number, ifnull(sheetConnector, 0) AS sheetConnector,
        ifnull(wish, 0) AS wish,
        row_number() OVER (
            PARTITION BY ifnull(agent, 0), ifnull(number, 0), ifnull(sheetConnector, 0), ifnull(wish, 0) ORDER BY id
        ) AS nth
        """

    private static let setAsideFinishedRows = """
        CREATE TEMP TABLE finished AS
            SELECT id AS formerRow, change, \(identity) FROM row
            WHERE change IN (SELECT id FROM change WHERE state = \(ChangeState.settled.rawValue))
                AND NOT EXISTS (
                    SELECT 1 FROM step JOIN change AS open ON open.id = step.change
                    WHERE step.row = row.id AND open.state <> \(ChangeState.settled.rawValue));
        CREATE INDEX temp.finishedByIdentity ON finished (number, agent, sheetConnector, wish, nth);
        CREATE TEMP TABLE formerStep AS
            SELECT step.id AS id, step.row AS row, step.change AS change, row.agent AS agent, row.number AS number
            FROM step JOIN row ON row.id = step.row;
        DELETE FROM step;
        """

    /// What rows with names want is not known yet, so they are no finished row's.
    private static let isFresh = "verdict IS NULL AND id NOT IN (SELECT row FROM temp.spoken)"

    private static let takeOverFinishedRows = """
        UPDATE row SET change = finished.change
        FROM finished, (SELECT id, \(identity) FROM row WHERE \(isFresh)) AS fresh
        WHERE row.id = fresh.id AND finished.number = fresh.number AND finished.agent = fresh.agent
            AND finished.sheetConnector = fresh.sheetConnector AND finished.wish = fresh.wish
            AND finished.nth = fresh.nth;
        INSERT INTO step (row, change)
            SELECT fresh.id, formerStep.change
            FROM temp.formerStep JOIN temp.finished ON finished.formerRow = formerStep.row
                JOIN (SELECT id, \(identity) FROM row WHERE \(isFresh)) AS fresh
                    ON finished.number = fresh.number AND finished.agent = fresh.agent
                        AND finished.sheetConnector = fresh.sheetConnector AND finished.wish = fresh.wish
                        AND finished.nth = fresh.nth
            ORDER BY formerStep.id;
        """

    /// What was changed stays changed, so that it stays in the account.
    private static let keepFormerRows = """
        INSERT INTO formerRow (change, agent, number)
            SELECT finished.change, nullif(finished.agent, 0), nullif(finished.number, 0)
            FROM temp.finished JOIN change ON change.id = finished.change
            WHERE \(RunFile.isMade) AND (finished.change, finished.number) NOT IN (
                SELECT row.change, ifnull(row.number, 0) FROM row WHERE row.change IS NOT NULL);
        INSERT INTO formerRow (change, agent, number)
            SELECT DISTINCT formerStep.change, formerStep.agent, formerStep.number
            FROM temp.formerStep JOIN change ON change.id = formerStep.change
            WHERE \(RunFile.isMade) AND formerStep.change NOT IN (SELECT change FROM step);
        DROP TABLE temp.formerStep;
        """

    private func sheetEdit(_ db: Database, formerRows: Int) throws -> SheetEdit {
        func count(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
        let kept = try count("SELECT COUNT(*) FROM row WHERE change IS NOT NULL")
        try db.execute(sql: "DROP TABLE temp.finished")
        return SheetEdit(
            formerRows: formerRows, rows: try count("SELECT COUNT(*) FROM row"), keptFinished: kept,
            droppedFinished: try count(
                """
                SELECT COUNT(*) FROM formerRow WHERE NOT EXISTS (
                    SELECT 1 FROM row WHERE row.number IS formerRow.number AND row.agent IS formerRow.agent)
                """))
    }
}

/// How an edited sheet compares with the one the run was started with.
package struct SheetEdit: Hashable, Codable, Sendable {
    package let formerRows: Int
    package let rows: Int
    /// Rows whose finished work was recognised and is not done again.
    package let keptFinished: Int
    /// Rows that were changed, here or by an earlier edit, and that the edited sheet no longer has.
    package let droppedFinished: Int
}

/// Puts the sheet's bytes into the run file as they are read, and names their state by a digest.
final class SheetKeeper: ByteSink {
    /// Pieces are of about so many bytes.
    private static let pieceSize = 1 << 20

    private let db: Database
    private var piece = Data()
    private var hash = SHA256()

    init(_ db: Database) { self.db = db }

    func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes(keep) }

    func keep(_ bytes: UnsafeRawBufferPointer) throws {
        hash.update(bufferPointer: bytes)
        piece.append(contentsOf: bytes)
        if piece.count >= Self.pieceSize { try store() }
    }

    /// SHA-256, in hexadecimal, of all bytes.
    func finish() throws -> String {
        if !piece.isEmpty { try store() }
        return hash.finalize().hexadecimal
    }

    private func store() throws {
        try db.cachedStatement(sql: "INSERT INTO piece (bytes) VALUES (?)").execute(arguments: [piece])
        piece.removeAll(keepingCapacity: true)
    }
}

/// Puts checked rows into the run file, within the transaction that hands it out.
private final class RowStager: RowSink {
    private let file: RunFile
    private let db: Database
    private let now: Date
    private let insert: Statement
    /// Numbers in the run file by those in the reading's vocabulary.
    private var agents: [Int: Int64] = [:]
    private var wishes: [Int: Int64] = [:]
    private var namedWishes: [AgentsWish: (id: Int64?, names: SpokenNames?)] = [:]
    private var isFinished = false

    /// In the vocabulary.
    private struct AgentsWish: Hashable {
        let agent: Int
        let wish: Int
    }

    init(_ file: RunFile, _ db: Database, now: Date) throws {
        (self.file, self.db, self.now) = (file, db, now)
        try RowIndex.drop(db)
        try file.clearSpokenNames(db)
        insert = try db.makeStatement(
            sql: """
                INSERT INTO row (id, line, agent, number, sheetConnector, wish, verdict) VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
    }

    func add(_ row: CheckedRow, _ vocabulary: Vocabulary) throws {
        let verdict = try row.problem.map { try self.verdict(.invalid, $0) }
        let agent = try agent(row.agent, vocabulary)
        let wish = try self.wish(row, vocabulary)
        try insert.run(
            Int64(row.ordinal), Int64(row.line), agent,
            row.number.map { Int64($0.value) }, try row.connector.map { try file.names.id(of: $0.rawValue, db) },
            wish.id, verdict)
        if let names = wish.names, let agent, verdict == nil {
            try file.noteSpoken(names, row: Int64(row.ordinal), agent: agent, wish: wish.id, db)
        }
    }

    /// All rows are there. The index of changes comes with the changes.
    func finish() throws {
        guard !isFinished else { return }
        isFinished = true
        try RowIndex.rowByNumber.create(db)
    }

    /// Numbers whose rows disagree end as conflicts, the first row included.
    func contradict(_ contradiction: Contradiction, _ vocabulary: Vocabulary) throws {
        try finish()
        let message = Finding.Message.contradiction(
            contradiction.number.description, firstLine: String(contradiction.firstLine),
            lastLine: String(contradiction.lastLine))
        let verdict = try verdict(.conflict, message)
        try db.cachedStatement(
            sql: "UPDATE row SET verdict = ? WHERE number = ? AND agent = ? AND verdict IS NULL AND change IS NULL"
        ).run(verdict, Int64(contradiction.number.value), try agent(contradiction.agent, vocabulary))
    }

    private func verdict(_ outcome: Outcome, _ message: String) throws -> Int64 {
        let reason = try file.store(Settlement.Reason(message: message), db)
        return try file.verdict(outcome, reason: reason, at: now, db)
    }

    private func agent(_ id: Int, _ vocabulary: Vocabulary) throws -> Int64? {
        guard id != 0 else { return nil }
        if let known = agents[id] { return known }
        let stored = try file.names.id(of: vocabulary.agent(id).rawValue, db)
        agents[id] = stored
        return stored
    }

    /// With names that are not known yet.
    private func wish(_ row: CheckedRow, _ vocabulary: Vocabulary) throws -> (id: Int64?, names: SpokenNames?) {
        guard row.wish != 0 else { return (nil, nil) }
        if let known = wishes[row.wish] { return (known, nil) }
        let wish = vocabulary.wish(row.wish)
        guard wish.names.isEmpty else { return try self.wish(named: wish, row, vocabulary) }
        let stored = try file.store(wish, db)
        wishes[row.wish] = stored
        return (stored, nil)
    }

    /// What names mean depends on the agent.
    private func wish(
        named wish: Wish, _ row: CheckedRow, _ vocabulary: Vocabulary
    ) throws -> (id: Int64?, names: SpokenNames?) {
        let key = AgentsWish(agent: row.agent, wish: row.wish)
        if let known = namedWishes[key] { return known }
        var stored: (id: Int64?, names: SpokenNames?)
        if row.agent != 0, let meant = try file.knownMeaning(of: wish, agent: vocabulary.agent(row.agent), db) {
            stored = (try file.store(meant, db), nil)
        } else {
            var rest = wish
            rest.names = SpokenNames()
            stored = (rest.isEmpty ? nil : try file.store(rest, db), wish.names)
        }
        namedWishes[key] = stored
        return stored
    }
}

extension RunFile {
    /// The number of a wish, a new one if nobody had it yet.
    func store(_ wish: Wish, _ db: Database) throws -> Int64 {
        let settings = try columns(of: wish.settings, db)
        let arguments: StatementArguments = [
            settings.variant, settings.asr, settings.voice, settings.project,
            try wish.target.map { try names.id(of: $0.rawValue, db) }, wish.action.rawValue,
            try wish.environment.map { try names.id(of: $0.rawValue, db) },
        ]
        let known = try db.cachedStatement(
            sql: """
                SELECT id FROM wish WHERE (\(RunFileSchema.Table.wishIdentity))
                    = (ifnull(?, -1), ifnull(?, 0), ifnull(?, 0), ifnull(?, 0), ifnull(?, 0), ?, ifnull(?, 0))
                """)
        if let id = try Int64.fetchOne(known, arguments: arguments) { return id }
        try db.cachedStatement(
            sql: """
                INSERT INTO wish (variant, asr, voice, project, target, action, environment)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: arguments)
        return db.lastInsertedRowID
    }

    func verdict(_ outcome: Outcome, reason: Int64?, at now: Date, _ db: Database) throws -> Int64 {
        try db.cachedStatement(sql: "INSERT INTO verdict (outcome, reason, at) VALUES (?, ?, ?)")
            .execute(arguments: [outcome.rawValue, reason, now.milliseconds])
        return db.lastInsertedRowID
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
