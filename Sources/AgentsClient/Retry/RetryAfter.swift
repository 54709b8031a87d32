package import Foundation

/// Reads the header `Retry-After`.
package enum RetryAfter {
    /// Nothing that anybody would wait for is longer.
    private static let longest: TimeInterval = 10 * 365 * 86_400

    /// The time to wait from `now` on.
    ///
    /// Takes seconds and, by RFC 9110, an HTTP date; besides, what servers write that do not keep to it: a fraction of
    /// seconds, and a moment in seconds or milliseconds since 1970. What is negative, past, zero or cannot be read is
    /// `nil`.
    ///
    /// - Parameter now: by the clock of the server, where its answer says what that shows.
    package static func parse(_ value: String, now: Date) -> Duration? {
        let text = value.trimmingCharacters(in: .whitespaces)
        let seconds = Double(decimal: text).map { self.seconds($0, now) } ?? date(text)?.timeIntervalSince(now)
        guard let seconds, seconds > 0 else { return nil }
        return .seconds(min(seconds, longest))
    }

    /// A number as large as a moment of our times is one: nobody asks to be left alone for thirty years.
    private static func seconds(_ number: Double, _ now: Date) -> TimeInterval {
        switch number {
        case 1e9..<1e11: number - now.timeIntervalSince1970
        case 1e12..<1e14: number / 1_000 - now.timeIntervalSince1970
        default: number
        }
    }

    /// The three forms of RFC 9110, section 5.6.7: the usual one, and two of old servers.
    private static let dateFormats = [
        "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy",
    ]

    /// A moment as HTTP writes it.
    package static func date(_ text: String) -> Date? {
        // Years of more digits than four are none, and nothing is to be computed from them.
        guard text.utf8.count <= 40, text.firstMatch(of: /[0-9]{5}/) == nil else { return nil }
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
    /// A number in ASCII digits with at most one point: `1e9` and `0x10` are not what the header allows.
    fileprivate init?(decimal text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard 1...2 ~= parts.count, areDigits else { return nil }
        self.init(text)
    }
}
