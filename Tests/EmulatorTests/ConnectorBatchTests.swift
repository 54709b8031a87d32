import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("Updating connectors in a batch")
struct ConnectorBatchTests {
    @Test("each item succeeds or fails alone, in order, under status 200", arguments: Depth.allCases)
    func mixed(depth: Depth) async throws {
        try await withAPI(depth) { api, store in
            let reply = try await api.send(
                .patch, "/connectors/batch",
                """
                {"updates":[
                  {"connectorId":"back","variantId":"a"},
                  {"connectorId":"nobody","variantId":"b"},
                  {"connectorId":"front","voiceName":"en-GB-Nobody-A","variantId":"c"},
                  {"connectorId":"front","variantId":"d"}
                ]}
                """)
            #expect(reply.status == 200)
            let results = try reply.decode(ConnectorBatchUpdateResponse.self).results
            #expect(results.map(\.connectorId) == ["back", "nobody", "front", "front"])
            #expect(results.map(\.success) == [true, false, false, true])
            #expect(results.map { $0.data?.variantId } == ["a", nil, nil, "d"])
            #expect(results[1].error == "There is no connector nobody in this project.")
            #expect(results[2].error?.contains("en-GB-Nobody-A") == true)
            let variants = try await store.snapshot().connectors.map(\.variantId)
            #expect(variants == ["a", "d", ""])
        }
    }

    @Test("a failed item carries a text and no code, a good one no error")
    func itemShape() async throws {
        try await withAPI(.router) { api, _ in
            let updates = #"{"updates":[{"connectorId":"nobody"},{"connectorId":"back"}]}"#
            let items = try await api.send(.patch, "/connectors/batch", updates).object()["results"] as? [[String: Any]]
            #expect(
                items?.map { $0.keys.sorted() } == [
                    ["connectorId", "error", "success"], ["connectorId", "data", "success"],
                ])
        }
    }

    @Test("the same connector twice is applied in order")
    func repeated() async throws {
        try await withAPI(.router) { api, _ in
            let updates = """
                {"updates":[{"connectorId":"back","variantId":"first"},{"connectorId":"back","variantId":null}]}
                """
            let results = try await api.send(.patch, "/connectors/batch", updates)
                .decode(ConnectorBatchUpdateResponse.self).results
            #expect(results.map { $0.data?.variantId } == ["first", ""])
        }
    }

    @Test("a connector that an item moves away is gone for the next item")
    func movedThenPatched() async throws {
        try await withAPI(.router) { api, _ in
            let updates = """
                {"updates":[{"connectorId":"back","projectId":"CARE"},{"connectorId":"back","variantId":"x"}]}
                """
            let results = try await api.send(.patch, "/connectors/batch", updates)
                .decode(ConnectorBatchUpdateResponse.self).results
            #expect(results.map(\.success) == [true, false])
        }
    }

    @Test("an item whose target the key does not reach fails alone")
    func outOfReach() async throws {
        try await withAPI(.router) { api, _ in
            let updates = """
                {"updates":[{"connectorId":"back","projectId":"CARE"},{"connectorId":"front","projectId":"SALES"}]}
                """
            let results = try await api.by("sales-only").send(.patch, "/connectors/batch", updates)
                .decode(ConnectorBatchUpdateResponse.self).results
            #expect(results.map(\.success) == [false, true])
        }
    }

    @Test("an item that is not of the schema refuses the whole batch")
    func badItem() async throws {
        try await withAPI(.router) { api, store in
            let before = try await store.snapshot()
            let updates = #"{"updates":[{"connectorId":"back","variantId":"x"},{"voiceName":"en-GB-Neural2-A"}]}"#
            let reply = try await api.send(.patch, "/connectors/batch", updates)
            try reply.expectRefusal(400, .schemaValidationFailed)
            #expect(try reply.decode(ErrorEnvelope.self).errorMessage == "updates[1].connectorId is missing.")
            #expect(try await store.snapshot() == before)
        }
    }
}
