import AgentsClient
import HTTPTypes
import Testing

@Suite("What headers say of a limit") struct AdvertisedLimitTests {
    struct Example: Sendable {
        /// One header a line.
        var headers: String
        /// What it comes to, in requests a second; nil where nothing can be made of it.
        var perSecond: Double?

        func limit() throws -> AdvertisedLimit? {
            var fields = HTTPFields()
            for line in headers.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                fields[try #require(HTTPField.Name(parts[0]))] = parts.count > 1 ? parts[1] : ""
            }
            return AdvertisedLimit(fields)
        }
    }

    static let forms: [Example] = [
        Example(headers: "RateLimit-Policy: \"default\";q=50;w=1\nRateLimit: \"default\";r=50;t=1", perSecond: 50),
        Example(headers: "ratelimit-policy: \"burst\";q=100;w=1, \"slow\";q=600;w=60", perSecond: 10),
        // What is limited over hours or days is no rate.
        Example(headers: "RateLimit-Policy: \"burst\";q=100;w=1, \"daily\";q=1000;w=86400", perSecond: 100),
        Example(headers: "RateLimit-Policy: \"a\";q=1048576;w=1;qu=\"content-bytes\", \"b\";q=5;w=1", perSecond: 5),
        Example(headers: "RateLimit-Policy: 120;w=60\nRateLimit: limit=120, remaining=50, reset=30", perSecond: 2),
        Example(headers: "X-RateLimit-Limit-Second: 20\nX-RateLimit-Remaining-Second: 19", perSecond: 20),
        Example(headers: "X-RateLimit-Limit-Minute: 600\nX-RateLimit-Limit-Second: 100", perSecond: 10),
        Example(headers: "X-RateLimit-Limit-Hour: 7200\nX-RateLimit-Limit-Second: 4", perSecond: 4),
    ]

    static let nonsense: [Example] = [
        "RateLimit-Policy:", "RateLimit-Policy: ;;;===,,,", "RateLimit-Policy: \"a\";q=0;w=1",
        "RateLimit-Policy: \"a\";q=-5;w=1", "RateLimit-Policy: \"a\";q=5;w=0", "RateLimit-Policy: \"a\";q=1e9;w=1",
        "RateLimit-Policy: \"a\";q=5;w=999999999", "X-RateLimit-Limit-Second: many",
        "X-RateLimit-Limit-Minute: 99999999999999999999", "X-RateLimit-Reset: 7", "Date: today",
        "X-RateLimit-Limit-Hour: 7200",
        "RateLimit-Policy: " + String(repeating: "x", count: 2_000),
    ].map { Example(headers: $0) }

    @Test(
        "is read in each of the forms that are in use, and set aside where it makes no sense",
        arguments: forms + nonsense)
    func reading(example: Example) throws {
        #expect(try example.limit()?.perSecond == example.perSecond)
    }
}
