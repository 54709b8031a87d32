package import AgentsAPI

/// An error answer that the request did not earn.
package struct StatusFault: Hashable, Sendable {
    package enum Body: String, CaseIterable, Sendable {
        /// The documented envelope.
        case envelope
        case none
        /// A page of HTML, as a proxy answers it.
        case html
    }

    /// From 400 to 599.
    package var status: Int
    package var body: Body
    /// Of the envelope; made from the status if not given.
    package var code: ErrorCode?
    /// Of the envelope.
    package var message: String?
    package var retryAfter: RetryAfter?
    /// Whether the request is applied before it is answered with the error, as behind a proxy that lost patience.
    package var applied: Bool

    package init(
        _ status: Int, body: Body = .envelope, code: ErrorCode? = nil, message: String? = nil,
        retryAfter: RetryAfter? = nil, applied: Bool = false
    ) {
        self.status = status
        self.body = body
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.applied = applied
    }
}

extension StatusFault: ExpressibleByIntegerLiteral {
    package init(integerLiteral status: Int) { self.init(status) }
}

/// The value of a header `Retry-After`, sensible or not.
package enum RetryAfter: Hashable, Sendable {
    /// `"retryAfter": 3`; any number, a negative one too.
    case seconds(Int)
    /// `"retryAfter": {"dateIn": 3}`: an HTTP date so many seconds from now, or ago.
    case date(secondsFromNow: Int)
    /// `"retryAfter": "soon"`: as it stands.
    case text(String)
}

/// An answer that comes late.
package struct DelayFault: Hashable, Sendable {
    package enum Application: String, CaseIterable, Sendable {
        /// Applied at once; the answer waits.
        case atOnce
        /// Waits first and is applied then, although the client may have gone by then.
        case late
        /// Never applied; in the end the connection is closed.
        case never
    }

    /// By the emulator's clock; `nil` waits until the client has gone.
    package var duration: Duration?
    package var apply: Application

    package init(_ duration: Duration?, apply: Application = .atOnce) {
        self.duration = duration
        self.apply = apply
    }

    package static func untilClientLeaves(apply: Application = .atOnce) -> Self { Self(nil, apply: apply) }
}
