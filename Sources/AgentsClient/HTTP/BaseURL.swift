import ForeignText
import Foundation
import NIOCore

/// Where the API is: `https`, or `http` to this machine only, with no trailing slash.
///
/// The description is canonical (lower-case scheme and host, no default port), so equal addresses are equal texts.
package struct BaseURL: Hashable, Sendable, CustomStringConvertible {
    package enum Region: String, CaseIterable, Sendable {
        case us, eu, uk, studio, dev
    }

    package let description: String
    /// The host as it is shown to people, with the port where one is given.
    package let host: String

    package static func region(_ region: Region) -> BaseURL {
        BaseURL(scheme: "https", host: "api.\(region.rawValue).poly.ai", port: nil, path: "")
    }

    /// Whether it is the address of a region.
    package var isProducts: Bool { Region.allCases.contains { .region($0) == self } }

    package var isLoopback: Bool { Self.isLoopback(URLComponents(string: description)?.host ?? "") }

    /// A host with foreign letters becomes its ASCII form, so that it looks like no other.
    package init(_ text: String) throws(Problem) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let parts = URLComponents(string: trimmed), let scheme = parts.scheme?.lowercased(),
            let host = parts.encodedHost?.lowercased(), !host.isEmpty,
            host.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "%") })
        else { throw Problem(trimmed, .notAURL) }
        try Self.check(parts, scheme: scheme, host: host, of: trimmed)
        let port = try Self.port(of: parts, in: trimmed)
        let defaultPort = scheme == "https" ? 443 : 80
        self.init(
            scheme: scheme, host: host, port: port == defaultPort ? nil : port, path: parts.percentEncodedPath)
    }

    private init(scheme: String, host: String, port: Int?, path: String) {
        let literal = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        self.host = port.map { "\(literal):\($0)" } ?? literal
        let end = path.lastIndex { $0 != "/" }.map { path.index(after: $0) } ?? path.startIndex
        description = "\(scheme)://\(self.host)\(path[..<end])"
    }

    private static func check(_ parts: URLComponents, scheme: String, host: String, of text: String) throws(Problem) {
        guard parts.user == nil, parts.password == nil else { throw Problem(text, .userInfo) }
        switch scheme {
        case "https": break
        case "http": guard isLoopback(host) else { throw Problem(text, .plainHTTP) }
        default: throw Problem(text, .scheme)
        }
        guard parts.query == nil else { throw Problem(text, .query) }
        guard parts.fragment == nil else { throw Problem(text, .fragment) }
    }

    /// A port beyond 65535 ends the process in the HTTP client.
    private static func port(of parts: URLComponents, in text: String) throws(Problem) -> Int? {
        guard let written = parts.string.flatMap({ text in parts.rangeOfPort.map { text[$0] } }) else { return nil }
        guard let port = UInt16(written), port > 0 else { throw Problem(text, .port) }
        return Int(port)
    }

    /// `localhost`, `127.0.0.0/8` or `::1`; names that merely begin so are not.
    package static func isLoopback(_ host: String) -> Bool {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        guard let address = try? SocketAddress(ipAddress: bare, port: 0) else { return bare == "localhost" }
        switch address {
        case .v4: return bare.hasPrefix("127.")
        case .v6: return address == (try? SocketAddress(ipAddress: "::1", port: 0))
        case .unixDomainSocket: return false
        }
    }
}

extension BaseURL {
    /// Why a text is not accepted as a base URL; the message is a sentence for a person.
    package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        package enum Reason: Sendable {
            case notAURL, scheme, plainHTTP, userInfo, port, query, fragment
        }

        package let reason: Reason
        package let message: String
        package var description: String { message }

        /// Does not repeat a text with an `@`: it could hold a password.
        fileprivate init(_ text: String, _ reason: Reason) {
            self.reason = reason
            let subject =
                (text.contains("@") ? nil : text).map { "The base URL “\(HarmlessText.make($0))”" } ?? "The base URL"
            message = "\(subject) \(Self.complaint(reason))."
        }

        private static func complaint(_ reason: Reason) -> String {
            switch reason {
            case .notAURL: "is not a URL such as https://api.uk.poly.ai"
            case .scheme: "does not begin with https://"
            case .plainHTTP:
                "would send the key unencrypted: use https://, as http:// is accepted for this machine only"
            case .userInfo: "holds a user name or password: leave it out, the API key is all that is sent"
            case .port: "has a port that is none: ports are from 1 to 65535"
            case .query: "has a query (the part after “?”): leave it out"
            case .fragment: "has a fragment (the part after “#”): leave it out"
            }
        }
    }
}
