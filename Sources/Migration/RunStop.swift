import AgentsAPI
package import AgentsClient
package import Foundation

/// Why a run ended before its last row. The run file is left so that the run can be resumed.
package enum RunStop: Error, Hashable, Sendable {
    /// A signal asked for it.
    case interrupted
    /// The API does not let this key go on, or does not answer at all.
    case api(ClientFailure)
    /// Changes of an earlier session could not be read back, so the edited sheet cannot be compared with what was done.
    case unknownChanges(count: Int)
    /// More rows failed than may.
    case tooManyFailures(failed: Int, rows: Int, allowed: Int)
    /// The API did not answer for so long that the run gave up; the failure is the last one.
    case silent(since: Date, ClientFailure)
    /// The run file was removed, replaced or cut while the run went on.
    case runFileLost(String)
    /// Everything was sent, but not all of it could be read again to verify it.
    case unverified(ClientFailure)

    init(_ failure: ClientFailure) {
        self = failure.kind == .interrupted ? .interrupted : .api(failure)
    }
}

extension RunStop: CustomStringConvertible {
    package var description: String {
        switch self {
        case .interrupted: "Interrupted."
        case .api(let failure): failure.message
        case .unknownChanges(let count):
            """
            \(count) \(count == 1 ? "change" : "changes") of the earlier session got no answer and could not be read \
            back, so the edited sheet cannot be taken up yet. Resume the run once the API answers again.
            """
        case .tooManyFailures(let failed, let rows, let allowed):
            "\(failed) of \(rows) rows failed, more than the \(allowed) that may. Look at the results before you go on."
        case .silent(let since, let failure):
            """
            The API has not answered since \(since.formatted(.iso8601)), so the run gave up for now. \
            \(failure.message)
            """
        case .runFileLost(let path):
            """
            The run file \(path) was removed, replaced or written to while the run went on, so nothing more was \
            sent. What was sent until then is in the results, as far as it was recorded.
            """
        case .unverified(let failure):
            "Every change was sent, but not all could be verified. \(failure.message)"
        }
    }
}

extension ClientFailure {
    /// Whether every further request would fail in the same way, or the run is to end.
    var stopsTheRun: Bool {
        if longPause != nil { return true }
        return switch kind {
        case .refused(401, _), .refused(403, _), .redirected, .interrupted: true
        default: false
        }
    }

    func isStatus(_ status: Int) -> Bool {
        if case .refused(status, _) = kind { true } else { false }
    }

    /// Whether the API does not have what was asked of it at all.
    var saysNoSuchOperation: Bool {
        isStatus(405) || isStatus(501) || isStatus(404) && errorCode != .projectNotFound
    }

    /// Whether the API or the way there is out of order, and nothing is wrong with the request.
    var isTemporary: Bool {
        switch kind {
        case .refused(let status, _): status >= 500 || kind.isWorthRetrying
        case .unreachable, .timedOut, .unreadable, .tooLarge: true
        case .redirected, .interrupted, .unsendable: false
        }
    }

    /// Whether a listing turned out to be only a part.
    var isPartial: Bool {
        if case .unreadable(.partial) = kind { true } else { false }
    }

    var isUnreachable: Bool {
        if case .unreachable = kind { true } else { false }
    }

    /// Whether the API refused this request for what it asks, so that it would refuse it again.
    package var isFinalRefusal: Bool {
        guard case .refused(let status, _) = kind else { return false }
        return status < 500 && !kind.isWorthRetrying
    }

    var settlementReason: Settlement.Reason {
        Settlement.Reason(message: message, errorCode: errorCode, correlationID: correlationID)
    }
}
