import AgentsClient
import Foundation

extension Pipeline {
    /// Accounts for every row and writes the results CSV.
    func record(_ runFile: RunFile, _ stop: RunStop?, _ edit: SheetEdit?) throws -> RunSummary {
        let (record, counts) = try runFile.account()
        try ResultsFile(record: record).write(runFile, to: record.resultsPath)
        return RunSummary(
            end: stop == nil ? .finished : stop == .interrupted ? .interrupted : .stopped, reason: stop?.message,
            rows: record.rowCount, outcomes: Dictionary(uniqueKeysWithValues: counts.map { ($0.rawValue, $1) }),
            updatedOtherwise: try runFile.updatedOtherwiseCount(), edit: edit,
            verified: guards.verifies ? try runFile.verifiedCount() : nil,
            runFile: runFile.path ?? "", results: record.resultsPath)
    }

    /// Writes the results CSV of a run again, to another path if one is given. Returns the path.
    ///
    /// - Parameter isForExcel: in Excel's form although the run did not ask for it.
    package func writeResults(of runFile: RunFile, to path: String?, isForExcel: Bool = false) throws -> String {
        let (record, _) = try runFile.account()
        let path = path ?? record.resultsPath
        try ResultsFile(record: record, isForExcel: isForExcel).write(runFile, to: path)
        return path
    }
}

extension RunFile {
    /// The run and its rows by outcome, which add up to the rows that were read; throws `AccountingError` if not.
    package func account() throws -> (RunRecord, [Outcome: Int]) {
        guard let record = try record() else { throw RunFileError.empty(path ?? "") }
        let counts = try outcomeCounts()
        let total = counts.values.reduce(0, +)
        guard total == record.rowCount else { throw AccountingError(rows: record.rowCount, outcomes: total) }
        return (record, counts)
    }
}
