import AgentsAPI
import Emulator
import Telephony

extension ScriptWriter {
    private static let operations: [Operation] = [
        .updateConnectors, .updateConnectors, .updateConnector, .getConnectors, .lookUpConnector, .listPhoneNumbers,
        .listConnectors,
    ]

    mutating func fault(isAlone: Bool, _ dice: inout Dice) -> Fault {
        var names = FaultKind.Name.allCases
        // These concern all connections or the time of all requests, so the log cannot tell whose answers are lost.
        if !isAlone { names.removeAll { $0 == .outage || $0 == .delay } }
        let kind = kind(dice.pick(names), &dice)
        var fault = Fault(kind, on: dice.chance(1, of: 3) ? nil : Set(dice.some(Self.operations)))
        limit(&fault, &dice)
        if kind.isFalsifying {
            let victims = Array(dice.some(connectors).prefix(2))
            fault.connectors = victims
            unreliable.formUnion(victims)
        }
        isPermanent = isPermanent || kind.isPermanent
        return fault
    }

    /// At least one limit, so that something is left of most runs.
    private func limit(_ fault: inout Fault, _ dice: inout Dice) {
        let first = dice.number(1...5)
        switch dice.number(1...5) {
        case 1: fault.calls = .only(first)
        case 2: fault.calls = [first...first + dice.number(0...6)]
        case 3: fault.times = dice.number(1...6)
        case 4: fault.probability = dice.pick([0.05, 0.2, 0.5])
        default: fault.connectors = Array(dice.some(connectors).prefix(4))
        }
        if dice.chance(1, of: 4) { fault.probability = 0.5 }
        if dice.chance(1, of: 6) { fault.calls = .from(first) }
    }

    private func kind(_ name: FaultKind.Name, _ dice: inout Dice) -> FaultKind {
        switch name {
        case .status: .status(status(&dice))
        case .closeConnection: .closeConnection(dice.pick(FaultKind.Moment.allCases))
        case .cutAnswer: .cutAnswer(bytes: dice.pick([nil, 0, 1, 20]))
        case .delay: .delay(DelayFault(.seconds(40), apply: dice.pick(DelayFault.Application.allCases)))
        case .wrongShape: .wrongShape(dice.pick([["unexpected": true], .array([]), .null, .integer(7), .string("ok")]))
        case .reverseResults: .reverseResults
        case .addResult: .addResult(dice.pick(connectors + ["nobody-asked"]))
        case .dropResults: .updates(.dropResults, items: items(&dice))
        case .repeatResults: .updates(.repeatResults, items: items(&dice))
        case .omitData: .updates(.omitData, items: items(&dice))
        case .storeOther: .updates(.storeOther(ConnectorPatch(variantId: .clear, voiceName: "en-GB-Neural2-D")))
        case .ignoreChange: .updates(.ignoreChange)
        case .pretendChange: .updates(.pretendChange)
        case .failItems: .updates(.failItems(failure(&dice)), items: items(&dice))
        case .revokeKey: .revokeKey
        case .forbidKey: .forbidKey
        case .outage: .outage(connections: dice.pick([1, 2, 8]))
        }
    }

    private func items(_ dice: inout Dice) -> Occurrences? { dice.pick([nil, .only(1), .only(2), .from(2)]) }

    private func failure(_ dice: inout Dice) -> UpdateFailure {
        UpdateFailure(status: dice.pick([400, 404, 409, 422, 429, 500, 503]))
    }

    private func status(_ dice: inout Dice) -> StatusFault {
        let transient = [408, 429, 429, 500, 501, 502, 503, 503, 504]
        let status = dice.pick(dice.chance(3, of: 4) ? transient : [400, 401, 403, 404, 409, 412, 413, 415, 422])
        let retryAfters: [RetryAfter?] = [
            nil, nil, .seconds(3), .seconds(-5), .seconds(31_536_000), .date(secondsFromNow: 3),
            .date(secondsFromNow: -3), .text("soon"),
        ]
        return StatusFault(
            status, body: dice.pick(StatusFault.Body.allCases), retryAfter: dice.pick(retryAfters),
            applied: status == 408 || status >= 500 ? dice.chance(1, of: 3) : false)
    }
}

extension FaultKind {
    /// Whether the API tells or stores something else than it was asked.
    fileprivate var isFalsifying: Bool {
        switch self {
        case .updates(.storeOther, _), .updates(.ignoreChange, _), .updates(.pretendChange, _): true
        default: false
        }
    }

    /// Whether the API refuses what it is asked in a way that says it would refuse it again. A key that is refused is
    /// one of them where a row is looked for under the project that it is to move to.
    fileprivate var isPermanent: Bool {
        switch self {
        case .status(let fault): fault.status < 500 && ![408, 429].contains(fault.status)
        case .updates(.failItems(let failure), _): failure.status < 500 && failure.status != 429
        case .revokeKey, .forbidKey: true
        default: isFalsifying
        }
    }
}
