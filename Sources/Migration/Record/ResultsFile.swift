import AgentsClient
import Crypto
import Foundation
import GRDB
import Sheet

/// The results CSV: the sheet's own columns, verbatim and first, then what became of each row.
package struct ResultsFile {
    package static let columns =
        [
            "result_line", "result_outcome", "result_number", "result_connector_id", "result_changed",
        ] + Setting.allCases.flatMap { ["result_before_\($0.rawValue)", "result_after_\($0.rawValue)"] } + [
            "result_error_code", "result_error", "result_correlation_id", "result_attempts", "result_finished_at",
            "result_target",
        ]

    /// Where results go unless somebody says otherwise: `numbers.results.csv` for `numbers.patchbay`, and for that of a
    /// rehearsal a name that nobody takes for the real one.
    package static func path(beside runFile: String, of target: RunTarget) -> String {
        URL(fileURLWithPath: runFile).deletingPathExtension().path + "." + suffix(of: target)
    }

    package static func suffix(of target: RunTarget) -> String {
        target.emulatorInventory == nil ? "results.csv" : "rehearsal.results.csv"
    }

    let file: RunFile
    let record: RunRecord
    let dialect: SheetDialect
    /// Of a new file, less what the process's umask takes away.
    var permissions: UInt16 = 0o644

    /// - Parameter isForExcel: writes phone numbers for Excel although the run does not.
    init(of file: RunFile, _ record: RunRecord, isForExcel: Bool = false) {
        self.file = file
        self.record = record
        var dialect = record.dialect
        dialect.isForExcel = dialect.isForExcel || isForExcel
        self.dialect = dialect
    }

    /// Writes the whole file under another name and then renames it, so that it is never seen half written. A file that
    /// patchbay did not write, or that was changed since, is left as it is, and the results go beside it.
    ///
    /// Returns where they went.
    func write(to wanted: String) throws -> String {
        let path = try Self.freePath(for: wanted, file.writtenDigests())
        var digest = SHA256()
        try SheetWriter.replacing(path: path, dialect: dialect, permissions: permissions) { bytes in
            digest.update(data: bytes)
        } beforeReplacing: {
            try file.noteWritten(digest.finalize().hexadecimal)
            file.reach(.writingResults)
        } _: { writer in
            try write(&writer)
        }
        file.reach(.wroteResults)
        return path
    }

    /// The first of `results.csv`, `results-2.csv` and so on that is not there, or as patchbay wrote it.
    static func freePath(for wanted: String, _ known: [String]) throws -> String {
        var path = wanted
        var number = 2
        while try isSomebodyElses(path, known) {
            let url = URL(fileURLWithPath: wanted)
            path = "\(url.deletingPathExtension().path)-\(number).\(url.pathExtension)"
            number += 1
        }
        return path
    }

    /// What is no regular file is for the writer to refuse.
    private static func isSomebodyElses(_ path: String, _ known: [String]) throws -> Bool {
        hasContents(path) ? !known.contains(try SheetReader.digest(of: path)) : false
    }

    /// Whether a file is there as patchbay wrote it.
    static func isWritten(_ path: String, _ known: [String]) -> Bool {
        hasContents(path) && (try? SheetReader.digest(of: path)).map(known.contains) ?? false
    }

    private static func hasContents(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
    }

    private func reader(of stored: StoredSheet) throws -> SheetReader {
        try SheetReader(
            source: stored, schema: SheetColumns.schema, mappings: record.options.sheet.mappings,
            meant: record.options.sheet.carried, delimiter: record.options.sheet.delimiter)
    }

    /// Reads the sheet that the run file holds as writing does, over a connection of its own. Throws `RunFileProblem`
    /// when its rows are not the run's, as then there would be no results in the end.
    func checkSheet(_ isStopped: () -> Bool) throws {
        guard let path = file.path else { return }
        var configuration = Seals.configuration
        configuration.readonly = true
        let isRight = try RunFileProblem.translating(path) {
            try DatabaseQueue(path: path, configuration: configuration).read { db in
                try hasLines(of: StoredSheet(db, name: record.sheetPath), db, isStopped)
            }
        }
        guard isRight else { throw RunFileProblem.damaged(path) }
    }

    private func hasLines(of sheet: StoredSheet, _ db: Database, _ isStopped: () -> Bool) throws -> Bool {
        let lines = try Int.fetchCursor(db, sql: "SELECT line FROM row ORDER BY id")
        var isRight = true
        do {
            try reader(of: sheet).forEachRow { row in
                if isStopped() { throw CancellationError() }
                isRight = try isRight && lines.next() == row.line
            }
        } catch is SheetProblem {
            return false
        }
        return try isRight && sheet.failure == nil && lines.next() == nil
    }

    private func write(_ writer: inout SheetWriter) throws {
        try file.read { db in
            let stored = StoredSheet(db, name: record.sheetPath)
            let sheet = try reader(of: stored)
            writer.append(encodedCells: sheet.header.encoded(as: sheet.dialect))
            for column in Self.columns { writer.append(column) }
            try writer.endRecord()
            let results = try RowResults(.sheet, of: record, file, db)
            var rows = 0
            try sheet.forEachRow { row in
                rows += 1
                guard let result = try results.next(), result.line == row.line else {
                    throw AccountingDefect(rows: record.rowCount, outcomes: rows - 1)
                }
                writer.append(encodedCells: row.encoded(as: sheet.dialect))
                for cell in result.cells { writer.append(cell) }
                try writer.endRecord()
            }
            if let failure = stored.failure { throw failure }
            guard rows == record.rowCount else { throw AccountingDefect(rows: record.rowCount, outcomes: rows) }
            try writeRest(&writer, sheet.header, db)
        }
    }
}

