import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("Importing, routing and deleting phone numbers")
struct PhoneNumberWritingTests {
    private static let new = ["+442079460050", "+442079460051"]

    @Test("imported numbers are live and have no connector", arguments: Depth.allCases)
    func importMany(depth: Depth) async throws {
        try await withAPI(depth) { api, store in
            let body = #"{"phoneNumbers":["\#(Self.new[0])","\#(Self.new[1])"]}"#
            let reply = try await api.send(.post, "/phone-numbers", body)
            #expect(reply.status == 201)
            #expect(try reply.decode(PhoneNumberImport.self).imported == Self.new)
            let numbers = try await store.snapshot().phoneNumbers.filter { Self.new.contains($0.number) }
            #expect(numbers.map(\.connectorId) == [nil, nil])
            #expect(numbers.map(\.clientEnv) == [.live, .live])
        }
    }

    @Test(
        "one number is imported with or without a body", arguments: Depth.allCases,
        [(nil, ClientEnvironment.live), ("{}", .live), (#"{"clientEnv":"sandbox"}"#, .sandbox)])
    func importOne(depth: Depth, body: (text: String?, environment: ClientEnvironment)) async throws {
        try await withAPI(depth) { api, _ in
            let reply = try await api.send(.post, "/phone-numbers/%2B442079460050", body.text)
            #expect(reply.status == 201)
            #expect(reply.text == #"{"imported":"+442079460050"}"#)
            let number = try await api.send(.get, "/phone-numbers/+442079460050").decode(PhoneNumberResource.self)
            #expect(number.clientEnv == body.environment)
        }
    }

    @Test(
        "an import that is refused imports none of its numbers",
        arguments: [
            (#"["+442079460050","+442079460001"]"#, 409, ErrorCode.phoneNumberAlreadyExists),
            (#"["+442079460050","+15555550100"]"#, 409, .phoneNumberAlreadyExists),
            (#"["+442079460050","+442079460050"]"#, 409, .phoneNumberAlreadyExists),
            (#"["+442079460050","442079460051"]"#, 400, .phoneNumberInvalid),
            (#"["+442079460050","+0442079460051"]"#, 400, .phoneNumberInvalid),
            (#"["+442079460050","+4420794600511234"]"#, 400, .phoneNumberInvalid),
        ])
    func refusedImport(numbers: String, status: Int, code: ErrorCode) async throws {
        try await withAPI(.router) { api, store in
            let before = try await store.snapshot()
            try await api.send(.post, "/phone-numbers", #"{"phoneNumbers":\#(numbers)}"#).expectRefusal(status, code)
            #expect(try await store.snapshot() == before)
        }
    }

    @Test("an import into an environment that does not exist is refused")
    func unknownEnvironment() async throws {
        try await withAPI(.router) { api, _ in
            try await api.send(.post, "/phone-numbers/+442079460050", #"{"clientEnv":"moon"}"#)
                .expectRefusal(400, .schemaValidationFailed)
        }
    }

    @Test("a routed number takes over the connector's environment", arguments: Depth.allCases)
    func route(depth: Depth) async throws {
        try await withAPI(depth) { api, store in
            let path = "/phone-numbers/%2B442079460001"
            let number = try await api.send(.patch, path, #"{"connectorId":"back"}"#).decode(PhoneNumberResource.self)
            #expect(number.connectorId == "back")
            #expect(number.clientEnv == .sandbox)
            #expect(try await store.snapshot().phoneNumbers.contains(number))
        }
    }

    @Test("a number is not routed to a connector of another project", arguments: ["nobody", "help"])
    func routeToNothing(connector: String) async throws {
        try await withAPI(.router) { api, store in
            let before = try await store.snapshot()
            try await api.send(.patch, "/phone-numbers/+442079460001", #"{"connectorId":"\#(connector)"}"#)
                .expectRefusal(404, .phoneNumberConnectorMissing)
            #expect(try await store.snapshot() == before)
        }
    }

    @Test("a deleted number leaves its connector alone", arguments: Depth.allCases)
    func deleteOne(depth: Depth) async throws {
        try await withAPI(depth) { api, store in
            let reply = try await api.send(.delete, "/phone-numbers/%2B442079460001")
            #expect(reply.text == #"{"deleted":"+442079460001"}"#)
            let state = try await store.snapshot()
            #expect(state.connectors.contains(Fixture.front))
            #expect(!state.phoneNumbers.map(\.number).contains("+442079460001"))
        }
    }

    @Test("deleting several numbers answers errors only when there are some", arguments: Depth.allCases)
    func deleteMany(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            let good = try await api.send(.delete, "/phone-numbers", #"{"phoneNumbers":["+442079460001"]}"#)
            #expect(good.text == #"{"deleted":["+442079460001"]}"#)
            let mixed = try await api.send(
                .delete, "/phone-numbers", #"{"phoneNumbers":["+442079460001","+442079460002"]}"#)
            let deletions = try mixed.decode(PhoneNumberDeletions.self)
            #expect(deletions.deleted == ["+442079460002"])
            #expect(deletions.errors?.map(\.error) == ["There is no number +442079460001 in this project."])
        }
    }
}
