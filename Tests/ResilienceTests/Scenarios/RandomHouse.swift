import AgentsAPI
import Emulator
import Telephony

/// An inventory made up of two projects, and a sheet for it with rows of every kind.
struct RandomHouse {
    private struct Line {
        let connector: Connector
        let numbers: [String]
    }

    private struct Wish {
        var voice = ""
        var variant = ""
        var project = ""
    }

    private let lines: [Line]
    private(set) var rows: [String] = []

    init(_ dice: inout Dice) {
        lines = (1...dice.number(1...10)).map { Self.line($0, &dice) }
        for line in lines where dice.happens(0.85) { rows += Self.rows(of: line, &dice) }
        if dice.happens(0.5) { rows.append(Self.row(House.number(777), Self.wish(&dice))) }
        if dice.happens(0.3) { rows.append(Self.row("not a number", Self.wish(&dice))) }
        if let repeated = rows.first, dice.happens(0.3) { rows.append(repeated) }
        if let first = lines.first, dice.happens(0.2) { rows.append(Self.row(first.numbers[0], Self.wish(&dice))) }
        rows = dice.shuffled(rows)
    }

    var premise: Premise {
        let entries = lines.flatMap { line in
            line.numbers.map { InventoryEntry(number: $0, connector: line.connector) }
        }
        let projects = [House.home, House.away].map { InventoryEntry(.project($0, account: "ws-1"), origin: "\($0)") }
        let header = "phone_number,connector_id,agent_id,voice_name,variant_id,project_id"
        var premise = House.premise()
        premise.inventory = entries + projects
        premise.sheet = ([header] + rows).joined(separator: "\n")
        return premise
    }

    var connectors: [ConnectorID] { lines.map(\.connector.connectorId) }

    private static func line(_ index: Int, _ dice: inout Dice) -> Line {
        let connector = House.connector(
            index, in: dice.happens(0.85) ? House.home : House.away,
            voice: dice.one(of: House.oldVoice, House.oldVoice, House.newVoice), variant: dice.one(of: "", "spring"))
        return Line(
            connector: connector, numbers: (0..<dice.one(of: 1, 1, 1, 2, 3)).map { House.number(index + 100 * $0) })
    }

    /// Mostly they agree and name all numbers of the connector, so that it is changed.
    private static func rows(of line: Line, _ dice: inout Dice) -> [String] {
        let wish = wish(&dice)
        let agent = line.connector.projectId == House.home && dice.happens(0.5) ? "" : line.connector.projectId.rawValue
        if dice.happens(0.1) { return [row("", wish, connector: line.connector.connectorId.rawValue, agent: agent)] }
        return line.numbers.filter { _ in dice.happens(0.9) }.map { number in
            let connector = dice.happens(0.1) ? dice.one(of: line.connector.connectorId, "c01").rawValue : ""
            return row(
                number, dice.happens(0.95) ? wish : Self.wish(&dice), connector: connector, agent: agent)
        }
    }

    private static func wish(_ dice: inout Dice) -> Wish {
        Wish(
            voice: dice.one(of: House.newVoice, House.newVoice, House.newVoice, House.refusedVoice, ""),
            variant: dice.one(of: "", "", "summer", "null"),
            project: dice.happens(0.15) ? dice.one(of: House.home, House.away).rawValue : "")
    }

    private static func row(_ number: String, _ wish: Wish, connector: String = "", agent: String = "") -> String {
        [number, connector, agent, wish.voice, wish.variant, wish.project].joined(separator: ",")
    }
}
