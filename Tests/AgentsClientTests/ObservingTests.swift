import AgentsClient
import TestSupport
import Testing

@Suite struct ObservingTests {
    private let clock = ManualClock()

    private func slow(_ result: Result<APIResponse, ClientFailure>) -> FakeTransport {
        FakeTransport { [clock] _ throws(ClientFailure) in
            clock.advance(by: .milliseconds(12))
            return try result.get()
        }
    }

    @Test("each attempt is seen leaving and ending, with its time")
    func events() async throws {
        let events = Recorder<TransportEvent>()
        _ = try await ObservedTransport(slow(.success(.ok())), clock: clock, observer: events.append).send(.sample)
        let failing = ObservedTransport(slow(.failure(.refused(500))), clock: clock, observer: events.append)
        _ = try await failure { try await failing.send(.sample) }
        #expect(
            events.all == [
                .sent(.getConnectors, attempt: 1),
                .answered(.getConnectors, status: 200, after: .milliseconds(12)),
                .sent(.getConnectors, attempt: 1), .failed(.refused(500), after: .milliseconds(12)),
            ])
    }

    @Test("requests are counted by what became of them")
    func counts() {
        let counter = RequestCounter()
        let events: [TransportEvent] = [
            .sent(.getConnector, attempt: 1), .failed(.refused(429), after: .zero),
            .retrying(because: .refused(429), after: .zero), .heldBack(for: .zero, because: .refused(429)),
            .sent(.getConnector, attempt: 2),
            .answered(.getConnector, status: 200, after: .zero),
        ]
        events.forEach(counter.observe)
        var expected = RequestCounts()
        (expected.sent, expected.answered, expected.failed) = (2, 1, 1)
        (expected.retried, expected.heldBack) = (1, 1)
        #expect(counter.counts == expected)
    }

    @Test("the log tells method, path, status, time and attempt, and the bodies at trace level")
    func log() async throws {
        let capture = LogCapture()
        var request = APIRequest.sample
        request.attempt = 2
        _ = try await LoggingTransport(slow(.success(.ok("[7]"))), logger: capture.logger, clock: clock).send(request)
        #expect(
            capture.lines == [
                "trace Request body attempt=2 body={} operation=getConnectors",
                "debug POST /v1/x 200 attempt=2 milliseconds=12 operation=getConnectors",
                "trace Answer body attempt=2 body=[7] operation=getConnectors",
            ])
    }

    @Test("the log tells a failure in words")
    func logFailure() async throws {
        let capture = LogCapture()
        let logging = LoggingTransport(slow(.failure(.refused(500))), logger: capture.logger, clock: clock)
        _ = try await failure { try await logging.send(.sample) }
        #expect(capture.lines.last?.contains("POST /v1/x Could not read connectors") == true)
    }
}
