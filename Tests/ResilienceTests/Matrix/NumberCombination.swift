import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony

/// One field of the matrix of numbers: something goes wrong while numbers are found, imported, routed, released or read
/// back, in a run that is fresh or resumed, once or until the end of the session.
struct NumberCombination: CustomStringConvertible, Sendable {
    enum Stage: String, CaseIterable, Sendable {
        case placing, importing, importingAlone, routing, releasing, releasingAlone, readBack
    }

    enum Phase: String, CaseIterable, Sendable {
        case fresh
        /// A first session was killed when its first import was answered, or while it looked for the numbers.
        case resumedAfterKill
    }

    let mishap: Mishap
    let stage: Stage
    let extent: Combination.Extent

    var description: String { "\(mishap), \(extent.rawValue), at \(stage.rawValue)" }

    /// All that can go wrong with any request.
    static func all(_ stage: Stage) -> [Self] {
        Mishap.all.filter(\.isOfAnyRequest).flatMap { mishap in
            Combination.Extent.allCases.filter { $0 == .once || !mishap.isLasting }.map {
                Self(mishap: mishap, stage: stage, extent: $0)
            }
        }
    }

    /// Whether rows may end otherwise than in an undisturbed run, and rightly so: what is refused alone is refused.
    var isPermanent: Bool {
        mishap.isFinal && [.placing, .importingAlone, .routing, .releasingAlone, .readBack].contains(stage)
    }

    /// Whether the mishap has happened in the last session.
    func happened(in log: [RequestLog.Entry], since start: Int, stops: Int) -> Bool {
        guard case .fault(let kind, _) = mishap.kind else { return stops > 0 }
        return log[start...].contains { entry in
            entry.fault == kind.name.rawValue
                && stage.operations.contains { $0.rawValue == entry.operation?.rawValue ?? "" }
        }
    }
}

extension Mishap {
    fileprivate var isOfAnyRequest: Bool {
        switch kind {
        case .stop: true
        case .fault(.updates, _), .fault(.reverseResults, _), .fault(.addResult, _): false
        case .fault: subject != .batches
        }
    }
}

extension NumberCombination.Stage {
    var operations: [APIOperation] {
        switch self {
        case .placing, .readBack: [.getPhoneNumbers]
        case .importing: [.importPhoneNumbers]
        case .importingAlone: [.importPhoneNumber]
        case .routing: [.routePhoneNumber]
        case .releasing: [.deletePhoneNumbers]
        case .releasingAlone: [.deletePhoneNumber]
        }
    }

    /// What goes wrong besides, so that the run comes to this stage.
    fileprivate var detour: [Fault] {
        switch self {
        case .readBack: [Fault(.closeConnection(.afterApplying), on: [.importPhoneNumbers], calls: [1...2])]
        case .releasingAlone: [Fault(.status(StatusFault(400)), on: [.deletePhoneNumbers])]
        case .placing, .importing, .importingAlone, .routing, .releasing: []
        }
    }
}

extension NumberCombination {
    private static let inventory: [InventoryEntry] =
        (1...6).map { House.entry($0, on: House.connector($0)) }
        + [House.entry(20, on: House.connector(2)), unrouted(31, of: House.home), unrouted(60, of: House.away)]

    private static func unrouted(_ number: Int, of agent: AgentID) -> InventoryEntry {
        InventoryEntry(
            .unroutedNumber(House.number(number), project: agent, account: "ws-1", clientEnv: .live),
            origin: "unrouted")
    }

    /// Imports alone and with what follows, a rerouting, two releases, and numbers that are there already, gone
    /// already, and another agent's.
    private static let sheet = """
        phone_number,action,target_connector_id,voice_name
        \(House.number(40)),import,,
        \(House.number(41)),import,c01,
        \(House.number(42)),import,c02,\(House.newVoice)
        \(House.number(2)),,,\(House.newVoice)
        \(House.number(20)),,c03,
        \(House.number(4)),release,,
        \(House.number(31)),release,,
        \(House.number(77)),release,,
        \(House.number(60)),import,c05,\(House.newVoice)
        \(House.number(5)),import,,\(House.newVoice)
        \(House.number(6)),,,\(House.refusedVoice)
        """

    static var premise: Premise {
        var premise = House.premise(.inventory)
        (premise.inventory, premise.sheet, premise.allowedReleases) = (inventory, sheet, 2)
        return premise
    }

    /// The session in which the mishap happens.
    func course(_ phase: Phase) -> Course {
        var course = Course(batchSize: 2)
        // The plan's is not the first reading back, and a session that goes on has no plan to make.
        let first = stage == .readBack && phase == .fresh ? 2 : 1
        switch mishap.kind {
        case .fault(let kind, _):
            let operations = Set(stage.operations.compactMap { Operation(rawValue: $0.rawValue) })
            let calls: Occurrences = extent == .once ? .only(first) : .from(first)
            course.faults = FaultScript([Fault(kind, on: operations, calls: calls)] + stage.detour)
        case .stop(let isAfterAnswer, let requests):
            course.faults = FaultScript(stage.detour)
            course.outage = Outage(
                operation: stage.operations[0], call: first, isAfterAnswer: isAfterAnswer, requests: requests)
        }
        return course
    }

    static func firstCourse(of stage: Stage, _ phase: Phase) -> Course? {
        guard phase == .resumedAfterKill else { return nil }
        var course = Course(batchSize: 2)
        course.doom = Doom(
            operation: stage == .placing ? .getPhoneNumbers : .importPhoneNumbers, call: 1, isAfterAnswer: true)
        return course
    }
}
