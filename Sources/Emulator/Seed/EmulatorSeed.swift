import AgentsAPI
import Telephony

/// What the emulator knows from its start: entries that agree with each other.
package struct EmulatorSeed: Sendable {
    package static let empty = EmulatorSeed(agreeing: [])

    let entries: [InventoryEntry]
    /// What is known of the agents besides; nil for nothing, so that nobody is told what may be false.
    private(set) var account: AccountSeed?

    private init(agreeing entries: [InventoryEntry]) { self.entries = entries }

    /// Checks that every number is E.164 and there once, that the entries of a connector hold the same settings, and
    /// that those of a project name the same account.
    package init(_ entries: [InventoryEntry]) throws(SeedProblem) {
        var agreement = Agreement()
        for entry in entries { try agreement.admit(entry) }
        self.init(agreeing: entries)
    }

    /// Checks also that agents are in the account that the inventory has them in.
    package func describing(_ account: AccountSeed) throws(SeedProblem) -> Self {
        let accounts = Dictionary(
            entries.map { ($0.project.id, ($0.project.account, $0.origin)) }, uniquingKeysWith: { first, _ in first })
        let only = Set(accounts.values.map(\.0))
        var entries = entries
        for agent in account.agents {
            if let (known, origin) = accounts[agent.id] {
                if let other = agent.account, other != known {
                    throw .twoAccounts(agent.id, first: origin, second: account.origin)
                }
            } else if let id = agent.account ?? (only.count == 1 ? only.first : nil) {
                entries.append(InventoryEntry(.project(agent.id, account: id), origin: account.origin))
            } else {
                throw .noAccount(agent.id, at: account.origin)
            }
        }
        var seed = Self(agreeing: entries)
        seed.account = account
        return seed
    }
}

/// What the entries so far have said, and where.
private struct Agreement {
    private var numbers = FirstSeen<String, Bool>()
    private var connectors = FirstSeen<ConnectorID, Connector>()
    private var projects = FirstSeen<AgentID, AccountID>()

    mutating func admit(_ entry: InventoryEntry) throws(SeedProblem) {
        if let number = entry.number { try admit(number, at: entry.origin) }
        if let connector = entry.connector { try admit(connector, at: entry.origin) }
        let (project, account) = entry.project
        if let first = projects.note(project, account, at: entry.origin), first.value != account {
            throw .twoAccounts(project, first: first.origin, second: entry.origin)
        }
    }

    private mutating func admit(_ number: String, at origin: String) throws(SeedProblem) {
        guard PhoneNumber(e164: number) != nil else { throw .malformedNumber(number, at: origin) }
        if let first = numbers.note(number, true, at: origin) {
            throw .repeatedNumber(number, first: first.origin, second: origin)
        }
    }

    private mutating func admit(_ connector: Connector, at origin: String) throws(SeedProblem) {
        if let first = connectors.note(connector.connectorId, connector, at: origin), first.value != connector {
            throw .differentConnectors(first.value, first: first.origin, connector, second: origin)
        }
    }
}

/// Remembers where each key was seen first, and with what.
private struct FirstSeen<Key: Hashable, Value> {
    private var places: [Key: (value: Value, origin: String)] = [:]

    /// Answers the first sighting when this one is not it.
    mutating func note(_ key: Key, _ value: Value, at origin: String) -> (value: Value, origin: String)? {
        if let first = places[key] { return first }
        places[key] = (value, origin)
        return nil
    }
}
