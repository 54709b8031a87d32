import AgentsAPI
import AgentsClient
import Foundation
import Telephony

/// Finds the connector behind every row, reads it, and reads which numbers it serves.
///
/// A row is looked for under its own agent. One that should move to another project and is not found there is looked for
/// under that project too, so that a migration can be run again after numbers have moved.
struct Resolver: Sendable {
    /// Up to so many numbers of an agent are looked up one by one; beyond that its inventory is read.
    static let lookupLimit = 25
    /// Numbers or connectors held in memory at a time.
    static let pageSize = 1_000
    /// Connectors asked for in one request.
    static let readBatchSize = 100

    let reader: AgentsReader
    let runFile: RunFile
    let mode: ResolutionMode
    let concurrency: Int
    let now: @Sendable () -> Date
    let progress: @Sendable (_ requestsAnswered: Int) -> Void

    func resolve() async throws {
        try runFile.forgetReadings()
        for pass in ResolutionPass.allCases {
            try await findConnectors(pass)
            try await findNumbers(pass)
        }
        try await confirmMissingNumbers()
        try await readUnreadConnectors()
        try await readServedNumbers()
        try runFile.endUnresolvableRows(at: now())
    }

    private func findConnectors(_ pass: ResolutionPass) async throws {
        for open in try runFile.agentsWithOpenConnectors(pass) {
            try await tolerating(pass) {
                try await readOpenConnectors(pass, of: open.agent)
            }
            try runFile.assignConnectors(pass, of: open.agent)
        }
    }

    private func findNumbers(_ pass: ResolutionPass) async throws {
        for open in try runFile.agentsWithOpenNumbers(pass) {
            try await tolerating(pass) {
                if readsInventory(for: open.count) {
                    try await readInventory(of: open.agent)
                } else {
                    try await lookUpOpenNumbers(pass, of: open.agent)
                }
            }
            try runFile.assignConnectors(pass, of: open.agent)
        }
    }

    private func readsInventory(for count: Int) -> Bool {
        switch mode {
        case .auto: count > Self.lookupLimit
        case .lookup: false
        case .inventory: true
        }
    }

    /// A number that an inventory does not show is only called missing once a lookup says so too.
    private func confirmMissingNumbers() async throws {
        for open in try runFile.agentsWithOpenNumbers(.own) {
            try await lookUpOpenNumbers(.own, of: open.agent)
            try runFile.assignConnectors(.own, of: open.agent)
        }
    }

    /// The project a row should move to may be closed to this key or not exist; then the row is simply not there yet.
    private func tolerating(_ pass: ResolutionPass, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as ClientFailure where pass == .moved && failure.isFinalRefusal {
            return
        }
    }
}

// MARK: - Requests

extension Resolver {
    private func lookUpOpenNumbers(_ pass: ResolutionPass, of agent: AgentID) async throws {
        var last = ""
        while true {
            let page = try runFile.openNumbers(pass, of: agent, after: last, limit: Self.pageSize)
            guard let end = page.last else { return }
            try await concurrently(page, limit: concurrency) { try await lookUp($0, of: agent) }
            last = end
        }
    }

    private func readOpenConnectors(_ pass: ResolutionPass, of agent: AgentID) async throws {
        var last = ConnectorID(rawValue: "")
        while true {
            let page = try runFile.openConnectors(pass, of: agent, after: last, limit: Self.readBatchSize)
            guard let end = page.last else { return }
            try await read(page, of: agent)
            last = end
        }
    }

    private func lookUp(_ number: String, of agent: AgentID) async throws {
        do {
            let connector = try await reader.lookUpConnector(for: number, of: agent)
            try runFile.store([connector], of: agent)
            try runFile.store([ServedNumber(phone: number, connector: connector.connectorId)], of: agent)
        } catch let failure as ClientFailure {
            try end(number, of: agent, failure)
        }
        progress(1)
    }

    private func end(_ number: String, of agent: AgentID, _ failure: ClientFailure) throws {
        if failure.isNotFound, failure.errorCode != .projectNotFound {
            try runFile.store([ServedNumber(phone: number, connector: nil)], of: agent)
        } else if failure.isFinalRefusal, !failure.stopsTheRun, failure.errorCode != .projectNotFound {
            try runFile.reject(number, of: agent, failure.settlementReason, at: now())
        } else {
            throw failure
        }
    }

    private func readInventory(of agent: AgentID) async throws {
        try await readNumbers(of: agent)
        try runFile.store(try await reader.connectors(of: agent), of: agent)
        progress(1)
    }

    private func read(_ connectors: [ConnectorID], of agent: AgentID) async throws {
        try runFile.store(try await reader.existingConnectors(connectors, of: agent), of: agent)
        progress(1)
    }

    private func readUnreadConnectors() async throws {
        for (agent, connectors) in try runFile.unreadConnectors().sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: connectors.count, by: Self.readBatchSize) {
                try await read(Array(connectors[start...].prefix(Self.readBatchSize)), of: agent)
            }
        }
    }

    /// Needed to find collateral numbers, and to show what a change reaches.
    private func readServedNumbers() async throws {
        for open in try runFile.connectorCounts() where try !runFile.hasInventory(of: open.agent) {
            if open.count > Self.lookupLimit {
                try await readNumbers(of: open.agent)
            } else {
                try await concurrently(try runFile.connectors(of: open.agent), limit: concurrency) { connector in
                    try await readNumbers(of: open.agent, connector: connector)
                }
            }
        }
    }

    private func readNumbers(of agent: AgentID, connector: ConnectorID? = nil) async throws {
        let numbers = try await reader.phoneNumbers(of: agent, connector: connector)
        let served = numbers.map { ServedNumber(phone: $0.number, connector: $0.connectorId) }
        try runFile.store(served, of: agent, isInventory: connector == nil)
        progress(1)
    }
}
