import Foundation
import Migration

/// A run's status for programs.
struct StatusDocument: Encodable {
    let createdAt: Date
    let finishedAt: Date?
    /// `finished`, `unfinished` or `underWay`.
    let state: String
    let target: String
    let sheet: String
    let results: String
    let rows: Int
    let outcomes: [String: Int]
    let collateralNumbers: Int
    let changes: Int
    let settledChanges: Int
    let changesPerSecond: Double?

    init(_ status: RunStatus) {
        createdAt = status.record.createdAt
        finishedAt = status.record.finishedAt
        state = status.isUnderWay ? "underWay" : status.record.finishedAt == nil ? "unfinished" : "finished"
        target = status.record.target.rawValue
        sheet = status.record.sheetPath
        results = status.results
        rows = status.record.rowCount
        outcomes = Dictionary(uniqueKeysWithValues: status.outcomes.map { ($0.rawValue, $1) })
        collateralNumbers = status.collateralNumbers
        changes = status.changes
        settledChanges = status.settledChanges
        changesPerSecond = status.rate
    }
}

extension StatusRenderer {
    func show(_ status: RunStatus, as format: OutputFormat) throws {
        switch format {
        case .text: lines(status).forEach(world.console.print)
        case .json: world.console.print(try JSONOutput.text(StatusDocument(status)))
        }
    }
}
