import AgentsAPI
import AgentsClient
import GRDB
import Telephony

/// What a change does to one thing of the API: the request that does it, what it begins with, how it is read back, and
/// when it is done. A new one is a type of these and a case of ``ActionKind``.
protocol Action: Sendable {
    static var kind: ActionKind { get }

    // MARK: What it is about

    /// What requests and answers name it by: a connector's ID, or a phone number.
    var subject: String { get }
    /// Where the thing is before and after it.
    var environments: (before: ClientEnvironment?, after: ClientEnvironment?) { get }
    /// The connector that serves the number, and the one that is to.
    var origin: ConnectorID? { get }
    var destination: ConnectorID? { get }

    // MARK: Requests

    /// Whether there is a request for many of them.
    static var isBatched: Bool { get }
    /// What may not differ within a batch, besides the agent.
    var batchKey: String { get }
    /// Asks for all of them, which are of one agent and have one `batchKey`. What is not in the answer is not known.
    static func request(
        _ actions: [Self], of agent: AgentID, _ client: AgentsClient
    ) async throws(ClientFailure) -> Answer<[ItemAnswer]>
    /// Asks for this one alone: a refusal names its code.
    func request(of agent: AgentID, _ client: AgentsClient) async throws(ClientFailure) -> Answer<ItemAnswer>
    /// Whether the key may be refused this and nothing else.
    func mayBeForbidden(by failure: ClientFailure) -> Bool

    // MARK: Reading back

    /// Where the thing may answer after the change, most probable first.
    func agentsAfterwards(from agent: AgentID) -> [AgentID]
    /// Reads things of one agent; there is nothing for those that do not exist.
    static func read(
        _ subjects: [String], of agent: AgentID, _ reader: AgentsReader, in size: BatchSize
    ) async throws(ClientFailure) -> Readings
    /// - Parameter reading: nil when there is no such thing.
    func observation(of reading: Reading?) -> Observation
    /// Whether a thing is as before in all that this was to change.
    func isIgnored(by reading: Reading?) -> Bool
    /// Whether an item that is so already is refused.
    static var isRefusedWhenDone: Bool { get }
    /// Whether a refusal can mean that it is so already.
    func mayBeDone(by failure: ClientFailure) -> Bool
    /// A sentence that says more of a refusal than the API does, if there is something to be found out.
    func explanation(of failure: ClientFailure, _ agents: [AgentID], _ readBack: ReadBack) async -> String?
    /// The same with another beginning and without what is so already; nil when nothing is left, or nothing of it can
    /// be done from there.
    ///
    /// - Parameter desire: all that rows want of it, also what it had already when the plan was made.
    func anew(from reading: Reading, desire: ConnectorPatch) -> Self?

    // MARK: Words

    /// What it changes, in texts that name it in the fingerprint of a plan.
    var outline: [String] { get }

    /// Values that only this one has, which a refusal of it may name.
    var ownTexts: [String] { get }
    /// What refusals of one cause have in common, besides their words.
    var variety: Variety { get }
    /// In which way a thing reads otherwise than it was planned from, as a part of a sentence.
    func departure(of reading: Reading?) -> String
    /// In which way a thing reads otherwise than was asked for, as a part of a sentence.
    func shortfall(of reading: Reading?) -> String
    /// What a thing that should have changed still is, as a part of a sentence.
    var beginning: String { get }

    // MARK: The run file

    /// - Parameter row: begins with `changeColumns`.
    init(_ row: Row, _ file: RunFile, _ db: Database) throws
    func columns(of agent: AgentID, _ file: RunFile, _ db: Database) throws -> ActionColumns
}

extension Action {
    /// Whether it concerns calls of customers.
    var isLive: Bool { environments.before == .live || environments.after == .live }

    func explanation(of failure: ClientFailure, _ agents: [AgentID], _ readBack: ReadBack) async -> String? { nil }

    /// Asks for changes of this kind, of one agent and such as fit in one request.
    static func request(
        _ changes: [Change], of agent: AgentID, _ client: AgentsClient
    ) async throws(ClientFailure) -> Answer<[ItemAnswer]> {
        try await request(changes.compactMap { $0.action as? Self }, of: agent, client)
    }
}

/// The kinds of actions, numbered as the run file has them.
package enum ActionKind: Int64, CaseIterable, Codable, Sendable {
    case settings = 0
    case routing = 1
    case importing = 2
    case release = 3

    /// As a sheet's are sent: what comes later builds on what comes before, and what leaves a connector has left when
    /// that is changed. To take a run back, the other way round.
    package static let inOrder = allCases.sorted { $0.rank < $1.rank }

    private var rank: Int {
        switch self {
        case .importing: 0
        case .routing: 1
        case .release: 2
        case .settings: 3
        }
    }

    var type: any Action.Type {
        switch self {
        case .settings: SettingsUpdate.self
        case .routing: NumberRouting.self
        case .importing: NumberImport.self
        case .release: NumberRelease.self
        }
    }

    /// As results name it; nil for settings, which are named one by one.
    package var name: String? {
        switch self {
        case .settings: nil
        case .routing: "route"
        case .importing: "import"
        case .release: "release"
        }
    }

    /// What one of them is about.
    package var noun: String { self == .settings ? "connector" : "number" }
}

/// What the API says of the thing that an action is about.
enum Reading: Hashable, Sendable {
    case connector(Connector)
    case number(PhoneNumberResource)
}

/// What was read, by subject; there is nothing for what does not exist.
typealias Readings = [String: Result<Reading, ClientFailure>]

/// What an answer says of one of the things that were asked for.
struct ItemAnswer: Sendable {
    let subject: String
    let isSuccess: Bool
    /// As the thing reads now, where the answer shows it.
    var reading: Reading?
    /// Whether that it is done is all there is to show.
    var isShown = false
    /// A text for people.
    var error: String?
}

/// What refusals of one cause have in common.
struct Variety: Hashable, Sendable {
    let kind: ActionKind
    var settings: Set<Setting> = []
    var place = ""
}

/// An action's values as the run file keeps them.
struct ActionColumns {
    /// A reading of the connector that it begins with.
    var before: Int64?
    var settings = RunFile.PatchColumns()
    var number: Int64?
    var target: Int64?
    var environment: Int64?
    var targetEnvironment: Int64?
}
