import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony

/// A run that imports, routes and releases numbers, of which everything is drawn: the inventory, the sheet, the
/// options, what goes wrong in each session, and how it is taken back in the end.
struct NumberScenario: Sendable {
    let seed: UInt64
    let premise: Premise
    /// Sessions in good order follow while rows are left to do.
    let courses: [Course]
    let reversal: Course
    /// Whether a fault may end rows otherwise than an undisturbed run does, and rightly so.
    let isPermanent: Bool

    init(seed: UInt64) {
        var dice = Dice(seed: seed)
        self.seed = seed
        let inventory = NumberInventory(&dice)
        premise = inventory.premise(&dice)
        let isGentle = dice.chance(2, of: 3)
        var isPermanent = false
        courses = (0..<dice.pick([1, 2, 3])).map { _ in
            var course = Course(batchSize: dice.pick([1, 2, 3, 50]))
            course.concurrency = dice.pick([1, 1, 2])
            course.isSlow = dice.chance(1, of: 6)
            let faults = (0..<dice.pick([0, 1, 2, 3])).map { _ in
                dice.numberFault(isGentle: isGentle, isAlone: course.concurrency == 1)
            }
            isPermanent = isPermanent || faults.contains(where: \.kind.isPermanent)
            course.faults = FaultScript(faults, seed: dice.seed())
            if dice.chance(1, of: 2) { course.fatalStep = dice.number(1...60) }
            return course
        }
        self.isPermanent = isPermanent
        var reversal = Course(batchSize: dice.pick([1, 2, 50]))
        if dice.chance(2, of: 3) { reversal.fatalStep = dice.number(1...50) }
        self.reversal = reversal
    }
}

extension Dice {
    private static let numberOperations: [Operation] = [
        .getPhoneNumbers, .importPhoneNumbers, .importPhoneNumbers, .importPhoneNumber, .routePhoneNumber,
        .routePhoneNumber, .deletePhoneNumbers, .deletePhoneNumbers, .deletePhoneNumber, .updateConnectors,
        .getConnectors, .listPhoneNumbers,
    ]

    fileprivate mutating func numberFault(isGentle: Bool, isAlone: Bool) -> Fault {
        var fault = self.fault(on: ["c01"], isAlone: isAlone)
        while fault.kind.isFalsifying || fault.kind.isOfUpdates || isGentle && fault.kind.isPermanent {
            fault = self.fault(on: ["c01"], isAlone: isAlone)
        }
        var own = Fault(fault.kind, on: Set(some(Self.numberOperations)))
        (own.calls, own.times, own.probability) = (fault.calls, fault.times, fault.probability)
        return own
    }
}

extension FaultKind {
    fileprivate var isOfUpdates: Bool {
        switch self {
        case .updates, .reverseResults, .addResult: true
        default: false
        }
    }
}

/// What numbers there are, and rows that want something of them.
private struct NumberInventory {
    private var connectors: [Connector] = []
    private var numbers: [(index: Int, connector: ConnectorID)] = []
    private let unrouted = [901, 902, 903]
    private let foreign = [951, 952]

    init(_ dice: inout Dice) {
        for index in 1...dice.number(3...8) {
            let connector = House.connector(
                index, voice: dice.pick([House.oldVoice, House.newVoice]), variant: dice.pick(["", "", "spring"]))
            connectors.append(connector)
            for _ in 0..<dice.pick([0, 1, 1, 2, 3]) { numbers.append((numbers.count + 1, connector.connectorId)) }
        }
    }

    private var entries: [InventoryEntry] {
        func unrouted(_ index: Int, of agent: AgentID) -> InventoryEntry {
            InventoryEntry(
                .unroutedNumber(House.number(index), project: agent, account: "ws-1", clientEnv: .live),
                origin: "\(index)")
        }
        let routed = connectors.flatMap { connector -> [InventoryEntry] in
            let own = numbers.filter { $0.connector == connector.connectorId }
            return own.isEmpty
                ? [InventoryEntry(connector: connector)] : own.map { House.entry($0.index, on: connector) }
        }
        return routed + self.unrouted.map { unrouted($0, of: House.home) }
            + foreign.map { unrouted($0, of: House.away) }
    }

    func premise(_ dice: inout Dice) -> Premise {
        var options = RunOptions()
        options.sheet.agent = House.home
        options.skipsInvalid = true
        options.allowsCollateral = dice.chance(1, of: 2)
        options.splits = dice.chance(1, of: 2)
        options.resolution = dice.pick(ResolutionMode.allCases)
        var rows = ["phone_number,connector_id,action,target_connector_id,voice_name,client_env,project_id"]
        var open = numbers.map(\.index) + unrouted + foreign + Array(911...920) + [977, 978]
        for _ in 0..<dice.number(2...12) where !open.isEmpty {
            rows.append(row(open.remove(at: dice.number(0...(open.count - 1))), &dice))
        }
        if dice.chance(1, of: 5) { rows.append(dice.pick(Array(rows.dropFirst()))) }
        return Premise(
            inventory: entries, sheet: rows.joined(separator: "\n") + "\n", options: options,
            refusedVoices: [House.refusedVoice])
    }

    private func row(_ index: Int, _ dice: inout Dice) -> String {
        let id = (dice.pick(connectors).connectorId.rawValue)
        let voice = dice.chance(1, of: 3) ? dice.pick([House.newVoice, House.oldVoice, House.refusedVoice]) : ""
        let isNew = index >= 911 && index <= 920
        let cells: [String] =
            switch isNew ? dice.number(1...3) : dice.number(1...9) {
            case 1: ["", "import", "", "", dice.pick(["", "", "sandbox"])]
            case 2: ["", "import", id, voice, ""]
            case 3: [id, "import", "", "", ""]
            case 4, 5: ["", "", dice.chance(1, of: 8) ? "c99" : id, voice, ""]
            case 6: ["", "release", "", "", ""]
            case 7: ["", "", "", House.newVoice, ""]
            case 8: [numbers.first { $0.index == index }?.connector.rawValue ?? id, "", id, "", ""]
            default: ["", "", "", dice.pick([House.oldVoice, "en-GB-Neural2-C"]), ""]
            }
        let isMoved = cells[1].isEmpty && cells[2].isEmpty && dice.chance(1, of: 3)
        return ([House.number(index)] + cells + [isMoved ? "AWAY" : ""]).joined(separator: ",")
    }
}
