import AgentsAPI
import Emulator
import Migration
import Telephony

/// The connectors of a drawn inventory, with the indices of the numbers that each serves; see ``House/number(_:)``.
struct DrawnInventory {
    var connectors: [Connector] = []
    var numbers: [(index: Int, connector: ConnectorID)] = []
    let unrouted = [900, 901]

    var entries: [InventoryEntry] {
        let routed = connectors.flatMap { connector -> [InventoryEntry] in
            let own = numbers.filter { $0.connector == connector.connectorId }
            return own.isEmpty
                ? [InventoryEntry(connector: connector)] : own.map { House.entry($0.index, on: connector) }
        }
        let others = unrouted.map { index in
            InventoryEntry(
                .unroutedNumber(House.number(index), project: House.home, account: "ws-1", clientEnv: .live),
                origin: "unrouted")
        }
        let projects = [House.home, House.away].map { InventoryEntry(.project($0, account: "ws-1"), origin: "project") }
        return routed + others + projects
    }
}

extension Dice {
    private static let variants = ["", "spring", "summer"]
    private static let newVoices = [House.newVoice, House.newVoice, House.newVoice, House.oldVoice, "en-GB-Neural2-C"]

    mutating func inventory() -> DrawnInventory {
        var inventory = DrawnInventory()
        for index in 1...(chance(1, of: 10) ? number(26...32) : number(1...12)) {
            let project = chance(1, of: 6) ? House.away : House.home
            let connector = House.connector(
                index, in: project, voice: pick([House.oldVoice, House.oldVoice, House.newVoice]),
                variant: VariantID(rawValue: pick(Self.variants)))
            inventory.connectors.append(connector)
            for _ in 0..<pick([0, 1, 1, 1, 1, 2, 3]) {
                inventory.numbers.append((inventory.numbers.count + 1, connector.connectorId))
            }
        }
        return inventory
    }

    mutating func premise(_ inventory: DrawnInventory) -> Premise {
        var options = RunOptions()
        options.sheet.agent = House.home
        options.skipsInvalid = chance(3, of: 4)
        options.allowsCollateral = chance(1, of: 2)
        options.resolution = pick(ResolutionMode.allCases)
        if chance(1, of: 6) { options.sheet.fills = ["variant_id": "winter"] }
        return Premise(
            inventory: inventory.entries, sheet: sheet(on: inventory), options: options,
            refusedVoices: [House.refusedVoice])
    }

    private mutating func sheet(on inventory: DrawnInventory) -> String {
        let delimiter = pick([",", ";", "\t"])
        var rows = [["Owner", "phone_number", "connector_id", "agent_id", "voice_name", "variant_id", "project_id"]]
        for index in 0..<number(1...max(3, inventory.connectors.count + 3)) {
            rows.append(repeats(index) ? pick(Array(rows.dropFirst())) : row(on: inventory))
        }
        return rows.map { $0.joined(separator: delimiter) }.joined(separator: pick(["\n", "\r\n"])) + "\n"
    }

    private mutating func repeats(_ index: Int) -> Bool { index > 0 && chance(1, of: 15) }

    private mutating func row(on inventory: DrawnInventory) -> [String] {
        let (phone, connector, project) = target(in: inventory)
        let agent = project == House.away && chance(3, of: 4) ? House.away.rawValue : pick(["", "", "", "HOME"])
        return [pick(["ann", "\"bob \"\"b\"\"\"", ""]), phone, connector, agent] + settings()
    }

    /// Nearly always something that there is.
    private mutating func target(in inventory: DrawnInventory) -> (phone: String, connector: String, AgentID) {
        let connector = pick(inventory.connectors)
        let own = inventory.numbers.filter { $0.connector == connector.connectorId }
        let id = connector.connectorId.rawValue
        switch number(1...20) {
        case 1: return (House.number(pick(inventory.unrouted + [977, 978])), "", House.home)
        case 2: return (pick(["not a number", "", "+1"]), "", House.home)
        case 3: return ("", "c99", House.home)
        case 4 where !inventory.numbers.isEmpty:
            return (House.number(pick(inventory.numbers).index), id, connector.projectId)
        case 5...7: return ("", id, connector.projectId)
        default:
            guard !own.isEmpty else { return ("", id, connector.projectId) }
            return (House.number(pick(own).index), chance(1, of: 4) ? id : "", connector.projectId)
        }
    }

    private mutating func settings() -> [String] {
        let voice = pick(Self.newVoices + (chance(1, of: 4) ? [House.refusedVoice, "", "no voice"] : []))
        let variant = pick(["", "", "", "summer", "null"])
        let project = chance(1, of: 6) ? pick(["AWAY", "AWAY", "HOME", "NOWHERE"]) : ""
        return [voice, variant, project]
    }
}
