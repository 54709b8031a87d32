import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("Reading and deleting connectors")
struct ConnectorTests {
    @Test("an agent lists its own connectors and no others", arguments: Depth.allCases)
    func list(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            let reply = try await api.send(.get, "/connectors")
            #expect(reply.status == 200)
            #expect(reply.correlationID?.count == 36)
            #expect(try reply.decode(ConnectorList.self).connectors == [Fixture.back, Fixture.front])
            #expect(try await api.about(Fixture.partner).send(.get, "/connectors").text == #"{"connectors":[]}"#)
        }
    }

    @Test("a connector is answered with all ten fields", arguments: Depth.allCases)
    func get(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            let reply = try await api.send(.get, "/connectors/back")
            #expect(try reply.decode(Connector.self) == Fixture.back)
            #expect(try reply.object().count == 10)
            #expect(try reply.object()["variantId"] as? String == "")
        }
    }

    @Test("a connector answers only under its own project", arguments: Depth.allCases)
    func getElsewhere(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            try await api.send(.get, "/connectors/nobody").expectRefusal(404, .connectorNotFound)
            try await api.about(Fixture.care).send(.get, "/connectors/front").expectRefusal(404, .connectorNotFound)
        }
    }

    @Test("a batch read keeps the order asked and names what is not there", arguments: Depth.allCases)
    func batch(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            let ids = #"{"connectorIds":["front","help","back","front","nobody"]}"#
            let batch = try await api.send(.post, "/connectors/batch", ids).decode(ConnectorBatch.self)
            #expect(batch == ConnectorBatch(found: [Fixture.front, Fixture.back], notFound: ["help", "nobody"]))
        }
    }

    @Test("a lookup finds the connector that a number is routed to", arguments: Depth.allCases)
    func lookup(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            for number in Fixture.frontNumbers {
                let reply = try await api.send(.post, "/connectors/lookup", #"{"phoneNumber":"\#(number)"}"#)
                #expect(try reply.decode(Connector.self) == Fixture.front)
            }
        }
    }

    @Test(
        "a lookup that finds nothing says why",
        arguments: [
            ("+442079460099", 404, ErrorCode.phoneNumberNotFound),
            (Fixture.helpNumber, 404, .phoneNumberNotFound),
            (Fixture.looseNumber, 404, .connectorNotFound),
            ("02079460001", 400, .phoneNumberInvalid),
        ])
    func failedLookup(number: String, status: Int, code: ErrorCode) async throws {
        try await withAPI(.router) { api, _ in
            try await api.send(.post, "/connectors/lookup", #"{"phoneNumber":"\#(number)"}"#)
                .expectRefusal(status, code)
        }
    }

    @Test("deleting a connector deletes its numbers and no others", arguments: Depth.allCases)
    func delete(depth: Depth) async throws {
        try await withAPI(depth) { api, store in
            let reply = try await api.send(.delete, "/connectors/front").decode(ConnectorDeletion.self)
            #expect(reply.deletedConnector == "front")
            #expect(reply.deletedPhoneNumbers == Fixture.frontNumbers)
            let state = try await store.snapshot()
            #expect(state.connectors == [Fixture.back, Fixture.help])
            #expect(state.phoneNumbers.map(\.number) == [Fixture.helpNumber, Fixture.looseNumber])
            try await api.send(.delete, "/connectors/front").expectRefusal(404, .connectorNotFound)
        }
    }

    @Test("a connector of another project cannot be deleted through this one")
    func deleteElsewhere() async throws {
        try await withAPI(.router) { api, store in
            let before = try await store.snapshot()
            try await api.send(.delete, "/connectors/help").expectRefusal(404, .connectorNotFound)
            #expect(try await store.snapshot() == before)
        }
    }
}
