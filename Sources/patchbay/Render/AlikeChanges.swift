import AgentsAPI
import Migration
import Telephony

/// Planned changes that do the same, counted together: a thousand connectors that change alike are one entry.
struct AlikeChanges {
    /// Connectors or numbers that an entry names.
    static let mostNamed = 3
    /// Connectors whose unnamed numbers are told one by one.
    static let mostWithCollateral = 20

    struct Entry {
        let first: PlannedChange
        private let order: Int
        /// Connectors, or numbers that something is done to.
        private(set) var count = 0
        /// Those that the connectors serve.
        private(set) var numbers = 0
        /// The first of what is counted.
        private(set) var names: [String] = []

        fileprivate init(_ first: PlannedChange, order: Int) { (self.first, self.order) = (first, order) }

        fileprivate mutating func add(_ change: PlannedChange) {
            count += 1
            numbers += change.numbers.count
            guard names.count < AlikeChanges.mostNamed else { return }
            names.append(change.connector?.connectorId.rawValue ?? change.numbers.first ?? "")
        }

        /// Live ones come first, others as they are sent.
        fileprivate func comes(before other: Self) -> Bool {
            let (isLive, otherIsLive) = (first.isLive, other.first.isLive)
            return isLive == otherIsLive ? order < other.order : isLive
        }
    }

    private struct Likeness: Hashable {
        let action: String
        let environment: ClientEnvironment
        let formerEnvironment: ClientEnvironment?
        let from: ConnectorID?
        let to: ConnectorID?
        let changes: [SettingChange]

        init(_ change: PlannedChange) {
            (action, environment, formerEnvironment) = (change.action, change.environment, change.formerEnvironment)
            (from, to, changes) = (change.from, change.to, change.changes)
        }
    }

    private var entries: [Likeness: Entry] = [:]
    /// The first changes that reach numbers which the sheet does not name.
    private(set) var withCollateral: [PlannedChange] = []
    /// How many more there are.
    private(set) var moreWithCollateral = 0

    mutating func add(_ change: PlannedChange) {
        let next = entries.count
        entries[Likeness(change), default: Entry(change, order: next)].add(change)
        guard !change.collateral.isEmpty else { return }
        if withCollateral.count < Self.mostWithCollateral {
            withCollateral.append(change)
        } else {
            moreWithCollateral += 1
        }
    }

    var inOrder: [Entry] { entries.values.sorted { $0.comes(before: $1) } }
}

extension PlannedChange {
    fileprivate var isLive: Bool { environment == .live || formerEnvironment == .live }
}
