import AgentsAPI
import Emulator
import Foundation
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("Faults: error answers")
struct StatusFaultTests {
    @Test(
        "any error status can be answered with the envelope, and nothing is applied",
        arguments: [
            (400, "BAD_REQUEST"), (401, "AUTH_USER_INVALID_TOKEN"), (403, "USER_ACCESS_FORBIDDEN"), (408, nil),
            (413, nil), (429, "RATE_LIMIT_EXCEEDED"), (500, nil), (502, "BAD_GATEWAY"), (503, nil), (504, nil),
            (599, "STATUS_599"),
        ] as [(Int, String?)])
    func envelope(status: Int, code: String?) async throws {
        try await withFaults([Fault(.status(StatusFault(status)))]) { api, store in
            let reply = try await api.patchBatch()
            let answered = try reply.decode(ErrorEnvelope.self).errorCode
            try reply.expectRefusal(status, code.map(ErrorCode.init(rawValue:)) ?? answered)
            #expect(try await store.variants() == Batch.before)
        }
    }

    @Test("the envelope's code and message can be chosen")
    func chosen() async throws {
        let fault = StatusFault(404, code: "CONNECTORS_NOT_FOUND", message: "Gone.")
        try await withFaults([Fault(.status(fault))]) { api, _ in
            let reply = try await api.send(.get, "/connectors/front")
            try reply.expectRefusal(404, .connectorNotFound)
            #expect(try reply.decode(ErrorEnvelope.self).errorMessage == "Gone.")
        }
    }

    @Test("an error can come without a body, or as a page of HTML", arguments: [StatusFault.Body.none, .html])
    func withoutEnvelope(body: StatusFault.Body) async throws {
        try await withFaults([Fault(.status(StatusFault(502, body: body)))]) { api, store in
            let reply = try await api.patchBatch()
            #expect(reply.status == 502)
            #expect(reply.text.isEmpty == (body == .none))
            #expect(reply.response.headers[.contentType] == (body == .none ? nil : "text/html"))
            #expect(reply.text.contains("<h1>502 Bad Gateway</h1>") == (body == .html))
            #expect(try await store.variants() == Batch.before)
        }
    }

    @Test("an error can be answered although the request is applied")
    func applied() async throws {
        try await withFaults([Fault(.status(StatusFault(504, applied: true)))]) { api, store async throws in
            #expect(try await api.patchBatch().status == 504)
            #expect(try await store.variants() == Batch.after)
        }
    }

    @Test(
        "Retry-After is what the script says, sensible or not",
        arguments: [
            (RetryAfter.seconds(3), "3"), (.seconds(31_536_000), "31536000"), (.seconds(-5), "-5"),
            (.text("soon"), "soon"), (nil, nil),
        ] as [(RetryAfter?, String?)])
    func retryAfter(value: RetryAfter?, header: String?) async throws {
        try await withFaults([Fault(.status(StatusFault(429, retryAfter: value)))]) { api, store in
            let reply = try await api.patchBatch()
            #expect(reply.status == 429)
            #expect(reply.response.headers[.retryAfter] == header)
            #expect(try await store.variants() == Batch.before)
        }
    }

    @Test("Retry-After can be an HTTP date")
    func retryDate() async throws {
        let fault = StatusFault(429, retryAfter: .date(secondsFromNow: 3600))
        try await withFaults([Fault(.status(fault))]) { api, _ in
            let header = try #require(try await api.patchBatch().response.headers[.retryAfter])
            let pattern = /[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT/
            #expect(header.wholeMatch(of: pattern) != nil, "\(header)")
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
            let date = try #require(formatter.date(from: header))
            #expect(abs(date.timeIntervalSinceNow - 3600) < 60)
        }
    }

    @Test("from the fault on the key is refused, whatever it asks, and other keys go on", arguments: [401, 403])
    func key(status: Int) async throws {
        let kind = status == 401 ? FaultKind.revokeKey : .forbidKey
        try await withFaults([Fault(kind, on: [.updateConnectors], calls: .only(2))]) { api, store in
            #expect(try await api.patchBatch().status == 200)
            let other = Batch.body.replacing("new", with: "late")
            try await api.patchBatch(other).expectRefusal(status, status == 401 ? .invalidToken : .forbidden)
            #expect(try await api.send(.get, "/connectors").status == status)
            #expect(try await api.by("sales-only").send(.get, "/connectors").status == 200)
            #expect(try await store.variants() == Batch.after)
        }
    }

    @Test("a request can be applied and answered with JSON of another shape")
    func wrongShape() async throws {
        try await withFaults([Fault(.wrongShape(["results": "none"]))]) { api, store in
            let reply = try await api.patchBatch()
            #expect(reply.status == 200)
            #expect(reply.text == #"{"results":"none"}"#)
            #expect(reply.response.headers[.contentType] == "application/json")
            #expect(try await store.variants() == Batch.after)
        }
    }
}
