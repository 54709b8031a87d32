/// All that a connection to the API needs to know.
package struct HTTPConfiguration: Sendable {
    package var baseURL: BaseURL
    package var key: APIKey
    /// For the header `User-Agent`: `patchbay/<version>`.
    package var version: String
    package var connectTimeout: Duration = .seconds(5)
    /// From the first byte sent to the last byte of the answer, connecting included.
    package var requestTimeout: Duration = .seconds(30)
    /// At least the number of requests in flight at once; one that finds no connection within `connectTimeout` fails.
    package var connectionLimit = 8
    /// What the connection goes through, if anything.
    package var proxy: ProxyAddress?
    /// In bytes; some operations accept less.
    package var largestAnswer = 16 << 20

    /// What connections are made to, as it is shown to people.
    var contact: String { proxy.map { "the proxy \($0.host):\($0.port)" } ?? baseURL.host }

    package init(baseURL: BaseURL, key: APIKey, version: String) {
        self.baseURL = baseURL
        self.key = key
        self.version = version
    }
}