extension ResultsFile {
    /// What changed and no row of the sheet stands for. Of the sheet's own columns only that of the numbers is filled.
    private func writeRest(_ writer: inout SheetWriter, _ header: SheetHeader, _ db: Database) throws {
        let place = header.positions["phone_number"]
        for group in [RowResults.Group.collateral, .former] {
            let results = try RowResults(group, of: record, file, db)
            while let result = try results.next() {
                for position in header.names.indices {
                    writer.append(position == place ? result.number : "")
                }
                for cell in result.cells { writer.append(cell) }
                try writer.endRecord()
            }
        }
    }
}

/// The sheet's bytes as the run file keeps them.
private final class StoredSheet: ByteSource {
    let name: String
    private let db: Database
    private var piece: Int64 = 0
    private var rest: ArraySlice<UInt8> = []
    /// Why there was no more.
    private(set) var failure: (any Error)?

    init(_ db: Database, name: String) {
        (self.db, self.name) = (db, name)
    }

    func nextBytes(upTo count: Int) -> [UInt8] {
        do {
            if rest.isEmpty { try readPiece() }
        } catch {
            failure = error
        }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    private func readPiece() throws {
        let statement = try db.cachedStatement(sql: "SELECT id, bytes FROM piece WHERE id > ? ORDER BY id LIMIT 1")
        guard let row = try Row.fetchOne(statement, arguments: [piece]) else { return }
        piece = row[0]
        rest = [UInt8](row[1] as Data)[...]
    }
}

extension RunFile {
    /// Where the run's results are to be looked for: a run file may have been moved, be it to make room for the next
    /// one or to another machine, and its results with it.
    func resultsPlace(_ record: RunRecord) throws -> String {
        guard path != nil else { return record.resultsPath }
        let beside = ResultsFile.path(beside: absolutePath, of: record.target)
        guard beside != record.resultsPath else { return beside }
        if record.finishedAt != nil {
            let written = try writtenDigests()
            let areBeside =
                !ResultsFile.isWritten(record.resultsPath, written) && ResultsFile.isWritten(beside, written)
            return areBeside ? beside : record.resultsPath
        }
        func folder(_ path: String) -> String { URL(fileURLWithPath: path).deletingLastPathComponent().path }
        guard folder(absolutePath) != folder(record.sheetPath) else { return record.resultsPath }
        let (place, usual) = (URL(fileURLWithPath: record.resultsPath), URL(fileURLWithPath: beside))
        let isThere = FileManager.default.fileExists(atPath: place.deletingLastPathComponent().path)
        return isThere && place.lastPathComponent != usual.lastPathComponent ? record.resultsPath : beside
    }

    /// The results files that patchbay wrote, by SHA-256 of their bytes in hexadecimal.
    func writtenDigests() throws -> [String] {
        try read { db in try String.fetchAll(db, sql: "SELECT digest FROM written") }
    }

    /// Before they are there, so that a kill in between does not make them a stranger's. A run file that cannot be
    /// written just now, such as one on a read-only disk, stays as it is.
    func noteWritten(_ digest: String) throws {
        do {
            try write { db in
                try db.execute(sql: "INSERT INTO written (digest) VALUES (?)", arguments: [digest])
            }
        } catch let error as RunFileProblem where [.locked, .unreadable, .unwritable].contains(error.code) {
            return
        }
    }
}
