import AgentsClient
import Emulator
import Migration
import Telephony

/// One field of the matrix: something goes wrong at a stage of a run that is fresh or resumed, once or until the end of
/// the session.
struct Combination: CustomStringConvertible, Sendable {
    enum Stage: String, CaseIterable, Sendable {
        case lookup, inventory, connectorInventory, connectorsOfTheSheet, servedNumbers, apply, readBack, singleRetry
    }

    enum Phase: String, CaseIterable, Sendable {
        case fresh
        /// A first session was killed when its second batch was answered, or while it looked for the connectors.
        case resumedAfterKill
        /// The first session's key was revoked in mid-run.
        case resumedAfterRevocation
    }

    enum Extent: String, CaseIterable, Sendable {
        case once, throughout
    }

    let mishap: Mishap
    let stage: Stage
    let phase: Phase
    let extent: Extent

    var description: String { "\(mishap), \(extent.rawValue), at \(stage.rawValue), \(phase.rawValue)" }

    static func all(_ stage: Stage, _ phase: Phase) -> [Combination] {
        Mishap.all.flatMap { mishap in
            Extent.allCases.map { Combination(mishap: mishap, stage: stage, phase: phase, extent: $0) }
        }
    }

    /// Whether the mishap has happened in the last session. Of a server that is stopped the log knows nothing.
    func happened(in history: History, stops: Int) -> Bool {
        guard case .fault(let kind, _) = mishap.kind else { return stops > 0 }
        let operations = stage.operations.map(\.rawValue)
        return history.log[(history.sessionStarts.last ?? 0)...].contains {
            $0.fault == kind.name.rawValue && operations.contains($0.operation?.rawValue ?? "")
        }
    }

    /// Why the combination makes no sense; nil when it does.
    var absurdity: String? {
        switch (mishap.subject, stage, extent) {
        case (_, _, .throughout) where mishap.isLasting: "It lasts by itself once it has begun."
        case (.anything, _, _), (_, .apply, _), (.updates, .singleRetry, _): nil
        case (.batches, .singleRetry, _): "A single update has no list of results."
        default: "It happens to updates, and nothing is updated at this stage."
        }
    }

    /// Whether the rows that it hits end otherwise than in an undisturbed run, and rightly so.
    var isPermanent: Bool {
        if mishap.falsified != nil || hidesNumbers { return true }
        return mishap.isFinal && (stage == .singleRetry || stage == .lookup && !stopsTheRun)
    }

    /// Whether the API seems not to list numbers, so that nothing is changed unasked.
    private var hidesNumbers: Bool {
        [.inventory, .servedNumbers].contains(stage)
            && ["404", "405", "501"].contains { mishap.description.contains($0) }
    }

    /// A key that may not do this may not do anything.
    private var stopsTheRun: Bool { mishap.description.contains("403") || mishap.isLasting }
}

extension Combination.Stage {
    var operations: [APIOperation] {
        switch self {
        case .lookup: [.lookUpConnector]
        case .inventory: [.listPhoneNumbers]
        case .connectorInventory: [.listConnectors]
        case .connectorsOfTheSheet: [.getConnectors]
        case .servedNumbers: [.listPhoneNumbers]
        case .apply: [.updateConnectors]
        case .readBack: [.getConnectors]
        case .singleRetry: [.updateConnector]
        }
    }

    var isOfThePlan: Bool {
        [.lookup, .inventory, .connectorInventory, .connectorsOfTheSheet, .servedNumbers].contains(self)
    }

    /// With an inventory, which takes the fewest requests, where it is not about others.
    var premise: Premise {
        var premise = House.premise([.lookup, .servedNumbers].contains(self) ? .lookup : .inventory)
        premise.inventory = Combination.inventory
        premise.sheet = Combination.sheet
        return premise
    }

    /// What goes wrong besides, so that the run comes to this stage.
    var detour: [Fault] {
        switch self {
        case .readBack: [Fault(.closeConnection(.afterApplying), on: [.updateConnectors], calls: [1...6])]
        case .singleRetry: [Fault(.updates(.failItems()), on: [.updateConnectors])]
        default: []
        }
    }
}

extension Combination {
    /// Of which one is shared by two numbers, and a second project.
    static let inventory: [InventoryEntry] =
        (1...7).map { House.entry($0, on: House.connector($0, variant: $0 == 5 ? "spring" : "")) }
        + [
            House.entry(20, on: House.connector(2)),
            InventoryEntry(.project(House.away, account: "ws-1"), origin: "away"),
        ]

    /// Six changes, one of which the API refuses and one moves to another project; a row that names a connector, one
    /// that is so already, and one that is nowhere. The last change is one of those that are left to a resumed run.
    static let sheet = """
        phone_number,connector_id,voice_name,variant_id,project_id
        \(House.number(1)),,\(House.newVoice),,
        \(House.number(2)),,\(House.newVoice),,
        \(House.number(3)),,\(House.refusedVoice),,
        \(House.number(4)),,\(House.newVoice),,AWAY
        \(House.number(20)),,\(House.newVoice),,
        ,c05,,null,
        \(House.number(6)),,\(House.oldVoice),,
        \(House.number(77)),,\(House.newVoice),,
        \(House.number(7)),,\(House.newVoice),,
        """

    /// The session in which the mishap happens.
    var course: Course {
        var course = Course(batchSize: 2)
        // Where nothing was left without an answer, the first reading of connectors is not a reading back.
        let first = stage == .readBack && phase != .resumedAfterKill ? 2 : 1
        switch mishap.kind {
        case .fault(let kind, let connectors):
            let operations = Set(stage.operations.compactMap { Operation(rawValue: $0.rawValue) })
            let calls: Occurrences = extent == .once ? .only(first) : .from(first)
            course.faults = FaultScript(
                [Fault(kind, on: operations, connectors: connectors, calls: calls)] + stage.detour)
        case .stop(let isAfterAnswer, let requests):
            course.faults = FaultScript(stage.detour)
            course.outage = Outage(
                operation: stage.operations[0], call: first, isAfterAnswer: isAfterAnswer, requests: requests)
        }
        return course
    }
}

extension Combination.Phase {
    /// What goes before the session in which the mishap happens.
    func firstCourse(of stage: Combination.Stage) -> Course? {
        var course = Course(batchSize: 2)
        switch self {
        case .fresh: return nil
        case .resumedAfterKill where stage.isOfThePlan:
            course.doom = Doom(operation: stage.operations[0], call: 1, isAfterAnswer: true)
        case .resumedAfterKill:
            course.doom = Doom(operation: .updateConnectors, call: 2, isAfterAnswer: true)
        case .resumedAfterRevocation:
            let operation = stage.isOfThePlan ? stage.operations[0] : .updateConnectors
            let operations = Set([Operation(rawValue: operation.rawValue)].compactMap { $0 })
            course.faults = [Fault(.revokeKey, on: operations, calls: .only(stage.isOfThePlan ? 1 : 2))]
        }
        return course
    }
}
