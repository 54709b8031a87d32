import AgentsAPI
import Emulator
import Telephony

extension Dice {
    private static let operations: [Operation] = [
        .updateConnectors, .updateConnectors, .updateConnector, .getConnectors, .lookUpConnector, .listPhoneNumbers,
        .listConnectors,
    ]

    /// - Parameter isAlone: whether there is one request at a time.
    mutating func fault(on connectors: [ConnectorID], isAlone: Bool) -> Fault {
        var names = FaultKind.Name.allCases
        // These concern all connections or the time of all requests, so the log cannot tell whose answers are lost.
        if !isAlone { names.removeAll { $0 == .outage || $0 == .delay } }
        let kind = kind(pick(names), connectors)
        var fault = Fault(kind, on: chance(1, of: 3) ? nil : Set(some(Self.operations)))
        limit(&fault, connectors)
        return fault
    }

    /// At least one limit, so that something is left of most runs.
    private mutating func limit(_ fault: inout Fault, _ connectors: [ConnectorID]) {
        let first = pick([1, 1, 1, 2, 3, 5])
        switch number(1...6) {
        case 1: fault.calls = .only(first)
        case 2: fault.calls = [first...first + number(0...6)]
        case 3: fault.times = number(1...8)
        case 4: fault.probability = pick([0.1, 0.3, 0.6])
        case 5: fault.connectors = Array(some(connectors).prefix(4))
        default: fault.calls = .from(first)
        }
        if chance(1, of: 5) { fault.probability = 0.5 }
    }

    private mutating func kind(_ name: FaultKind.Name, _ connectors: [ConnectorID]) -> FaultKind {
        switch name {
        case .status: .status(status())
        case .closeConnection: .closeConnection(pick(FaultKind.Moment.allCases))
        case .cutAnswer: .cutAnswer(bytes: pick([nil, 0, 1, 20]))
        case .delay: .delay(DelayFault(.seconds(40), apply: pick(DelayFault.Application.allCases)))
        case .wrongShape: .wrongShape(pick([["unexpected": true], .array([]), .null, .integer(7), .string("ok")]))
        case .reverseResults: .reverseResults
        case .addResult: .addResult(pick(connectors + ["nobody-asked"]))
        case .dropResults: .updates(.dropResults, items: items())
        case .repeatResults: .updates(.repeatResults, items: items())
        case .omitData: .updates(.omitData, items: items())
        case .storeOther: .updates(.storeOther(ConnectorPatch(variantId: .clear, voiceName: "en-GB-Neural2-D")))
        case .ignoreChange: .updates(.ignoreChange)
        case .pretendChange: .updates(.pretendChange)
        case .failItems: .updates(.failItems(failure()), items: items())
        case .revokeKey: .revokeKey
        case .forbidKey: .forbidKey
        case .outage: .outage(connections: pick([1, 2, 8]))
        }
    }

    private mutating func items() -> Occurrences? { pick([nil, .only(1), .only(2), .from(2)]) }

    private mutating func failure() -> UpdateFailure {
        UpdateFailure(status: pick([400, 404, 409, 422, 429, 500, 503]))
    }

    private mutating func status() -> StatusFault {
        let transient = [408, 429, 429, 500, 501, 502, 503, 503, 504]
        let status = pick(chance(3, of: 4) ? transient : [400, 401, 403, 404, 409, 412, 413, 415, 422])
        let retryAfters: [RetryAfter?] = [
            nil, nil, .seconds(3), .seconds(-5), .seconds(31_536_000), .date(secondsFromNow: 3),
            .date(secondsFromNow: -3), .text("soon"),
        ]
        return StatusFault(
            status, body: pick(StatusFault.Body.allCases), retryAfter: pick(retryAfters),
            applied: status == 408 || status >= 500 ? chance(1, of: 3) : false)
    }
}

extension FaultKind {
    /// Whether the API tells or stores something else than it was asked.
    var isFalsifying: Bool {
        switch self {
        case .updates(.storeOther, _), .updates(.ignoreChange, _), .updates(.pretendChange, _): true
        default: false
        }
    }

    /// Whether the API refuses what it is asked in a way that says it would refuse it again. A key that is refused is
    /// one of them where a row is looked for under the project that it is to move to.
    var isPermanent: Bool {
        switch self {
        case .status(let fault): fault.status < 500 && ![408, 429].contains(fault.status)
        case .updates(.failItems(let failure), _): failure.status < 500 && failure.status != 429
        case .revokeKey, .forbidKey: true
        default: isFalsifying
        }
    }
}
