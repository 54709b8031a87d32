import HTTPTypes

/// What the emulator says of its limit, with every answer.
package enum RateLimitHeaders: String, CaseIterable, Sendable {
    /// Nothing, and no `Retry-After` with a refusal either.
    case none
    /// `Retry-After`, in whole seconds, with a refusal.
    case retryAfter = "retry-after"
    /// Besides, `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers).
    case ietf
    /// Besides, `X-RateLimit-Limit-Minute` and the like, as Kong writes them; of a limit on a second, minute or hour.
    case kong

    func fields(_ quota: Quota) -> HTTPFields {
        // In whole units: of a bucket, what comes in so many seconds.
        let unit = quota.seconds >= 3600 ? ("Hour", 3600.0) : quota.seconds >= 60 ? ("Minute", 60) : ("Second", 1)
        let seconds = quota.seconds.rounded(.up)
        let perSecond = quota.requests / quota.seconds + 1e-9
        let (remaining, reset) = (Int(quota.remaining), Int(quota.reset.rounded(.up)))
        switch self {
        case .none, .retryAfter:
            return [:]
        case .ietf:
            return Self.fields([
                "RateLimit-Policy": "\"default\";q=\(Int(perSecond * seconds));w=\(Int(seconds))",
                "RateLimit": "\"default\";r=\(remaining);t=\(reset)",
            ])
        case .kong:
            let most = Int(perSecond * unit.1)
            return Self.fields([
                "X-RateLimit-Limit-\(unit.0)": "\(most)", "X-RateLimit-Remaining-\(unit.0)": "\(remaining)",
                "RateLimit-Limit": "\(most)", "RateLimit-Remaining": "\(remaining)", "RateLimit-Reset": "\(reset)",
            ])
        }
    }

    private static func fields(_ values: KeyValuePairs<String, String>) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in values {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }
}
