import AgentsAPI
import AgentsClient
import Foundation
import Telephony

/// Finds the connector behind every row, reads it, and reads which numbers it serves.
///
/// A row is looked for under its own agent. One that should move to another project and is not found there is looked
/// for under that project too, so that a migration can be run again after numbers have moved.
struct Resolver: Sendable {
    /// Who wants look-ups gets listings only where they spare as many requests as this.
    private static let manyLookUps = 25
    /// Numbers held in memory at a time.
    static let pageSize = 1_000

    let reader: AgentsReader
    let file: RunFile
    let mode: ResolutionMode
    /// Whether numbers are to be routed to other connectors.
    let splits: Bool
    /// Whether connectors may change although they serve numbers that no row names.
    let allowsCollateral: Bool
    /// Whether what is of an agent that the API does not know is simply not there: a run that is taken back can have
    /// been told so.
    let toleratesUnknownAgents: Bool
    let concurrency: @Sendable () -> Int
    let progress: @Sendable (_ requestsAnswered: Int) -> Void
    let size = BatchSize.forReading()
    private let longListings = LongListings()

    init(
        reader: AgentsReader, file: RunFile, mode: ResolutionMode, splits: Bool = false,
        allowsCollateral: Bool = false, toleratesUnknownAgents: Bool = false,
        concurrency: @escaping @Sendable () -> Int,
        progress: @escaping @Sendable (_ requestsAnswered: Int) -> Void
    ) {
        (self.reader, self.file, self.mode, self.splits) = (reader, file, mode, splits)
        (self.allowsCollateral, self.toleratesUnknownAgents) = (allowsCollateral, toleratesUnknownAgents)
        (self.concurrency, self.progress) = (concurrency, progress)
    }

    /// - Parameter resolveNames: finds out what rows mean that say names, once their connectors are found.
    func resolve(_ resolveNames: () async throws -> Void = {}) async throws {
        try file.clearReadings()
        for pass in RunFile.ResolutionPass.allCases {
            try await findConnectors(pass)
            try await findNumbers(pass)
            if pass == .own {
                try await readUnreadConnectors()
                try await resolveNames()
            }
        }
        try file.noteArrivals()
        try await findPlaces()
        try await confirmMissingNumbers()
        try await readUnreadConnectors()
        let agents = try file.connectorCounts()
        try await readServedNumbers(of: agents)
        try await listAlternatives(of: agents)
    }

    private func findConnectors(_ pass: RunFile.ResolutionPass) async throws {
        for open in try file.agentsWithOpenConnectors(pass) {
            try await tolerating(pass, open.agent) {
                var last = ConnectorID(rawValue: "")
                while let page = try file.openConnectors(pass, of: open, after: last, limit: size.ceiling)
                    .nonEmpty
                {
                    try await read(page, of: open.agent)
                    last = page[page.count - 1]
                }
            }
            try file.assignConnectors(pass, of: open)
        }
    }

    private func findNumbers(_ pass: RunFile.ResolutionPass) async throws {
        for open in try file.agentsWithOpenNumbers(pass) {
            try await tolerating(pass, open.agent) {
                if try file.hasInventory(of: open.agent) { return }
                if readsInventory(for: open.count), try await readInventory(of: open) { return }
                try await lookUpOpenNumbers(pass, of: open)
            }
            try await offPool { _ in try file.assignConnectors(pass, of: open) }
        }
    }

    /// A look-up and a list of its connector's numbers for each number, or two listings for all of them.
    private func readsInventory(for count: Int) -> Bool {
        switch mode {
        case .auto: count > 1
        case .lookup: false
        case .inventory: true
        }
    }

    /// The project a row should move to may be closed to this key or not exist; then the row is simply not there yet.
    private func tolerating(
        _ pass: RunFile.ResolutionPass, _ agent: AgentID, _ body: () async throws -> Void
    ) async throws {
        do {
            try await namingUnknown(agent, body)
        } catch let failure as ClientFailure where pass == .moved && failure.isFinalRefusal {
            return
        } catch let unknown as UnknownAgent
            where (pass == .moved || toleratesUnknownAgents) && unknown.failure.isFinalRefusal
        {
            return
        }
    }

    func namingUnknown(_ agent: AgentID, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as ClientFailure where failure.saysNoSuchAgent {
            throw UnknownAgent(agent: agent, failure: failure)
        }
    }
}

/// The API does not know the agent, or nothing is where it should be: a wrong region answers like an unknown project.
struct UnknownAgent: Error {
    let agent: AgentID
    let failure: ClientFailure
}

