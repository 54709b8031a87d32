import Foundation
import Sheet

/// What a command was asked to do.
package struct Job: Sendable {
    package var sheetPath: String
    package var runFilePath: String
    package var resultsPath: String
    package var options: RunOptions
    package var target: RunTarget
    /// Whether the results show phone numbers in Excel.
    package var isForExcel = false
    /// Only this plan may be carried out.
    package var expectedPlan: String?
    /// A plan with more changes is refused; a percentage is of the connectors that the sheet names.
    package var maxChanges: Limit?
    var sheetInWords: String { sheetPath == "-" ? "standard input" : sheetPath }
    /// The run that is to be taken back, in the place of a sheet.
    package var undo: UndoSource?
    /// So many numbers may be released, no more and no fewer; nil for none.
    package var allowedReleases: Int?

    package init(
        sheetPath: String, runFilePath: String, resultsPath: String, options: RunOptions, target: RunTarget
    ) {
        self.sheetPath = sheetPath
        self.runFilePath = runFilePath
        self.resultsPath = resultsPath
        self.options = options
        self.target = target
    }

    /// To look at a sheet without carrying it out: writes no files, and its scratch run belongs nowhere.
    static func inMemory(_ sheetPath: String, _ options: RunOptions) -> Job {
        Job(sheetPath: sheetPath, runFilePath: "", resultsPath: "", options: options, target: RunTarget(rawValue: ""))
    }

    func record(reader: SheetReader, digest: String, now: Date) -> RunRecord {
        var dialect = reader.dialect
        dialect.isForExcel = isForExcel
        return RunRecord(
            createdAt: now, sheetPath: absoluteSheetPath, resultsPath: absoluteResultsPath, sheetDigest: digest,
            target: target, options: options, dialect: dialect, rowCount: 0, stage: .staged)
    }

    var absoluteSheetPath: String { URL(fileURLWithPath: sheetPath).path }
    var absoluteResultsPath: String { URL(fileURLWithPath: resultsPath).path }
}

extension RunRecord {
    /// The results go where the command that goes on with the run says, and in the form that it says.
    mutating func takeUp(resultsOf job: Job) {
        sheetPath = job.absoluteSheetPath
        resultsPath = job.absoluteResultsPath
        dialect.isForExcel = job.isForExcel
    }

    /// This run with the sheet of another record.
    func edited(_ other: RunRecord) -> RunRecord {
        var record = self
        record.sheetDigest = other.sheetDigest
        record.options = other.options
        record.dialect = other.dialect
        record.rowCount = other.rowCount
        record.sheetPath = other.sheetPath
        record.resultsPath = other.resultsPath
        record.stage = .staged
        return record
    }
}
