import AgentsAPI
import Crypto
import Foundation
import GRDB
import Sheet
import Telephony

/// Puts what takes a run back into an empty run file: as a sheet, and as rows that are read already.
///
/// What a run found before it need not be what a sheet could say, such as the voice of another maker, so the rows are
/// not made of the sheet: it is there to be read by people, and the results are made of it.
struct UndoStaging {
    static let columns =
        [
            SheetColumns.phoneNumber, SheetColumns.connectorID, SheetColumns.agentID, SheetColumns.action,
            SheetColumns.targetConnectorID,
        ] + Setting.allCases.map(\.rawValue)

    let job: Job
    let source: UndoSource
    let file: RunFile
    let now: Date
    let observe: MigrationObserver

    /// SHA-256, in hexadecimal, of the sheet that the run is taken back by.
    func digest() throws -> String {
        let sink = DigestSink()
        var writer = SheetWriter(to: sink, dialect: SheetDialect())
        try writer.write(Self.columns)
        try source.forEachReversal { try writer.write(cells(of: $0)) }
        try writer.flush()
        return sink.hash.finalize().hexadecimal
    }

    /// Blocks. Throws `UndoProblem` when there is nothing to take back.
    func stage(_ isStopped: () -> Bool) throws {
        try file.write { db in
            try RowIndex.drop(db)
            let keeper = SheetKeeper(db)
            var writer = SheetWriter(to: keeper, dialect: SheetDialect())
            try writer.write(Self.columns)
            var (rows, line) = (0, 2)
            var obstacles: [String: Int64] = [:]
            try source.forEachReversal { reversal in
                if isStopped() { throw CancellationError() }
                rows += 1
                let cells = cells(of: reversal)
                try writer.write(cells)
                let obstacle = try reversal.obstacle.map { text in
                    let verdict = try obstacles[text] ?? file.verdict(.blocked, text, at: now, db)
                    obstacles[text] = verdict
                    return verdict
                }
                try insert(reversal, line: line, verdict: obstacle, db)
                line += 1 + cells.reduce(0) { $0 + $1.lineBreakCount }
            }
            guard rows > 0 else {
                throw UndoProblem.nothing(source.path, before: RunFile.newestArchive(of: source.path))
            }
            try writer.flush()
            // What takes back a taking back goes forward again.
            if try !source.file.goesBackwards() { try db.execute(sql: "INSERT INTO backwards VALUES (1)") }
            try RowIndex.rowByNumber.create(db)
            try RunRecord(
                createdAt: now, sheetPath: job.absoluteSheetPath, resultsPath: job.absoluteResultsPath,
                sheetDigest: try keeper.finish(), target: job.target, options: job.options, dialect: SheetDialect(),
                rowCount: rows, stage: .staged
            ).save(db)
            file.reach(.staging)
        }
        file.reach(.staged)
    }

    private func cells(of reversal: Reversal) -> [String] {
        let (wish, settings) = (reversal.wish, reversal.wish.settings)
        let variant: String =
            switch settings.variantId {
            case .leave: ""
            case .clear: job.options.sheet.nullToken
            case .set(let variant): variant.rawValue
            }
        return [
            reversal.number?.description ?? "", reversal.connector?.rawValue ?? "", reversal.agent.rawValue,
            wish.action == .release ? "release" : "", wish.target?.rawValue ?? "", variant,
            settings.asrLangCode ?? "", settings.voiceName ?? "", settings.projectId?.rawValue ?? "",
        ]
    }

    private func insert(_ reversal: Reversal, line: Int, verdict: Int64?, _ db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO row (line, agent, number, sheetConnector, wish, verdict) VALUES (?, ?, ?, ?, ?, ?)"
        ).run(
            Int64(line), try file.names.id(of: reversal.agent.rawValue, db), reversal.number.map { Int64($0.value) },
            try reversal.connector.map { try file.names.id(of: $0.rawValue, db) },
            try file.store(reversal.wish, db), verdict)
        let row = db.lastInsertedRowID
        func left(_ setting: Setting) throws -> Int64? {
            try reversal.left[setting].map { try file.names.id(of: $0, db) }
        }
        let connector = try reversal.leftConnector.map { try $0.map { try file.names.id(of: $0.rawValue, db) } ?? 0 }
        try db.cachedStatement(
            sql: "INSERT INTO expectation (row, variant, asr, voice, connector) VALUES (?, ?, ?, ?, ?)"
        ).run(row, try left(.variantID), try left(.asrLangCode), try left(.voiceName), connector)
    }
}

extension String {
    /// As the sheet's reader counts lines.
    fileprivate var lineBreakCount: Int {
        unicodeScalars.count { $0 == "\n" } + unicodeScalars.count { $0 == "\r" }
            - components(separatedBy: "\r\n").count + 1
    }
}

private final class DigestSink: ByteSink {
    var hash = SHA256()

    func write(_ bytes: [UInt8]) { hash.update(data: bytes) }
}

extension RunFile {
    /// Whether this run takes another one back.
    package func takesBack() throws -> Bool {
        try read { db in try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM expectation)") ?? false }
    }

    /// Whether the steps that a sheet's rows take last are taken first.
    func goesBackwards() throws -> Bool {
        try read { db in
            guard try db.tableExists("backwards") else { return false }
            return try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM backwards)") ?? false
        }
    }
}
