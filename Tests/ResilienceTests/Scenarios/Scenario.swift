import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony

/// A run made up from a seed: what it finds, what is asked of it, and what goes wrong in its sessions.
struct Scenario: Sendable {
    let premise: Premise
    /// Of the sessions in which something may go wrong.
    private(set) var courses: [Course] = []
    /// Connectors about which the API does not tell or store what it was asked.
    private(set) var falsified: Set<ConnectorID> = []
    /// Whether rows may rightly end otherwise than in an undisturbed run.
    private(set) var isPermanent = false

    init(seed: UInt64) {
        var dice = Dice(seed: seed)
        let house = RandomHouse(&dice)
        var premise = house.premise
        premise.options.resolution = dice.one(of: .auto, .lookup, .inventory)
        premise.options.allowsCollateral = dice.happens(0.5)
        self.premise = premise
        let mishaps = dice.happens(0.5) ? Mishap.all : Mishap.all.filter { !$0.isFinal && $0.falsified == nil }
        for _ in 0..<dice.number(1...4) { courses.append(course(mishaps, house, &dice)) }
    }

    private mutating func course(_ mishaps: [Mishap], _ house: RandomHouse, _ dice: inout Dice) -> Course {
        var course = Course(batchSize: dice.number(1...5), concurrency: dice.number(1...3))
        var faults: [Fault] = []
        for _ in 0..<dice.number(0...3) {
            let mishap = dice.one(of: mishaps)
            if mishap.description.contains("timeout") { course.concurrency = 1 }
            switch mishap.kind {
            case .fault(let kind, _): faults.append(fault(mishap, kind, house, &dice))
            case .stop(let isAfterAnswer, let requests):
                course.concurrency = 1
                course.outage = Outage(
                    operation: dice.one(of: .lookUpConnector, .getConnectors, .updateConnectors, .updateConnector),
                    call: dice.number(1...4), isAfterAnswer: isAfterAnswer, requests: requests)
            }
        }
        course.faults = FaultScript(faults, seed: dice.seed())
        course.isSlow = dice.happens(0.2)
        course.guards.verifies = dice.happens(0.2)
        course.guards.onDrift = dice.one(of: .skip, .overwrite)
        if dice.happens(0.15) { course.guards.maxFailures = .count(dice.number(0...3)) }
        if dice.happens(0.6) { course.fatalStep = dice.number(1...60) }
        return course
    }

    private mutating func fault(
        _ mishap: Mishap, _ kind: FaultKind, _ house: RandomHouse, _ dice: inout Dice
    ) -> Fault {
        var connectors = dice.happens(0.3) ? [dice.one(of: house.connectors)] : nil
        if mishap.falsified != nil {
            let victim = dice.one(of: house.connectors)
            connectors = [victim]
            falsified.insert(victim)
        }
        if mishap.isFinal || mishap.falsified != nil { isPermanent = true }
        return Fault(
            kind, on: Self.operations(mishap, &dice), connectors: connectors,
            calls: dice.one(of: .only(dice.number(1...6)), .from(dice.number(1...6)), nil),
            times: dice.happens(0.3) ? dice.number(1...3) : nil,
            probability: dice.happens(0.4) ? Double(dice.number(1...9)) / 10 : nil)
    }

    private static func operations(_ mishap: Mishap, _ dice: inout Dice) -> Set<Operation> {
        switch mishap.subject {
        case .batches: [.updateConnectors]
        case .updates: dice.one(of: [.updateConnectors], [.updateConnector], [.updateConnectors, .updateConnector])
        case .anything:
            dice.one(
                of: [.lookUpConnector, .listPhoneNumbers, .listConnectors], [.getConnectors], [.updateConnectors],
                [.updateConnectors, .getConnectors], [.updateConnectors, .updateConnector])
        }
    }
}
