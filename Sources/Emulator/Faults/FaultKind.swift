package import Telephony

/// What can go wrong. The comments give the JSON of each.
package enum FaultKind: Hashable, Sendable {
    /// `{"kind": "status", "status": 503}`: an error answer.
    case status(StatusFault)
    /// `{"kind": "closeConnection", "when": "beforeReading"}`, `"beforeApplying"` or `"afterApplying"`.
    case closeConnection(Moment)
    /// `{"kind": "cutAnswer"}`: applied, but of the answer's body only half arrives, or so many `bytes`, then the
    /// connection is closed. The `Content-Length` is that of the whole.
    case cutAnswer(bytes: Int? = nil)
    /// `{"kind": "delay", "seconds": 40}`: the answer comes late.
    case delay(DelayFault)
    /// `{"kind": "wrongShape", "body": ["not", "what", "you", "think"]}`: applied, and answered with other JSON.
    case wrongShape(JSONValue = ["unexpected": true])
    /// `{"kind": "reverseResults"}`: a batch is applied and answered with its results in the reverse order.
    case reverseResults
    /// `{"kind": "addResult", "connector": "nobody-asked"}`: a batch is applied, and answered with one result more.
    case addResult(ConnectorID = "nobody-asked")
    /// Something happens to updates, in a batch or alone; see ``UpdateFault`` for the kinds. Hits the updates of the
    /// fault's connectors, at these positions of the batch (`"items": "1,3-5"`); without either, all. A single update
    /// is at position 1.
    case updates(UpdateFault, items: Occurrences? = nil)
    /// `{"kind": "revokeKey"}`: from this request on, each one that carries its key is answered 401, whatever it asks.
    case revokeKey
    /// `{"kind": "forbidKey"}`: the same with 403.
    case forbidKey
    /// `{"kind": "outage", "connections": 5}`: every open connection is closed, this request is not applied, and each
    /// of the next so many connections is closed as soon as it is made.
    case outage(connections: Int)

    package enum Moment: String, CaseIterable, Sendable {
        /// The body of the request is left unread, unless the fault's connectors are to be looked for in it.
        case beforeReading
        /// The whole request is read and nothing comes of it.
        case beforeApplying
        /// The request is applied; its answer is lost.
        case afterApplying
    }
}

extension FaultKind {
    /// As the JSON has it.
    package enum Name: String, CaseIterable, Sendable {
        case status, closeConnection, cutAnswer, delay, wrongShape
        case reverseResults, addResult, dropResults, repeatResults, omitData
        case storeOther, ignoreChange, pretendChange, failItems
        case revokeKey, forbidKey, outage
    }

    package var name: Name {
        switch self {
        case .status: .status
        case .closeConnection: .closeConnection
        case .cutAnswer: .cutAnswer
        case .delay: .delay
        case .wrongShape: .wrongShape
        case .reverseResults: .reverseResults
        case .addResult: .addResult
        case .updates(let fault, _): fault.name
        case .revokeKey: .revokeKey
        case .forbidKey: .forbidKey
        case .outage: .outage
        }
    }

    /// The operations that the kind makes sense for; `nil` means all.
    var operations: Set<Operation>? {
        switch self {
        case .reverseResults, .addResult: [.updateConnectors]
        case .updates(let fault, _): fault.operations
        default: nil
        }
    }
}
