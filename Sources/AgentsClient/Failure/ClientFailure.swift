package import AgentsAPI
import ForeignText
package import Foundation

/// Why a request did not get a usable answer: the one error of this module.
package struct ClientFailure: Error, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The API answered with a status of its own for "no"; the envelope is absent when the body did not hold one.
        case refused(status: Int, ErrorEnvelope?)
        case unreachable(Unreachability, host: String)
        case timedOut(Wait, after: Duration)
        /// An answer came, with a status for success, and could not be used.
        case unreadable(Unreadability)
        /// The answer is larger than `limit` bytes.
        case tooLarge(limit: Int)
        /// The API pointed elsewhere, which is never followed.
        case redirected(status: Int, to: String?)
        /// The task was cancelled, or graceful shutdown began while the request waited for its turn.
        case interrupted
        /// The request cannot be put on the wire; the text says why.
        case unsendable(String)
    }

    package enum Unreachability: Hashable, Sendable {
        case nameNotResolved, connectionRefused, connectionLost, tls
    }

    package enum Wait: Hashable, Sendable {
        case connecting, answering
    }

    package enum Unreadability: Hashable, Sendable {
        case notHTTP, notJSON, cutOff
        /// `path` says where in the JSON, such as `connectors[3].voiceName`; empty for the whole.
        case wrongShape(path: String)
        /// A listing that is not all of it; the text says what shows that.
        case partial(String)
    }

    package var kind: Kind
    package var operation: APIOperation
    /// What support asks for; from the envelope or else the answer's header.
    package var correlationID: String?
    /// Whether the server could have carried the request out, in any attempt, although no usable answer came.
    package var mayHaveBeenApplied: Bool
    /// How many requests were sent.
    package var attempts: Int
    /// The first 200 characters of an answer that could not be read, with control characters made harmless.
    package var excerpt: String?
    /// The header `Retry-After` as it came.
    package var retryAfter: String?
    /// What the refusal's headers say of a limit.
    package var limit: AdvertisedLimit?
    /// When the answer was made, by the clock of the server.
    package var answeredAt: Date?
    /// The pause that the API asked for, when it is longer than is waited for.
    package private(set) var longPause: Duration?

    package init(
        _ kind: Kind, of operation: APIOperation, correlationID: String? = nil, attempts: Int = 1,
        mayHaveBeenApplied: Bool? = nil
    ) {
        self.kind = kind
        self.operation = operation
        let named = kind.envelope.flatMap { $0.errorID.isEmpty ? nil : HarmlessText.make($0.errorID, limit: 100) }
        self.correlationID = named ?? correlationID
        self.attempts = attempts
        self.mayHaveBeenApplied = mayHaveBeenApplied ?? kind.mayHaveBeenApplied
    }

    /// A failure of a request that never left.
    package static func notSent(_ kind: Kind, of operation: APIOperation) -> Self {
        Self(kind, of: operation, attempts: 0, mayHaveBeenApplied: false)
    }

    /// The code by which the API names its refusal.
    package var errorCode: ErrorCode? { kind.envelope.flatMap { $0.errorCode.rawValue.isEmpty ? nil : $0.errorCode } }

    /// Whether the API says that the thing asked for is not there.
    ///
    /// After a deletion whose earlier attempt `mayHaveBeenApplied`, that can be the deletion's own doing.
    package var isNotFound: Bool {
        guard case .refused(let status, let envelope) = kind else { return false }
        return status == 404 || envelope?.errorCode.saysNotFound == true
    }

    /// How long the API asks to be left alone.
    package func pauseAskedFor(now: Date) -> Duration? {
        retryAfter.flatMap { RetryAfter.parse($0, now: answeredAt ?? now) }
    }

    /// This failure as one after which nothing is sent again, as the pause would be too long.
    package func asking(forPause pause: Duration) -> ClientFailure {
        var failure = self
        failure.longPause = pause
        return failure
    }

    /// This failure as the end of a request that had already failed in `earlier`.
    func following(_ earlier: ClientFailure?) -> ClientFailure {
        guard let earlier else { return self }
        var whole = self
        whole.attempts += earlier.attempts
        whole.mayHaveBeenApplied = mayHaveBeenApplied || earlier.mayHaveBeenApplied
        whole.correlationID = correlationID ?? earlier.correlationID
        return whole
    }
}