extension ClientFailure {
    fileprivate var saysNoSuchAgent: Bool {
        if errorCode == .projectNotFound { return true }
        guard case .refused(404, _) = kind else { return false }
        return [.listConnectors, .getConnectors, .getPhoneNumbers, .getPhoneNumber].contains(operation)
    }
}

// MARK: - Numbers

extension Resolver {
    private func lookUpOpenNumbers(_ pass: RunFile.ResolutionPass, of open: RunFile.OpenAgent) async throws {
        var last: Int64 = 0
        while let page = try file.openNumbers(pass, of: open, after: last, limit: Self.pageSize).nonEmpty {
            try await concurrently(page, limit: concurrency) { try await lookUp($0, of: open.agent) }
            last = Int64(page[page.count - 1].value)
        }
    }

    private func lookUp(_ number: PhoneNumber, of agent: AgentID) async throws {
        do {
            let connector = try await reader.lookUpConnector(for: number.description, of: agent)
            try file.store([connector], of: agent)
            try file.store([ServedNumber(number: number.description, connector: connector.connectorId)], of: agent)
        } catch let failure as ClientFailure {
            try end(number, of: agent, failure)
        }
        progress(1)
    }

    private func end(_ number: PhoneNumber, of agent: AgentID, _ failure: ClientFailure) throws {
        if failure.isNotFound, failure.errorCode != .projectNotFound {
            try file.store([ServedNumber(number: number.description, connector: nil)], of: agent)
        } else if failure.isFinalRefusal, !failure.stopsTheRun, failure.errorCode != .projectNotFound {
            try file.refuse(number, of: agent, failure.settlementReason)
        } else {
            throw failure
        }
    }

    /// A number that an inventory does not show is only called missing once the API says so when it is asked for it.
    private func confirmMissingNumbers() async throws {
        for open in try file.agentsWithOpenNumbers(.own) {
            let isListed = try file.hasInventory(of: open.agent)
            if isListed { try await readMissingNumbers(of: open) }
            try await lookUpOpenNumbers(.own, of: open)
            if isListed { try checkListing(of: open.agent) }
            try file.assignConnectors(.own, of: open)
        }
    }

    /// Asks for many at once. What is left open by the answers is for a lookup each.
    private func readMissingNumbers(of open: RunFile.OpenAgent) async throws {
        var last: Int64 = 0
        while let page = try file.openNumbers(.own, of: open, after: last, limit: Self.pageSize).nonEmpty {
            let batches = stride(from: 0, to: page.count, by: size.ceiling).map { start in
                page[start..<min(start + size.ceiling, page.count)].map(\.description)
            }
            do {
                try await concurrently(batches, limit: concurrency) { try await readNumbers($0, of: open.agent) }
            } catch let failure as ClientFailure where failure.saysNoSuchOperation {
                return
            }
            last = Int64(page[page.count - 1].value)
        }
    }

    private func readNumbers(_ numbers: [String], of agent: AgentID) async throws {
        let batch = try await reader.phoneNumbers(numbers, of: agent, in: size)
        let asked = Set(numbers)
        // A number that the batch finds with no connector is served by none; so is one that it says is not there.
        let found = batch.found.filter { asked.contains($0.number) }.map(ServedNumber.init)
        // They are asked for because the listing of all numbers does not have them.
        if let number = found.first?.number { throw ClientFailure.listingLacks(number) }
        let missing = batch.notFound.filter(asked.contains).map { ServedNumber(number: $0, connector: nil) }
        try file.store(missing, of: agent)
        progress(1)
    }
}

extension ClientFailure {
    /// Whether an agent's connectors cannot be listed although the API may know each of them. 404 does not say so: a
    /// region or agent that is wrong answers with that, too.
    fileprivate var saysNoListing: Bool { isStatus(405) || isStatus(501) }

    /// A listing of all numbers that is not.
    fileprivate static func listingLacks(_ number: String) -> ClientFailure {
        ClientFailure(
            .unreadable(.partial("it lacks \(number), which was found when it was asked for")), of: .listPhoneNumbers,
            mayHaveBeenApplied: false)
    }
}

// MARK: - Connectors and listings

extension Resolver {
    /// Returns whether all that the agent has is known: the API has such listings, and they are worth reading.
    private func readInventory(of open: RunFile.OpenAgent) async throws -> Bool {
        let spared = mode == .inventory ? nil : 2 * open.count
        guard try await listConnectors(of: open.agent, sparing: spared) else {
            longListings.insert(open.agent)
            return false
        }
        return try await listNumbers(of: open.agent, sparing: spared)
    }

