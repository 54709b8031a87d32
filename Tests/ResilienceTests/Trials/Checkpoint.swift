import AgentsAPI
import Emulator
import Foundation
import TestSupport

/// What the sessions of a trial have left, so that other trials need not play them again.
struct Checkpoint: Sendable {
    /// Holds the sheet, whose path stands in the run file.
    let place: ScratchDirectory
    let runFile: String
    /// Holds the run file.
    let scratch: ScratchDirectory
    /// Before the first session.
    let before: EmulatorState
    let log: [RequestLog.Entry]
    let sessionStarts: [Int]
    let sessionRecords: [RecordedRun?]
    let mayLackRequests: Bool
    let state: EmulatorState

    /// The state as an inventory, with the projects of the premise's.
    func inventory(of premise: Premise) -> [InventoryEntry] {
        let routed = state.connectors.flatMap { connector -> [InventoryEntry] in
            let numbers = state.phoneNumbers.filter { $0.connectorId == connector.connectorId }
            return numbers.isEmpty
                ? [InventoryEntry(connector: connector)]
                : numbers.map { InventoryEntry(number: $0.number, connector: connector) }
        }
        let unrouted = state.phoneNumbers.filter { $0.connectorId == nil }.map { number in
            InventoryEntry(
                .unroutedNumber(
                    number.number, project: number.projectId, account: number.accountId, clientEnv: number.clientEnv),
                origin: number.number)
        }
        let projects = premise.inventory.filter { if case .project = $0.content { true } else { false } }
        return routed + unrouted + projects
    }
}

/// Copies what SQLite needs to open a run file: the database and its write-ahead log.
enum RunFileCopy {
    static func make(of path: String, at copy: String) throws {
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
    }
}
