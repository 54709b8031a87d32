package import AgentsClient

/// Why a run ended before its last row. The run file is left so that the run can be resumed.
package enum RunStop: Error, Hashable, Sendable {
    /// A signal asked for it.
    case interrupted
    /// The API does not let this key go on, or does not answer at all.
    case api(ClientFailure)
    /// Changes of an earlier session could not be read back, so the edited sheet cannot be compared with what was done.
    case unknownChanges(count: Int)

    init(_ failure: ClientFailure) {
        self = failure.kind == .interrupted ? .interrupted : .api(failure)
    }

    /// A sentence for a person.
    package var message: String {
        switch self {
        case .interrupted: "Interrupted."
        case .api(let failure): failure.message
        case .unknownChanges(let count):
            """
            \(count) changes of the earlier session got no answer and could not be read back, so the edited sheet cannot \
            be taken up yet. Resume the run once the API answers again.
            """
        }
    }
}

extension ClientFailure {
    /// Whether every further request would fail in the same way: the key is refused, or nothing answers.
    var stopsTheRun: Bool {
        switch kind {
        case .refused(401, _), .refused(403, _), .unreachable, .redirected, .interrupted: true
        default: false
        }
    }

    /// Whether the API refused this request for what it asks, so that it would refuse it again.
    var isFinalRefusal: Bool {
        guard case .refused(let status, _) = kind else { return false }
        return status < 500 && !kind.isWorthRetrying
    }

    var settlementReason: Settlement.Reason {
        Settlement.Reason(message: message, errorCode: errorCode, correlationID: correlationID)
    }
}
