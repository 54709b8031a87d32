import AgentsAPI
import AgentsClient
import Telephony

/// What agents have, asked for once however often it is needed. A failure is an answer, too, but for an interruption.
actor AgentDirectory {
    typealias Known<Value> = Result<Value, ClientFailure>

    private let reader: AgentsReader
    private let progress: @Sendable (_ requestsAnswered: Int) -> Void
    private var agents: [AccountID: Known<[AgentSummary]>] = [:]
    private var variants: [AgentID: Known<[Variant]>] = [:]
    private var deployments: [AgentID: Known<Set<ClientEnvironment>>] = [:]

    init(_ reader: AgentsReader, progress: @escaping @Sendable (_ requestsAnswered: Int) -> Void) {
        (self.reader, self.progress) = (reader, progress)
    }

    /// Those of the account that the key sees.
    func agents(of account: AccountID) async throws -> Known<[AgentSummary]> {
        if let known = agents[account] { return known }
        let answer = try await known { () async throws(ClientFailure) in try await reader.agents(of: account) }
        agents[account] = answer
        return answer
    }

    /// Those of its branch `main`. That one was published anywhere is not said.
    func variants(of agent: AgentID) async throws -> Known<[Variant]> {
        if let known = variants[agent] { return known }
        let answer = try await known { () async throws(ClientFailure) in try await reader.variants(of: agent) }
        variants[agent] = answer
        return answer
    }

    /// The environments in which something of the agent answers calls.
    func deployments(of agent: AgentID) async throws -> Known<Set<ClientEnvironment>> {
        if let known = deployments[agent] { return known }
        let answer = try await known { () async throws(ClientFailure) in
            try await reader.activeDeployments(of: agent)
        }
        deployments[agent] = answer
        return answer
    }

    /// The account that the first connector of the agent names; nil when it has none, or cannot be asked.
    func account(of agent: AgentID) async throws -> AccountID? {
        do {
            try await reader.listConnectors(of: agent) { piece in
                if case .elements(let connectors) = piece, let first = connectors.first {
                    throw Found(account: first.accountId)
                }
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
        _ read: () async throws(ClientFailure) -> Value
    ) async throws -> Known<Value> {
        do {
            let value = try await read()
            progress(1)
            return .success(value)
        } catch let failure where failure.kind == .interrupted {
            throw failure
        } catch {
            return .failure(error)
        }
    }
}