    /// Returns whether the API has such a listing and it is worth reading.
    private func listConnectors(of agent: AgentID, sparing spared: Int?) async throws -> Bool {
        let budget = ListingBudget(sparing: spared)
        do {
            try await reader.listConnectors(of: agent) { piece in
                try budget.spend(piece)
                guard case .elements(let connectors) = piece else { return }
                try await offPool { _ in try file.store(connectors, of: agent) }
            }
        } catch is ListingIsTooLong {
            return false
        } catch let failure as ClientFailure where mode == .auto && failure.saysNoListing {
            return false
        }
        try file.noteListed(agent)
        progress(1)
        return true
    }

    /// Where a shared connector cannot be changed for its rows, others may be as they want theirs.
    private func listAlternatives(of agents: [RunFile.OpenAgent]) async throws {
        for open in agents where try !file.isListed(open.agent) {
            guard try file.hasSharedConnectors(of: open, countingUnnamed: !allowsCollateral) else { continue }
            do {
                _ = try await listConnectors(of: open.agent, sparing: splits ? nil : Self.alternativesWorth)
            } catch let failure as ClientFailure where !splits && failure.kind != .interrupted {
                // It was to say more, and nothing depends on it.
                continue
            }
        }
    }

    /// In requests: what it is worth to say where numbers could go.
    private static let alternativesWorth = 5

    /// Returns whether the API has such a listing and it is worth reading. Throws when it lacks a number that was found
    /// otherwise.
    private func listNumbers(of agent: AgentID, sparing spared: Int?) async throws -> Bool {
        let budget = ListingBudget(sparing: spared)
        do {
            try await reader.listPhoneNumbers(of: agent, connector: nil) { piece in
                try budget.spend(piece)
                switch piece {
                case .begins: try file.forgetListing(of: agent)
                case .elements(let numbers):
                    try await offPool { _ in try file.store(numbers.map(ServedNumber.init), of: agent, isListed: true) }
                }
            }
        } catch let failure as ClientFailure where failure.saysNoSuchOperation {
            try file.noteUnlisted(agent)
            return false
        } catch is ListingIsTooLong {
            try file.forgetListing(of: agent)
            longListings.insert(agent)
            return false
        }
        try file.noteInventory(of: agent)
        try checkListing(of: agent)
        progress(1)
        return true
    }

    private func checkListing(of agent: AgentID) throws {
        if let number = try file.numberBesideListing(of: agent) { throw ClientFailure.listingLacks(number) }
    }

    func read(_ connectors: [ConnectorID], of agent: AgentID) async throws {
        try file.store(try await reader.existingConnectors(connectors, of: agent, in: size), of: agent)
        progress(1)
    }

    private func readUnreadConnectors() async throws {
        for (agent, connectors) in try file.unreadConnectors().sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: connectors.count, by: size.ceiling) {
                try await read(Array(connectors[start...].prefix(size.ceiling)), of: agent)
            }
        }
    }

    /// Needed to find collateral numbers, and to show what a change reaches.
    private func readServedNumbers(of agents: [RunFile.OpenAgent]) async throws {
        for open in agents where try !file.hasInventory(of: open.agent) {
            if open.count > (mode == .lookup ? Self.manyLookUps : 1), !longListings.contains(open.agent) {
                let isListed = try await listNumbers(of: open.agent, sparing: open.count)
                if isListed || !longListings.contains(open.agent) { continue }
            }
            do {
                try await concurrently(try file.connectors(of: open), limit: concurrency) { connector in
                    try await listNumbers(of: open.agent, connector)
                }
                try file.contradictUnlistedNumbers(of: open)
            } catch let failure as ClientFailure where failure.saysNoSuchOperation {
                try file.noteUnlisted(open.agent)
            }
        }
    }

    /// A server that does not know the filter lists all: each number says which connector it is of.
    private func listNumbers(of agent: AgentID, _ connector: ConnectorID) async throws {
        do {
            try await listServedNumbers(of: agent, connector)
        } catch let failure as ClientFailure where failure.errorCode == .connectorNotFound {
            // It went meanwhile, and serves nothing.
        }
        progress(1)
    }

    private func listServedNumbers(of agent: AgentID, _ connector: ConnectorID) async throws {
        try await reader.listPhoneNumbers(of: agent, connector: connector) { piece in
            guard case .elements(let numbers) = piece else { return }
            let served = numbers.map { number in
                var served = ServedNumber(number)
                served.connector = served.connector ?? connector
                return served
            }
            try file.store(served, of: agent, isListed: true)
        }
    }
}

extension Array {
    var nonEmpty: [Element]? { isEmpty ? nil : self }
}
