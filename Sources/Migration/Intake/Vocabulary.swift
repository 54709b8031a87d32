import AgentsAPI
import Telephony

/// The agents and the wishes that rows have, each once. A row names them by their numbers, from 1; 0 is none.
final class Vocabulary {
    private var agents: [AgentID] = []
    private var wishes: [Wish] = []
    private var agentIDs: [AgentID: Int] = [:]
    private var wishIDs: [Wish: Int] = [:]

    func agent(_ id: Int) -> AgentID { agents[id - 1] }

    func wish(_ id: Int) -> Wish { wishes[id - 1] }

    /// Whether rows with the wish give their number back.
    func releases(_ id: Int) -> Bool { id > 0 && wishes[id - 1].action == .release }

    func id(of agent: AgentID?) -> Int {
        guard let agent else { return 0 }
        if let id = agentIDs[agent] { return id }
        agents.append(agent)
        agentIDs[agent] = agents.count
        return agents.count
    }

    func id(of wish: Wish?) -> Int {
        guard let wish else { return 0 }
        if let id = wishIDs[wish] { return id }
        wishes.append(wish)
        wishIDs[wish] = wishes.count
        return wishes.count
    }
}

/// A row of the sheet as it was checked.
struct CheckedRow {
    /// Counts the rows from 1.
    let ordinal: Int
    /// The physical line in the sheet.
    let line: Int
    /// In the vocabulary.
    var agent = 0
    var number: PhoneNumber?
    var connector: ConnectorID?
    /// In the vocabulary.
    var wish = 0
    /// Why the row cannot be used; nil when it can.
    var problem: String?
}

/// A number whose rows want different things.
struct Contradiction {
    let number: PhoneNumber
    /// In the vocabulary.
    let agent: Int
    let firstLine: Int
    let lastLine: Int
}

/// Takes checked rows in the order of the sheet, and then the contradictions among them.
protocol RowSink: AnyObject {
    func add(_ row: CheckedRow, _ vocabulary: Vocabulary) throws
    func contradict(_ contradiction: Contradiction, _ vocabulary: Vocabulary) throws
}

/// For those who only want to know what is wrong with a sheet.
final class UnkeptRows: RowSink {
    func add(_ row: CheckedRow, _ vocabulary: Vocabulary) throws {}
    func contradict(_ contradiction: Contradiction, _ vocabulary: Vocabulary) throws {}
}
