import Foundation

/// An HTTP proxy that connections to the API go through. The key never reaches it: it passes TLS on without a look.
package struct ProxyAddress: Hashable, Sendable {
    package struct Credentials: Hashable, Sendable {
        package let user: String
        package let password: String
    }

    package let host: String
    package let port: Int
    package let credentials: Credentials?

    /// Such as `http://user:secret@proxy.example.com:3128`, or the same without its beginning; nil for what is no such
    /// address.
    package init?(_ text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        let url = trimmed.contains("://") ? trimmed : "http://" + trimmed
        guard let parts = URLComponents(string: url), parts.scheme?.lowercased() == "http", let host = parts.host,
            !host.isEmpty, let port = UInt16(exactly: parts.port ?? 80), port > 0
        else { return nil }
        self.host = host
        self.port = Int(port)
        credentials = parts.user.map { Credentials(user: $0, password: parts.password ?? "") }
    }

    /// What the environment says of connections to an address: `HTTPS_PROXY` or `https_proxy`, but for the hosts of
    /// `NO_PROXY`, and never for this machine.
    ///
    /// Throws `Problem` when the proxy's address is none.
    package static func of(_ url: BaseURL, environment: [String: String]) throws(Problem) -> ProxyAddress? {
        let host = URLComponents(string: url.description)?.host?.lowercased() ?? ""
        guard url.description.hasPrefix("https://"), !BaseURL.isLoopback(host) else { return nil }
        let names = ["https_proxy", "HTTPS_PROXY"]
        guard let name = names.first(where: { environment[$0]?.isEmpty == false }), let text = environment[name] else {
            return nil
        }
        let exceptions = ["no_proxy", "NO_PROXY"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        guard !isExcepted(host, exceptions) else { return nil }
        guard let proxy = ProxyAddress(text) else { throw Problem(variable: name) }
        return proxy
    }

    /// Names separated by commas or spaces: a host itself, a domain with all in it, with or without a dot before it, or
    /// `*` for all.
    private static func isExcepted(_ host: String, _ exceptions: String) -> Bool {
        exceptions.lowercased().split(whereSeparator: { $0 == "," || $0.isWhitespace }).contains { entry in
            let name = entry.split(separator: ":").first.map(String.init) ?? ""
            let domain = name.drop { $0 == "." || $0 == "*" }
            if name == "*" { return true }
            return !domain.isEmpty && (host == domain || host.hasSuffix("." + domain))
        }
    }

    /// A variable that names no proxy. Its value is not shown, as there may be a password in it.
    package struct Problem: Error, Hashable, CustomStringConvertible {
        let variable: String

        package var description: String {
            "\(variable) does not name a proxy, such as http://proxy.example.com:3128. Correct it, or unset it."
        }
    }
}
