import AgentsAPI
import AgentsClient
import Foundation
import HTTPTypes
import Telephony
import TestSupport
import Testing

@Suite("Answers that come compressed", .timeLimit(.minutes(10))) struct CompressedAnswerTests {
    /// A connector, and a listing of fifty of them, as Python's zlib packs them.
    private static let packed: [String: (one: String, many: String)] = [
        "gzip": (
            "H4sIAAAAAAACA22OPQsCMQyG/4p0tnC6eZscioIcgri5xDaVSk2kX4v4381VR7c8T/K+5KUME6HJHPdW9WpYqLkieK"
                + "DM28iUZ5fSdbgSC8ZwodzOQPgZ+S7BxkdhEzxS3lAVDr6iqArRwy8yNaR4ALoNbKd6JH0+ic05/bGVvcHx+0hzesQS"
                + "ISz1WrbWJ7gG3AFZdk71DkLC9wcugi6PzQAAAA==",
            "H4sIAAAAAAACA+3PwUoDMRDG8VeRnLtQvbk3KYqClELxpB7G7KykxIkk2b2UvrvpKngRfIH/Ld+XzJDf0flkpr6mXF"
                + "z/fPyND4Pr3ebSrZzJh7bzXU5WL16m9VqvWyvep8nq8kxa/szp0AaXvGvZx6BWb21uOYZZWzVLDvIzct5Q8qPY+yYN"
                + "5/Vq3dO+tbWWP9o5Ba/b748sXbfVKUu86m7a7RCKvEW9FxvSOLp+lFj0tEKDBg0aNGjQoEGDBg0aNGjQoEGDBg0aNG"
                + "jQoEGDBg0aNGjQoEGDBg0aNGjQ/KN5PX0BfIYabEwoAAA="
        ),
        "deflate": (
            "eJxtjj0LAjEMhv+KdLZwunmbHIqCHIK4ucQ2lUpNpF+L+N/NVUe3PE/yvuSlDBOhyRz3VvVqWKi5InigzNvIlGeX0n"
                + "W4EgvGcKHczkD4GfkuwcZHYRM8Ut5QFQ6+oqgK0cMvMjWkeAC6DWyneiR9PonNOf2xlb3B8ftIc3rEEiEs9Vq21ie4"
                + "BtwBWXZO9Q5CwvcH27NBNg==",
            "eJztz8FKAzEQxvFXkZy7UL25NymKgpRC8aQexuyspMSJJNm9lL676Sp4EXyB/y3fl8yQ39H5ZKa+plxc/3z8jQ+D69"
                + "3m0q2cyYe2811OVi9epvVar1sr3qfJ6vJMWv7M6dAGl7xr2cegVm9tbjmGWVs1Sw7yM3LeUPKj2PsmDef1at3TvrW1"
                + "lj/aOQWv2++PLF231SlLvOpu2u0QirxFvRcb0ji6fpRY9LRCgwYNGjRo0KBBgwYNGjRo0KBBgwYNGjRo0KBBgwYNGj"
                + "Ro0KBBgwYNGjRo0PyjeT19AVbpy+c="
        ),
    ]

    private static func answer(_ base64: String, _ encoding: String) throws -> ByteServer.Reply {
        let body = [UInt8](try #require(Data(base64Encoded: base64)))
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: \(encoding)\r\n"
            + "Content-Length: \(body.count)\r\n\r\n"
        return .data(Array(head.utf8) + body)
    }

    @Test("are unpacked", arguments: ["gzip", "deflate"])
    func unpacked(encoding: String) async throws {
        let packed = try #require(Self.packed[encoding])
        let replies = [try Self.answer(packed.one, encoding), try Self.answer(packed.many, encoding)]
        try await withScriptedTransport(replies) { transport, _ in
            let reader = AgentsReader(transport)
            let connector = try await reader.connector("C1", of: "P")
            #expect(connector.name == "Front é")
            let all = try await reader.connectors(of: "P")
            #expect(all == Array(repeating: connector, count: 50))
        }
    }

    @Test("and are no such thing are an answer that cannot be used")
    func broken() async throws {
        let body = Array("this is no gzip".utf8)
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
        try await withScriptedTransport([.data(Array(head.utf8) + body)]) { transport, _ in
            _ = await #expect(throws: ClientFailure.self) { try await AgentsReader(transport).connector("C1", of: "P") }
        }
    }

    @Test("may not grow beyond what is accepted")
    func bomb() async throws {
        let packed = try #require(Self.packed["gzip"])
        try await withScriptedTransport([try Self.answer(packed.many, "gzip")], largestAnswer: 1_000) { transport, _ in
            let failure = await #expect(throws: ClientFailure.self) {
                try await AgentsReader(transport).connector("C1", of: "P")
            }
            #expect(failure?.kind == .tooLarge(limit: 1_000))
        }
    }
}
