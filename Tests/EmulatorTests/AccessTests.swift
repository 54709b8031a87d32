import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("Keys and projects")
struct AccessTests {
    @Test("a request without a key, or with an unknown one, is refused", arguments: Depth.allCases)
    func unauthorised(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            try await api.by(nil).send(.get, "/connectors").expectRefusal(401, .unauthorised)
            try await api.by("").send(.get, "/connectors").expectRefusal(401, .invalidToken)
            try await api.by("guess").send(.get, "/connectors").expectRefusal(401, .invalidToken)
        }
    }

    @Test("a key does not reach the projects that it was not given", arguments: Depth.allCases)
    func forbidden(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            let api = api.by("sales-only")
            #expect(try await api.send(.get, "/connectors").status == 200)
            try await api.about(Fixture.care).send(.get, "/connectors").expectRefusal(403, .forbidden)
        }
    }

    @Test("an unknown agent is told only to who has a key")
    func unknownAgent() async throws {
        try await withAPI(.router) { api, _ in
            try await api.about("NOWHERE").send(.get, "/connectors").expectRefusal(404, .projectNotFound)
            try await api.by("guess").about("NOWHERE").send(.get, "/connectors").expectRefusal(401, .invalidToken)
        }
    }

    @Test("the key is checked before the body is read")
    func keyFirst() async throws {
        try await withAPI(.router) { api, _ in
            try await api.by("guess").send(.post, "/connectors/lookup", "{").expectRefusal(401, .invalidToken)
            try await api.by("sales-only").about(Fixture.care).send(.post, "/connectors/lookup", "{")
                .expectRefusal(403, .forbidden)
        }
    }

    @Test("a key can be added and taken away while the emulator serves")
    func revoked() async throws {
        try await withAPI(.router) { api, store in
            try await store.add(AccessKey("late", projects: [Fixture.care]))
            let api = api.by("late").about(Fixture.care)
            #expect(try await api.send(.get, "/connectors").status == 200)
            try await store.add(AccessKey("late", projects: [Fixture.sales]))
            try await api.send(.get, "/connectors").expectRefusal(403, .forbidden)
            try await store.revoke(keyValue: "late")
            try await api.send(.get, "/connectors").expectRefusal(401, .invalidToken)
        }
    }
}
