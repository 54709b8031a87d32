import AgentsClient
import Foundation
import Sheet

extension Pipeline {
    /// Accounts for every row and writes the results CSV. Blocks.
    func record(_ run: Run, _ stop: RunStop?, _ edit: SheetEdit?) throws -> RunSummary {
        let file = run.file
        let (record, counts) = try file.account()
        var (results, resultsProblem) = (record.resultsPath, String?.none)
        do {
            var file = ResultsFile(of: file, record)
            file.permissions = run.archivedResults?.permissions ?? file.permissions
            results = try write(file, to: record.resultsPath)
            // The account is not held back where this cannot be noted.
            if results != record.resultsPath { try? run.file.updateRecord { $0.resultsPath = results } }
        } catch let problem as SheetProblem {
            resultsProblem = problem.finding.message.description
        }
        let verified = guards.verifies ? try file.verifiedCounts() : nil
        return RunSummary(
            end: stop == nil ? .finished : stop == .interrupted ? .interrupted : .stopped, stop: stop,
            reason: stop?.description,
            rows: record.rowCount, outcomes: Dictionary(uniqueKeysWithValues: counts.map { ($0.rawValue, $1) }),
            causes: try file.causes(), collateralNumbers: try file.collateralNumberCount(), edit: edit,
            verified: verified?.connectors, verifiedNumbers: verified?.numbers, takesBack: try file.takesBack(),
            runFile: file.absolutePath,
            results: results, resultsProblem: resultsProblem)
    }

    /// Writes the results CSV of a run again, beside its run file or to another path. Returns the path.
    ///
    /// - Parameter isForExcel: in Excel's form although the run did not ask for it.
    package func writeResults(of file: RunFile, to path: String?, isForExcel: Bool = false) throws -> String {
        let (record, _) = try file.account()
        let results = ResultsFile(of: file, record, isForExcel: isForExcel)
        return try write(
            results, to: path ?? file.path.map { ResultsFile.path(beside: $0, of: record.target) } ?? record.resultsPath
        )
    }

    private func write(_ results: ResultsFile, to wanted: String) throws -> String {
        let path = try results.write(to: wanted)
        if path != wanted { observe(.resultsElsewhere(path: path, insteadOf: wanted)) }
        return path
    }
}
