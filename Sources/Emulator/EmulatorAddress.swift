/// Where a running emulator is reached, and with which key.
package struct EmulatorAddress: Hashable, Sendable {
    package let host: String
    package let port: Int
    package let key: String

    package init(host: String, port: Int, key: String) {
        self.host = host
        self.port = port
        self.key = key
    }

    /// Where this machine reaches it: a server that listens everywhere is reached at the loopback address too, and
    /// plain HTTP is spoken to no other. Such as `http://127.0.0.1:8080`, without a slash at its end.
    package var baseURL: String { "http://\(host.contains(":") ? "[\(own)]" : own):\(port)" }

    private var own: String {
        switch host {
        case "0.0.0.0", "": "127.0.0.1"
        case "::": "::1"
        default: host
        }
    }
}
