import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony

/// Draws how sessions go, and keeps account of what the faults allow.
struct ScriptWriter {
    private let connectors: [ConnectorID]
    /// Half of the scripts have no permanent faults, so that the end has to be that of an undisturbed run.
    private let isGentle: Bool
    private(set) var unreliable: Set<ConnectorID> = []
    private(set) var isPermanent = false

    init(_ connectors: [ConnectorID], isGentle: Bool) {
        self.connectors = connectors
        self.isGentle = isGentle
    }

    mutating func course(_ index: Int, _ dice: inout Dice) -> Course {
        var course = Course()
        course.batchSize = dice.pick([1, 2, 3, 5, 50])
        course.concurrency = dice.pick([1, 1, 2, 4])
        course.isSlow = dice.chance(1, of: 6)
        course.guards = guards(&dice)
        let faults = (0..<dice.pick([0, 1, 2, 3, 4, 6])).map { _ in fault(isAlone: course.concurrency == 1, &dice) }
        course.faults = FaultScript(faults, seed: dice.seed())
        if index > 0, !isGentle, dice.chance(1, of: 4) { course.meddling = meddling(&dice) }
        switch dice.number(1...12) {
        case 1...3: course.fatalStep = dice.number(1...50)
        case 4: course.doom = doom(&dice)
        case 5 where course.concurrency == 1: course.outage = outage(&dice)
        default: break
        }
        return course
    }

    private mutating func fault(isAlone: Bool, _ dice: inout Dice) -> Fault {
        var fault = dice.fault(on: connectors, isAlone: isAlone)
        while isGentle, fault.kind.isPermanent { fault = dice.fault(on: connectors, isAlone: isAlone) }
        if fault.kind.isFalsifying {
            let victims = Array(dice.some(connectors).prefix(2))
            fault.connectors = victims
            unreliable.formUnion(victims)
        }
        isPermanent = isPermanent || fault.kind.isPermanent
        return fault
    }

    private func guards(_ dice: inout Dice) -> Guards {
        var guards = Guards()
        guards.maxFailures = dice.pick([nil, nil, .count(0), .count(2), .percent(20), .percent(100)])
        guards.onDrift = dice.pick(DriftPolicy.allCases)
        guards.verifies = dice.chance(1, of: 3)
        return guards
    }

    /// Settings that no sheet asks for.
    private mutating func meddling(_ dice: inout Dice) -> [ConnectorUpdate] {
        dice.some(connectors).prefix(2).map { connector in
            unreliable.insert(connector)
            let patch = ConnectorPatch(variantId: .set("meddled"), voiceName: dice.pick([nil, "en-GB-Neural2-D"]))
            return ConnectorUpdate(connectorId: connector, patch: patch)
        }
    }

    private func doom(_ dice: inout Dice) -> Doom {
        let operations: [APIOperation] = [
            .lookUpConnector, .getConnectors, .listPhoneNumbers, .updateConnectors, .updateConnectors, .updateConnector,
        ]
        return Doom(operation: dice.pick(operations), call: dice.number(1...4), isAfterAnswer: dice.chance(1, of: 2))
    }

    private func outage(_ dice: inout Dice) -> Outage {
        Outage(
            operation: dice.pick([.lookUpConnector, .getConnectors, .updateConnectors, .updateConnectors]),
            call: dice.number(1...3), isAfterAnswer: dice.chance(1, of: 2), requests: dice.pick([1, 2, 6, 100]))
    }
}
