import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("Updating one connector")
struct ConnectorUpdateTests {
    @Test("a patch changes what it names and leaves the rest", arguments: Depth.allCases)
    func partial(depth: Depth) async throws {
        try await withAPI(depth) { api, store in
            let reply = try await api.send(.patch, "/connectors/front", #"{"asrLangCode":"en-IE"}"#)
            var expected = Fixture.front
            expected.asrLangCode = "en-IE"
            #expect(try reply.decode(Connector.self) == expected)
            #expect(try await store.snapshot().connectors.contains(expected))
        }
    }

    @Test(
        "the speech language follows the voice",
        arguments: [("cmn-CN-Wavenet-B", "cmn-CN"), ("en-US-Neural2-A", "en-US")])
    func derived(voice: String, language: String) async throws {
        try await withAPI(.router) { api, _ in
            let patch = #"{"voiceName":"\#(voice)","ttsLangCode":"xx-XX"}"#
            let connector = try await api.send(.patch, "/connectors/front", patch).decode(Connector.self)
            #expect(connector.voiceName == voice)
            #expect(connector.ttsLangCode == language)
            #expect(connector.asrLangCode == "en-GB")
        }
    }

    @Test("a null variant reads back as empty", arguments: Depth.allCases)
    func cleared(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            _ = try await api.send(.patch, "/connectors/front", #"{"variantId":null}"#)
            let connector = try await api.send(.get, "/connectors/front").decode(Connector.self)
            #expect(connector.variantId == "")
        }
    }

    @Test("an empty patch, and the same patch twice, end in the same state")
    func setSemantics() async throws {
        try await withAPI(.router) { api, store in
            let before = try await store.snapshot()
            #expect(try await api.send(.patch, "/connectors/front", "{}").status == 200)
            #expect(try await store.snapshot() == before)
            let patch = #"{"variantId":"autumn","voiceName":"en-US-Neural2-A"}"#
            let once = try await api.send(.patch, "/connectors/front", patch).text
            #expect(try await api.send(.patch, "/connectors/front", patch).text == once)
        }
    }

    @Test(
        "a patch that is refused changes nothing, not even its valid part",
        arguments: [
            (#"{"variantId":"autumn","voiceName":"en-GB-Neural2-Z"}"#, 400, ErrorCode.connectorInvalid),
            (#"{"variantId":"autumn","voiceName":"Neural2"}"#, 400, .connectorInvalid),
            (#"{"variantId":"autumn","asrLangCode":""}"#, 400, .connectorInvalid),
            (#"{"variantId":"autumn","asrLangCode":"english please"}"#, 400, .connectorInvalid),
            (#"{"variantId":"autumn","asrLangCode":"en-gb"}"#, 400, .connectorInvalid),
            (#"{"variantId":"autumn","projectId":"NOWHERE"}"#, 404, .projectNotFound),
            (#"{"variantId":"autumn","asrLangCode":null}"#, 400, .schemaValidationFailed),
            (#"{"variantId":"autumn","voiceName":null}"#, 400, .schemaValidationFailed),
            (#"{"variantId":"autumn","projectId":null}"#, 400, .schemaValidationFailed),
            (#"{"variantId":7}"#, 400, .schemaValidationFailed),
        ])
    func refused(patch: String, status: Int, code: ErrorCode) async throws {
        try await withAPI(.router) { api, store in
            let before = try await store.snapshot()
            try await api.send(.patch, "/connectors/front", patch).expectRefusal(status, code)
            #expect(try await store.snapshot() == before)
        }
    }

    @Test("a connector that is not there cannot be patched")
    func unknown() async throws {
        try await withAPI(.router) { api, _ in
            try await api.send(.patch, "/connectors/help", #"{"variantId":"x"}"#).expectRefusal(404, .connectorNotFound)
        }
    }

    @Test("a move takes the numbers along and changes the account", arguments: Depth.allCases)
    func moved(depth: Depth) async throws {
        try await withAPI(depth) { api, store in
            let patch = #"{"projectId":"PARTNER","variantId":"autumn"}"#
            let connector = try await api.send(.patch, "/connectors/front", patch).decode(Connector.self)
            #expect(connector.projectId == Fixture.partner)
            #expect(connector.accountId == "ws-2")
            #expect(connector.variantId == "autumn")
            try await api.send(.get, "/connectors/front").expectRefusal(404, .connectorNotFound)
            let there = try await api.about(Fixture.partner).send(.get, "/connectors/front")
            #expect(try there.decode(Connector.self) == connector)
            let numbers = try await store.snapshot().phoneNumbers.filter { $0.connectorId == "front" }
            #expect(numbers.map(\.number) == Fixture.frontNumbers)
            #expect(numbers.allSatisfy { $0.projectId == Fixture.partner && $0.accountId == "ws-2" })
        }
    }

    @Test("a move needs a key that reaches both projects", arguments: Depth.allCases)
    func moveOutOfReach(depth: Depth) async throws {
        try await withAPI(depth) { api, store in
            let before = try await store.snapshot()
            let api = api.by("sales-and-partner")
            try await api.send(.patch, "/connectors/front", #"{"projectId":"CARE"}"#).expectRefusal(403, .forbidden)
            #expect(try await store.snapshot() == before)
            #expect(try await api.send(.patch, "/connectors/front", #"{"projectId":"PARTNER"}"#).status == 200)
        }
    }
}
