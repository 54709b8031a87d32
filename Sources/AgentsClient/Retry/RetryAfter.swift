package import Foundation

/// Reads the header `Retry-After`.
package enum RetryAfter {
    /// The time to wait from `now`, at most `cap`.
    ///
    /// Takes seconds and, by RFC 9110, an HTTP date. What is negative, past, zero or cannot be read is `nil`.
    package static func parse(_ value: String, now: Date, cap: Duration) -> Duration? {
        let text = value.trimmingCharacters(in: .whitespaces)
        let seconds = Double(digits: text) ?? date(text)?.timeIntervalSince(now)
        guard let seconds, seconds > 0 else { return nil }
        return seconds >= cap / .seconds(1) ? cap : .seconds(seconds)
    }

    /// The three forms of RFC 9110, section 5.6.7: the usual one, and two of old servers.
    private static let dateFormats = [
        "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy",
    ]

    private static func date(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        for format in dateFormats {
            formatter.dateFormat = format
            if let date = formatter.date(from: text) { return date }
        }
        return nil
    }
}

extension Double {
    /// A whole number in ASCII digits only: `1e9` and `0x10` are not what the header allows.
    fileprivate init?(digits text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        self.init(text)
    }
}
