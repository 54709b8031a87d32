import Foundation
package import HTTPTypes

/// What headers say of a limit. What makes no sense is as if it were not there.
///
/// Read are `RateLimit-Policy` and `RateLimit` of the IETF's draft (draft-ietf-httpapi-ratelimit-headers), also in the
/// form of its seventh version; `X-RateLimit-Limit-Second`, `-Minute` and `-Hour` with their remaining ones, as Kong
/// writes them; and `RateLimit-Remaining` and `-Reset`, with and without `X-`, which say when nothing is left.
/// A limit on more than a minute is no rate: it would be met by a crawl, and may never be reached.
package struct AdvertisedLimit: Hashable, Sendable {
    /// So many requests in so many seconds.
    struct Quota: Hashable {
        var requests: Double
        var seconds: Double

        var perSecond: Double { requests / seconds }
    }

    /// The one that allows the fewest requests in the long run.
    private(set) var quota: Quota?
    /// How many may still be sent, and after how many seconds that begins anew.
    private(set) var remaining: Double?
    private(set) var reset: Double?

    /// `nil` when no header says anything.
    package init?(_ headers: HTTPFields) {
        readDraft(headers)
        readUnits(headers)
        for prefix in ["RateLimit-", "X-RateLimit-"] {
            remaining = remaining ?? headers.number(prefix + "Remaining")
            reset = reset ?? headers.number(prefix + "Reset").flatMap { $0 < 86_400 ? $0 : nil }
        }
        guard quota != nil || (remaining != nil && reset != nil) else { return nil }
    }

    /// What the limit comes to in the long run, in requests a second, where the headers say it.
    package var perSecond: Double? { quota?.perSecond }

    /// The pace at which what remains of the present period lasts until it ends, where one can tell.
    ///
    /// Of a sliding period nothing ends, and what is saved up in a bucket does not either: both say so by a reset that
    /// is always the same, the whole period or next to nothing.
    func pace(least: Double, most: Double) -> Double? {
        guard let quota, let remaining, let reset, quota.seconds >= 5, (1...quota.seconds - 1).contains(reset) else {
            return nil
        }
        return min(max(remaining / reset, least), most)
    }

    /// For how many seconds nothing is left; at most a minute, as what says more is `Retry-After`.
    var pause: Double? {
        guard remaining == 0, let reset, reset > 0 else { return nil }
        return min(reset, Self.longestWindow)
    }

    private static let longestWindow = 60.0

    private mutating func take(requests: Double?, seconds: Double?, remaining: Double?, reset: Double? = nil) {
        guard let requests, let seconds, requests > 0, seconds > 0, seconds <= Self.longestWindow else { return }
        let other = Quota(requests: requests, seconds: seconds)
        guard quota.map({ other.perSecond < $0.perSecond }) ?? true else { return }
        (quota, self.remaining, self.reset) = (other, remaining, reset)
    }

    private mutating func readDraft(_ headers: HTTPFields) {
        let states = headers.items("RateLimit")
        for policy in headers.items("RateLimit-Policy") where policy.isOfRequests {
            let state = states.first { $0.name == policy.name } ?? states.first { $0.name.isEmpty }
            take(
                requests: policy["q"] ?? Double(digits: policy.name), seconds: policy["w"],
                remaining: state?["r"] ?? state?["remaining"], reset: state?["t"] ?? state?["reset"])
        }
    }

    private mutating func readUnits(_ headers: HTTPFields) {
        for (unit, seconds) in [("Second", 1.0), ("Minute", 60), ("Hour", 3600)] {
            take(
                requests: headers.number("X-RateLimit-Limit-\(unit)"), seconds: seconds,
                remaining: headers.number("X-RateLimit-Remaining-\(unit)"))
        }
    }
}

/// One member of a list of the draft: `"default";q=100;w=60`, or of an older form, `limit=100, remaining=50`.
private struct Item {
    var name: String
    var parameters: [String: Double] = [:]
    /// Bytes and the like are limited too.
    var isOfRequests = true

    subscript(_ key: String) -> Double? { parameters[key] }
}

extension HTTPFields {
    /// The number that a header holds.
    fileprivate func number(_ name: String) -> Double? { self[named: name].flatMap(Double.init(digits:)) }

    fileprivate func items(_ name: String) -> [Item] {
        guard let text = self[named: name], text.utf8.count <= 1_000 else { return [] }
        var items: [Item] = []
        for member in text.split(separator: ",") {
            var item = Item(name: "")
            for (index, part) in member.split(separator: ";").enumerated() {
                let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                if pair.count == 2 {
                    if pair[0].lowercased() == "qu" { item.isOfRequests = pair[1] == "\"requests\"" }
                    item.parameters[pair[0].lowercased()] = Double(digits: pair[1])
                } else if index == 0 {
                    item.name = pair.first ?? ""
                }
            }
            // In the older form, the members speak of one limit.
            if item.name.isEmpty, let last = items.indices.last, items[last].name.isEmpty {
                items[last].parameters.merge(item.parameters) { first, _ in first }
            } else {
                items.append(item)
            }
        }
        return items
    }
}

extension Double {
    /// A whole number in ASCII digits, of at most twelve.
    fileprivate init?(digits text: String) {
        let digits = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits, (1...12).contains(text.utf8.count), let number = Double(text) else { return nil }
        self = number
    }
}
