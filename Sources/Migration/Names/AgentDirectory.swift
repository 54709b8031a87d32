import AgentsAPI
import AgentsClient
import Telephony

/// What agents have, asked for once however often it is needed. A failure is an answer, too, but for an interruption.
actor AgentDirectory {
    typealias Known<Value> = Result<Value, ClientFailure>

    private let reader: AgentsReader
    private let progress: @Sendable (_ requestsAnswered: Int) -> Void
    private var agents: [AccountID: Known<KnownThings>] = [:]
    private var variants: [AgentID: Known<KnownThings>] = [:]
    private var deployments: [AgentID: Known<ActiveDeployments>] = [:]
    private var accounts: [AgentID: AccountID?] = [:]
    /// What kinds of reads have come to nothing in a way that takes long, and would do so again.
    private var outages: [APIOperation: ClientFailure] = [:]

    init(_ reader: AgentsReader, progress: @escaping @Sendable (_ requestsAnswered: Int) -> Void) {
        (self.reader, self.progress) = (reader, progress)
    }

    /// Those of the account that the key sees.
    func agents(of account: AccountID) async throws -> Known<KnownThings> {
        if let known = agents[account] { return known }
        let answer = try await known(.listAgents) { () async throws(ClientFailure) in
            KnownThings(try await reader.agents(of: account).map(NamedThing.init))
        }
        agents[account] = answer
        return answer
    }

    /// Those of its branch `main`. That one was published anywhere is not said.
    func variants(of agent: AgentID) async throws -> Known<KnownThings> {
        if let known = variants[agent] { return known }
        let answer = try await known(.listVariants) { () async throws(ClientFailure) in
            KnownThings(try await reader.variants(of: agent).map(NamedThing.init))
        }
        variants[agent] = answer
        return answer
    }

    func deployments(of agent: AgentID) async throws -> Known<ActiveDeployments> {
        if let known = deployments[agent] { return known }
        let answer = try await known(.getActiveDeployments) { () async throws(ClientFailure) in
            try await reader.activeDeployments(of: agent)
        }
        deployments[agent] = answer
        return answer
    }

    /// The account that the first connector or number of the agent names; nil when it has none, or cannot be asked.
    func account(of agent: AgentID) async throws -> AccountID? {
        if let known = accounts[agent] { return known }
        var account = try await first { take in
            try await reader.listConnectors(of: agent) { piece in
                if case .elements(let connectors) = piece { try take(connectors.first?.accountId) }
            }
        }
        if account == nil {
            account = try await first { take in
                try await reader.listPhoneNumbers(of: agent) { piece in
                    if case .elements(let numbers) = piece { try take(numbers.first?.accountId) }
                }
            }
        }
        accounts[agent] = .some(account)
        return account
    }

    /// Breaks a listing off with the first account that it names.
    private func first(
        _ list: (@escaping @Sendable (AccountID?) throws -> Void) async throws -> Void
    ) async throws -> AccountID? {
        do {
            try await list { account in
                if let account { throw Found(account: account) }
            }
        } catch let found as Found {
            return found.account
        } catch let failure as ClientFailure where failure.kind != .interrupted {
            return nil
        }
        return nil
    }

    private struct Found: Error {
        let account: AccountID
    }

    private func known<Value: Sendable>(
        _ operation: APIOperation, _ read: () async throws(ClientFailure) -> Value
    ) async throws -> Known<Value> {
        if let outage = outages[operation] { return .failure(outage) }
        do {
            let value = try await read()
            progress(1)
            return .success(value)
        } catch let failure where failure.kind == .interrupted {
            throw failure
        } catch {
            if !error.isFinalRefusal { outages[operation] = error }
            return .failure(error)
        }
    }
}
