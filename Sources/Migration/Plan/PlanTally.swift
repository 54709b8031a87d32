import AgentsAPI
import Crypto
import Foundation
import Telephony

/// What a plan comes to. Rows that end without a change are counted by their outcome.
package struct PlanSummary: Hashable, Codable, Sendable {
    package let rows: Int
    /// Rows whose connector will change.
    package let rowsToChange: Int
    /// Connectors whose settings will change, each by one update, and numbers that will be imported, routed or
    /// released.
    package let changes: Int
    /// Those of them that concern live calls.
    package let liveChanges: Int
    /// Connectors whose settings will change.
    package let connectors: Int
    /// Numbers that will be imported, those that will be routed and those that will be released.
    package let imports: Int
    package let routings: Int
    package let releases: Int
    /// Those of the latter that answer live calls.
    package let liveReleases: Int
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
    private var counts: [ActionKind: Int] = [:]
    private var liveReleases = 0
    private(set) var numbers = 0
    private(set) var collateralNumbers = 0
    private var fingerprint = FingerprintBuilder()

    /// Takes the next change in the order of the plan.
    ///
    /// - Parameters:
    ///   - rows: those that end with it.
    ///   - numbers: those that a connector serves; of what is done to a number, that one is counted.
    mutating func add(
        _ action: any Action, of agent: AgentID, rows: Int, numbers: Int? = nil, collateral: Int = 0
    ) {
        let kind = type(of: action).kind
        changes += 1
        counts[kind, default: 0] += 1
        rowsToChange += rows
        if action.isLive { liveChanges += 1 }
        if action.isLive, kind == .release { liveReleases += 1 }
        // One that is imported and routed is one number.
        self.numbers += numbers ?? (kind == .importing && rows == 0 ? 0 : 1)
        collateralNumbers += collateral
        fingerprint.add(action, of: agent)
    }

    func summary(rows: Int, outcomes: [String: Int]) -> PlanSummary {
        PlanSummary(
            rows: rows, rowsToChange: rowsToChange, changes: changes, liveChanges: liveChanges,
            connectors: counts[.settings] ?? 0, imports: counts[.importing] ?? 0, routings: counts[.routing] ?? 0,
            releases: counts[.release] ?? 0, liveReleases: liveReleases, numbers: numbers,
            collateralNumbers: collateralNumbers, outcomes: outcomes, fingerprint: fingerprint.fingerprint())
    }
}

/// A short name for exactly one plan: the same changes to the same connectors in the same state give the same name.
///
/// The first 16 hexadecimal digits of a SHA-256 over each change's agent, connector or number, and old and new values,
/// in order.
struct FingerprintBuilder {
    private var hash = SHA256()
    private var bytes: [UInt8] = []

    mutating func add(_ action: any Action, of agent: AgentID) {
        add(agent.rawValue)
        add(action.subject)
        for text in action.outline { add(text) }
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
