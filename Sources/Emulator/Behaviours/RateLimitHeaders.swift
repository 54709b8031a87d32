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
        let (most, remaining) = (Int(quota.requests), Int(quota.remaining))
        let (seconds, reset) = (Int(quota.seconds), Int(quota.reset.rounded(.up)))
        switch self {
        case .none, .retryAfter:
            return [:]
        case .ietf:
            return Self.fields([
                "RateLimit-Policy": "\"default\";q=\(most);w=\(seconds)",
                "RateLimit": "\"default\";r=\(remaining);t=\(reset)",
            ])
        case .kong:
            let unit = seconds >= 3600 ? "Hour" : seconds >= 60 ? "Minute" : "Second"
            return Self.fields([
                "X-RateLimit-Limit-\(unit)": "\(most)", "X-RateLimit-Remaining-\(unit)": "\(remaining)",
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
