import AgentsAPI
import Emulator
import Telephony

/// One of many alike sets of connectors in one emulator, so that each run has its own: connectors `c01` to `c16` of the
/// agent `HOME`, and one of the agent `AWAY`, all with the branch's number in their names.
struct Branch: Hashable {
    /// From 0 to 999.
    let number: Int

    static let oldVoice = "en-GB-Neural2-A"
    static let newVoice = "en-GB-Neural2-B"
    /// Well formed, but no voice that the emulator knows.
    static let refusedVoice = "en-GB-Neural2-Z"

    private static let connectors = 16
    private static let header =
        "phone_number,connector_id,agent_id,asr_lang_code,voice_name,client_env,connector_name,account_id"

    var home: AgentID { AgentID(rawValue: "HOME-\(tag)") }
    var away: AgentID { AgentID(rawValue: "AWAY-\(tag)") }

    var agents: [AgentID] { [home, away] }

    func connector(_ index: Int) -> ConnectorID { ConnectorID(rawValue: "c\(padded(index, 2))-\(tag)") }

    func phone(_ index: Int) -> String { "\(phonePrefix)\(padded(index, 4))" }

    /// A seed for an emulator with so many branches.
    static func inventory(_ count: Int) -> String {
        lines([header] + (0..<count).flatMap { Branch(number: $0).inventory })
    }

    /// Number 17 shares its connector with number 2.
    private var inventory: [String] {
        let own = (1...Self.connectors).map { row(phone($0), connector($0).rawValue, home) }
        return own + [row(phone(17), connector(2).rawValue, home), row(phone(99), "away-\(tag)", away)]
    }

    private func row(_ phone: String, _ connector: String, _ agent: AgentID) -> String {
        "\(phone),\(connector),\(agent),en-GB,\(Self.oldVoice),live,The line,ws-1"
    }

    /// Each kind of row: thirteen connectors updated, one of them shared and one of them moved, and a row each that is
    /// rejected, unchanged and not found.
    var sheet: String { sheet(Self.wishes.map(wish)) }

    /// The same rows and one more, in another order.
    var editedSheet: String { sheet(([16] + Self.wishes).reversed().map(wish)) }

    private static let wishes = Array(1...15) + [17, 77]

    /// A sheet that gives these numbers a voice.
    func rollout(_ indices: some Sequence<Int>, voice: String = newVoice) -> String {
        sheet(indices.map { "\(phone($0)),\(voice)," })
    }

    private func sheet(_ rows: [String]) -> String { Self.lines(["phone_number,voice_name,project_id"] + rows) }

    private func wish(_ index: Int) -> String {
        switch index {
        case 3: "\(phone(index)),\(Self.refusedVoice),"
        case 4: "\(phone(index)),\(Self.oldVoice),"
        case 5: "\(phone(index)),\(Self.newVoice),\(away)"
        default: "\(phone(index)),\(Self.newVoice),"
        }
    }

    /// A text of this branch with the branch's number taken out, to compare with that of another.
    func anonymous(_ text: String) -> String {
        text.replacing(phonePrefix, with: "+44207").replacing("-\(tag)", with: "")
    }

    private var tag: String { padded(number, 3) }
    private var phonePrefix: String { "+44207\(tag)" }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    private static func lines(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }
}
