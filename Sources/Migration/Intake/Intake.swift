import Crypto
import Foundation
import Sheet

/// How many findings of each kind there are, and of how many rows.
package struct IntakeReport: Hashable, Codable, Sendable {
    package internal(set) var rows = 0
    package internal(set) var errors = 0
    package internal(set) var warnings = 0
    package internal(set) var notes = 0

    func refuse(unless goesOn: Bool) throws(Refusal) {
        if errors > 0, !goesOn { throw .findings(self) }
    }

    mutating func count(_ finding: Finding) {
        switch finding.severity {
        case .error: errors += 1
        case .warning: warnings += 1
        case .note: notes += 1
        }
    }
}

/// Reads the sheet once from start to end, checks each row, and stages the rows in the run file.
struct Intake {
    /// Rows between two reports of progress.
    private static let progressInterval = 10_000

    let sheetPath: String
    let options: SheetOptions
    let now: Date
    let observe: MigrationObserver

    func open() throws -> SheetReader {
        try SheetReader(
            path: sheetPath, schema: SheetColumns.schema, mappings: options.mappings, delimiter: options.delimiter)
    }

    /// Stages the sheet in an empty run file. Throws `Refusal`, and stages nothing, when errors forbid to go on.
    func stage(
        _ record: RunRecord, from reader: SheetReader, into runFile: RunFile, skippingInvalid: Bool
    ) throws -> IntakeReport {
        var report = IntakeReport()
        try runFile.stage(record, at: now) { stager in
            try stageRows(of: reader, stager, &report)
            try report.refuse(unless: skippingInvalid)
            CrashPoint.staging.reach()
        }
        return report
    }

    /// The same for the edited sheet of an unfinished run.
    func restage(
        _ record: RunRecord, from reader: SheetReader, into runFile: RunFile, skippingInvalid: Bool
    ) throws -> SheetEdit {
        var report = IntakeReport()
        return try runFile.restage(record, at: now) { stager in
            try stageRows(of: reader, stager, &report)
            try report.refuse(unless: skippingInvalid)
            CrashPoint.restaging.reach()
        }
    }

    private func stageRows(of reader: SheetReader, _ stager: RowStager, _ report: inout IntakeReport) throws {
        let check = RowCheck(file: reader.file, options: options, header: reader.header)
        let dialect = reader.dialect
        let lacksAgents = options.agent == nil && !check.cells.has(SheetColumns.agentID)
        try reader.forEachRow { row in
            let (staged, findings) = check.check(row, dialect: dialect)
            if lacksAgents, report.rows == 0 { note(.noAgents(of: reader.file), &report) }
            for finding in findings where !lacksAgents || finding.message != .noAgent { note(finding, &report) }
            try stager.add(staged)
            report.rows += 1
            if report.rows.isMultiple(of: Self.progressInterval) { observe(.read(rows: report.rows)) }
        }
        observe(.read(rows: report.rows))
        try reportRepeats(stager, check.cells, reader.file, &report)
    }

    /// Numbers and connectors that stand on more than one line: worth a note when the lines agree, an error when not.
    private func reportRepeats(
        _ stager: RowStager, _ cells: CellReader, _ file: String, _ report: inout IntakeReport
    ) throws {
        try stager.forEachRepeat { repetition in
            let finding = Finding(
                repetition.agrees ? .note : .error, file: file, line: repetition.line,
                column: cells.header(of: repetition.column),
                message: repetition.agrees
                    ? .repeated(repetition.subject, firstLine: repetition.firstLine)
                    : .contradicted(repetition.subject, firstLine: repetition.firstLine))
            note(finding, &report)
        }
    }

    private func note(_ finding: Finding, _ report: inout IntakeReport) {
        report.count(finding)
        observe(.finding(finding))
    }
}

/// Names one state of a sheet and the way it is read.
enum SheetDigest {
    /// SHA-256, in hexadecimal, of the options and the file's bytes. Throws `SheetError` when the file cannot be read.
    static func make(path: String, options: RunOptions) throws -> String {
        var hash = SHA256()
        hash.update(data: Data(try StoredJSON.text(options).utf8))
        try SheetReader.forEachBlock(of: path) { hash.update(data: Data($0)) }
        return hash.finalize().hexadecimal
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
