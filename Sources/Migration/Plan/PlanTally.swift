import AgentsAPI
import Crypto
import Foundation
import Telephony

/// What a plan comes to. Rows that end without a change are counted by their outcome.
package struct PlanSummary: Hashable, Codable, Sendable {
    package let rows: Int
    /// Rows whose connector will change.
    package let rowsToChange: Int
    /// Connectors that will change, each by one update.
    package let changes: Int
    /// Those of them that answer live calls.
    package let liveChanges: Int
    /// Numbers that will answer differently, collateral ones included.
    package let numbers: Int
    /// Numbers that will change although the sheet does not name them.
    package let collateralNumbers: Int
    package let outcomes: [String: Int]
    package let fingerprint: String

    package func rows(_ outcome: Outcome) -> Int { outcomes[outcome.rawValue] ?? 0 }
}

/// Counts changes as they are planned, and names the plan.
struct PlanTally {
    private(set) var rowsToChange = 0
    private(set) var changes = 0
    private(set) var liveChanges = 0
    private(set) var numbers = 0
    private(set) var collateralNumbers = 0
    private var fingerprint = FingerprintBuilder()

    /// Takes the next change in the order of sending.
    mutating func add(
        agent: AgentID, before: Connector, patch: ConnectorPatch, rows: Int, numbers: Int, collateral: Int
    ) {
        changes += 1
        rowsToChange += rows
        if before.clientEnv == .live { liveChanges += 1 }
        self.numbers += numbers
        collateralNumbers += collateral
        fingerprint.add(agent: agent, before: before, patch: patch)
    }

    func summary(rows: Int, outcomes: [String: Int]) -> PlanSummary {
        PlanSummary(
            rows: rows, rowsToChange: rowsToChange, changes: changes, liveChanges: liveChanges, numbers: numbers,
            collateralNumbers: collateralNumbers, outcomes: outcomes, fingerprint: fingerprint.fingerprint())
    }
}

/// A short name for exactly one plan: the same changes to the same connectors in the same state give the same name.
///
/// The first 16 hexadecimal digits of a SHA-256 over each change's agent, connector and old and new values, in order.
struct FingerprintBuilder {
    private var hash = SHA256()
    private var bytes: [UInt8] = []

    mutating func add(agent: AgentID, before: Connector, patch: ConnectorPatch) {
        add(agent.rawValue)
        add(before.connectorId.rawValue)
        for change in before.changes(to: patch.applied(to: before)) {
            add(change.setting.rawValue)
            add(change.old)
            add(change.new)
        }
        bytes.append(0x0A)
        guard bytes.count >= 1 << 16 else { return }
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        bytes.removeAll(keepingCapacity: true)
    }

    /// A text after its length, so that no two lists of texts look alike.
    private mutating func add(_ text: String) {
        bytes += String(text.utf8.count).utf8
        bytes.append(UInt8(ascii: ":"))
        bytes += text.utf8
        bytes.append(UInt8(ascii: ","))
    }

    func fingerprint() -> String {
        var hash = hash
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().prefix(8).hexadecimal
    }
}
