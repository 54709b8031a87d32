import AgentsAPI
import ForeignText
import Synchronization
import Telephony

/// A project or a variant.
struct NamedThing: Hashable, Sendable {
    let id: String
    let name: String
}

extension NamedThing {
    init(_ agent: AgentSummary) { self.init(id: agent.agentId.rawValue, name: agent.agentName) }

    init(_ variant: Variant) { self.init(id: variant.id.rawValue, name: variant.name) }
}

/// All projects of an account, or all variants of an agent.
final class KnownThings: Sendable {
    /// Beyond so many different texts, what is like them is not looked for: that takes a look at every thing.
    private static let mostLooks = 100

    private let things: [NamedThing]
    private let byID: [String: NamedThing]
    private let byName: [String: [NamedThing]]
    private let byFoldedName: [String: [NamedThing]]
    private let sentences = Mutex<[String: String]>([:])

    init(_ things: [NamedThing]) {
        self.things = things
        byID = Dictionary(things.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        byName = Dictionary(grouping: things) { String($0.name.trimmedOfPaste) }
        byFoldedName = Dictionary(grouping: things) { $0.name.trimmedOfPaste.lowercased() }
    }

    func has(_ id: String) -> Bool { byID[id] != nil }

    subscript(id: String) -> NamedThing? { byID[id] }

    /// Those that have the name as it stands, or else but for its case.
    func named(_ name: String) -> [NamedThing] { byName[name] ?? byFoldedName[name.lowercased()] ?? [] }

    /// A sentence with what may have been meant.
    func nearest(to text: String) -> String {
        if let known = sentences.withLock({ $0[text] }) { return known }
        guard sentences.withLock({ $0.count < Self.mostLooks }) else { return "There are \(things.count)." }
        let sentence = NameMessages.nearest(to: text, things)
        sentences.withLock { $0[text] = sentence }
        return sentence
    }
}
