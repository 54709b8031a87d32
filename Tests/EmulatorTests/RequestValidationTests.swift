import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("Requests that are not what the API takes")
struct RequestValidationTests {
    @Test(
        "a body that is not of the schema is refused with the place at fault",
        arguments: [
            (HTTPRequest.Method.post, "/connectors/lookup", "{", "The body is not valid JSON."),
            (.post, "/connectors/lookup", "", "The body is not valid JSON."),
            (.post, "/connectors/lookup", "[]", "The body must be an object."),
            (.post, "/connectors/lookup", "{}", "phoneNumber is missing."),
            (.post, "/connectors/lookup", #"{"phoneNumber":44}"#, "phoneNumber must be a string."),
            (.post, "/connectors/lookup", #"{"phoneNumber":null}"#, "phoneNumber must be a string, not null."),
            (.post, "/connectors/batch", #"{"connectorIds":"a"}"#, "connectorIds must be an array."),
            (.post, "/connectors/batch", #"{"connectorIds":["a",1]}"#, "connectorIds[1] must be a string."),
            (.post, "/connectors/batch", #"{"connectorIds":[]}"#, "connectorIds must have at least one element."),
            (.patch, "/connectors/batch", #"{"updates":[]}"#, "updates must have at least one element."),
            (
                .patch, "/connectors/batch", #"{"updates":[{"connectorId":"a","voiceName":true}]}"#,
                "updates[0].voiceName must be a string."
            ),
            (.post, "/phone-numbers", #"{"phoneNumbers":[]}"#, "phoneNumbers must have at least one element."),
            (.delete, "/phone-numbers", #"{"phoneNumbers":[]}"#, "phoneNumbers must have at least one element."),
            (.post, "/phone-numbers/batch", #"{"phoneNumbers":[]}"#, "phoneNumbers must have at least one element."),
            (.patch, "/phone-numbers/+442079460001", "{}", "connectorId is missing."),
        ])
    func schema(method: HTTPRequest.Method, path: String, body: String, message: String) async throws {
        try await withAPI(.router) { api, _ in
            let reply = try await api.send(method, path, body)
            try reply.expectRefusal(400, .schemaValidationFailed)
            #expect(try reply.decode(ErrorEnvelope.self).errorMessage == message)
        }
    }

    @Test("fields that the schema does not name are ignored")
    func unknownFields() async throws {
        try await withAPI(.router) { api, _ in
            let body = #"{"phoneNumber":"+442079460001","colour":"blue"}"#
            let reply = try await api.send(.post, "/connectors/lookup", body)
            #expect(reply.status == 200)
        }
    }

    @Test("a method that a path does not have is refused with those that it has", arguments: Depth.allCases)
    func method(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            for (method, path, allowed) in [
                (HTTPRequest.Method.put, "/connectors", "GET"), (.get, "/connectors/batch", "PATCH, POST"),
                (.delete, "/connectors/lookup", "POST"), (.post, "/connectors/front", "DELETE, GET, PATCH"),
                (.patch, "/phone-numbers", "DELETE, GET, POST"), (.post, "//openapi.json", "GET"),
            ] {
                let reply = try await api.send(method, path)
                try reply.expectRefusal(405, "METHOD_NOT_ALLOWED")
                #expect(reply.response.headers[.allow] == allowed)
            }
        }
    }

    @Test("a HEAD request is answered without a body, and the connection goes on")
    func head() async throws {
        try await withAPI(.live) { api, _ in
            let reply = try await api.send(.head, "/connectors")
            #expect(reply.status == 405)
            #expect(reply.text.isEmpty)
            #expect(try await api.send(.get, "/connectors").status == 200)
        }
    }

    @Test("an unknown path is refused with a code that no client takes for a missing number", arguments: Depth.allCases)
    func path(depth: Depth) async throws {
        try await withAPI(depth) { api, _ in
            for path in ["//", "//v1/agents/SALES", "/connectors/front/numbers", "/variants"] {
                let reply = try await api.send(.get, path)
                try reply.expectRefusal(404, "PATH_UNKNOWN")
                #expect(try !reply.decode(ErrorEnvelope.self).errorCode.saysNotFound)
            }
        }
    }

    @Test("a body is JSON by its content type", arguments: [nil, "text/plain", "application/x-www-form-urlencoded"])
    func mediaType(type: String?) async throws {
        try await withAPI(.router) { api, _ in
            let body = #"{"phoneNumber":"+442079460001"}"#
            try await api.send(.post, "/connectors/lookup", body, type: type)
                .expectRefusal(415, "UNSUPPORTED_MEDIA_TYPE")
            try await api.send(.post, "/phone-numbers/+442079460050", "{}", type: type)
                .expectRefusal(415, "UNSUPPORTED_MEDIA_TYPE")
        }
    }

    @Test("a content type may have parameters and any case")
    func mediaTypeParameters() async throws {
        try await withAPI(.router) { api, _ in
            let body = #"{"phoneNumber":"+442079460001"}"#
            let reply = try await api.send(.post, "/connectors/lookup", body, type: "Application/JSON; charset=utf-8")
            #expect(reply.status == 200)
        }
    }

    @Test("a body over the limit is refused and the connection goes on", arguments: Depth.allCases)
    func bodyLimit(depth: Depth) async throws {
        try await withAPI(depth) {
            $0.maxBodyBytes = 100_000
        } _: { api, _ in
            let padding = String(repeating: " ", count: 100_000)
            let body = #"{"phoneNumber":"+442079460001"}"#
            try await api.send(.post, "/connectors/lookup", body + padding).expectRefusal(413, "PAYLOAD_TOO_LARGE")
            #expect(try await api.send(.post, "/connectors/lookup", body + padding.dropLast(1_000)).status == 200)
        }
    }

    @Test("a list over the batch limit is refused")
    func batchLimit() async throws {
        try await withAPI(.router) {
            $0.maxBatch = 2
        } _: { api, store in
            let before = try await store.snapshot()
            let update = #"{"connectorId":"back","variantId":"x"}"#
            let three = #"{"updates":[\#(update),\#(update),\#(update)]}"#
            try await api.send(.patch, "/connectors/batch", three).expectRefusal(413, "PAYLOAD_TOO_LARGE")
            #expect(try await store.snapshot() == before)
            let two = #"{"updates":[\#(update),\#(update)]}"#
            #expect(try await api.send(.patch, "/connectors/batch", two).status == 200)
        }
    }

    @Test("a list over the batch limit is refused also when items of it are to fail")
    func batchLimitAndFaults() async throws {
        try await withAPI(.router) {
            $0.maxBatch = 2
            $0.faults = [Fault(.updates(.failItems()))]
        } _: { api, _ in
            let update = #"{"connectorId":"back","variantId":"x"}"#
            let three = #"{"updates":[\#(update),\#(update),\#(update)]}"#
            try await api.send(.patch, "/connectors/batch", three).expectRefusal(413, "PAYLOAD_TOO_LARGE")
        }
    }
}
