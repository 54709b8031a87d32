package import Foundation
import GRDB
package import Sheet

/// What a run is of: its sheet, its target, the options it was started with, and how far it is.
package struct RunRecord: Codable, Sendable, FetchableRecord, PersistableRecord {
    package static let databaseTableName = "run"

    /// A run file holds one run.
    private(set) var id = 1
    package let createdAt: Date
    /// Set when no row is left to do.
    package var finishedAt: Date?
    /// Absolute.
    package let sheetPath: String
    /// Absolute.
    package var resultsPath: String
    /// SHA-256, in hexadecimal, of the sheet's bytes and of the options it was read with.
    package var sheetDigest: String
    package let target: RunTarget
    package var options: RunOptions
    /// How the results are written. The cells in here are encoded in it, but never in Excel's form.
    package var dialect: SheetDialect
    /// The sheet's own column headers as one CSV record, without its line end.
    package var header: Data
    package var rowCount: Int
    package var stage: Stage
    package var fingerprint: String?
    package var plannedAt: Date?

    /// The last thing that was completed.
    package enum Stage: String, Codable, Sendable {
        case staged, planned, applying
    }
}

/// Where a run's changes go: a base URL, or the inventory that seeds the embedded emulator. A run is only resumed against its own.
package struct RunTarget: RawRepresentable, Hashable, Codable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static func api(baseURL: String) -> Self { Self(rawValue: baseURL) }

    package static func emulator(inventoryPath: String) -> Self { Self(rawValue: "emulator:" + inventoryPath) }

    /// The absolute path of the inventory when the target is the embedded emulator.
    package var emulatorInventory: String? {
        rawValue.hasPrefix("emulator:") ? String(rawValue.dropFirst("emulator:".count)) : nil
    }
}
