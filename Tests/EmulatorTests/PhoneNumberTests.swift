import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("Reading phone numbers")
struct PhoneNumberTests {
    @Test("an agent lists its own numbers, or those of one connector", arguments: Depth.allCases)
    func list(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            let all = try await api.send(.get, "/phone-numbers").decode(PhoneNumberList.self).phoneNumbers
            #expect(all.map(\.number) == Fixture.frontNumbers + [Fixture.looseNumber])
            let front = try await api.send(.get, "/phone-numbers?connectorId=front").decode(PhoneNumberList.self)
            #expect(front.phoneNumbers.map(\.number) == Fixture.frontNumbers)
            let none = try await api.send(.get, "/phone-numbers?connectorId=help")
            #expect(none.text == #"{"phoneNumbers":[]}"#)
        }
    }

    @Test("the + of a number in a path may be encoded or not", arguments: Depth.allCases, ["+", "%2B", "%2b"])
    func path(depth: Depth, plus: String) async throws {
        try await withAPI(depth) { api, _ in
            let reply = try await api.send(.get, "/phone-numbers/\(plus)442079460001")
            #expect(
                try reply.decode(PhoneNumberResource.self)
                    == PhoneNumberResource(
                        number: "+442079460001", projectId: "SALES", accountId: "ws-1", clientEnv: .live,
                        connectorId: "front"))
        }
    }

    @Test("a number that is not routed has no connectorId at all")
    func unrouted() async throws {
        try await withAPI(.router) { api, _ in
            let fields = try await api.send(.get, "/phone-numbers/\(Fixture.looseNumber)").object().keys
            #expect(fields.sorted() == ["accountId", "clientEnv", "number", "projectId"])
        }
    }

    @Test(
        "a number that is not there is refused, whatever is asked of it",
        arguments: [("+442079460099", 404, ErrorCode.phoneNumberNotFound), ("020", 400, .phoneNumberInvalid)])
    func unknown(number: String, status: Int, code: ErrorCode) async throws {
        try await withAPI(.router) { api, _ in
            try await api.send(.get, "/phone-numbers/\(number)").expectRefusal(status, code)
            try await api.send(.delete, "/phone-numbers/\(number)").expectRefusal(status, code)
            try await api.send(.patch, "/phone-numbers/\(number)", #"{"connectorId":"front"}"#)
                .expectRefusal(status, code)
        }
    }

    @Test("a batch read names the numbers that are not there", arguments: Depth.allCases)
    func batch(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            let numbers = #"{"phoneNumbers":["\#(Fixture.helpNumber)","\#(Fixture.looseNumber)","020"]}"#
            let batch = try await api.send(.post, "/phone-numbers/batch", numbers).decode(PhoneNumberBatch.self)
            #expect(batch.found.map(\.number) == [Fixture.looseNumber])
            #expect(batch.notFound == [Fixture.helpNumber, "020"])
        }
    }
}
