package import AgentsAPI

extension ClientFailure.Kind {
    package var envelope: ErrorEnvelope? {
        if case .refused(_, let envelope) = self { envelope } else { nil }
    }

    /// Whether the API asks for fewer requests.
    package var isRateLimit: Bool {
        if case .refused(429, _) = self { true } else { false }
    }

    /// Whether the API refused what was asked, rather than to be asked now.
    package var isAboutRequest: Bool {
        if case .refused(let status, _) = self { status < 500 && ![408, 429].contains(status) } else { false }
    }

    /// Whether the same request can be expected to succeed later.
    package var isWorthRetrying: Bool {
        switch self {
        case .refused(let status, _): [408, 429, 500, 502, 503, 504].contains(status)
        // A page of a proxy's that says it will be better soon comes with any status.
        case .unreachable, .timedOut, .unreadable(.cutOff), .unreadable(.notJSON): true
        case .unreadable, .tooLarge, .redirected, .interrupted, .unsendable: false
        }
    }

    /// Whether the server could have carried out the request of one attempt that ended so.
    var mayHaveBeenApplied: Bool {
        switch self {
        case .refused(let status, _): status >= 500 || status == 408
        case .unreachable(let reason, _): reason == .connectionLost
        case .timedOut(let wait, _): wait == .answering
        case .unreadable, .tooLarge, .interrupted: true
        case .redirected, .unsendable: false
        }
    }
}
