import AgentsClient
import Testing

@Suite struct RetryPolicyTests {
    @Test(
        "the longest pause doubles up to the cap",
        arguments: [
            (1, Duration.milliseconds(500)), (2, .seconds(1)), (3, .seconds(2)), (6, .seconds(16)), (7, .seconds(30)),
            (1000, .seconds(30)),
        ])
    func longestPause(attempt: Int, expected: Duration) {
        #expect(RetryPolicy().pause(after: attempt, fraction: 1) == expected)
    }

    @Test("jitter is full: a pause lies anywhere from nothing up")
    func jitter() {
        #expect(RetryPolicy().pause(after: 3, fraction: 0) == .zero)
        #expect(RetryPolicy().pause(after: 3, fraction: 0.25) == .milliseconds(500))
    }

    @Test(
        "what can pass is tried again",
        arguments: [408, 429, 500, 502, 503, 504].map { ClientFailure.Kind.refused(status: $0, nil) } + [
            .unreachable(.nameNotResolved, host: "h"), .unreachable(.connectionRefused, host: "h"),
            .unreachable(.connectionLost, host: "h"), .unreachable(.tls, host: "h"),
            .timedOut(.connecting, after: .seconds(5)), .timedOut(.answering, after: .seconds(30)),
            .unreadable(.cutOff), .unreadable(.notJSON),
        ])
    func retried(kind: ClientFailure.Kind) {
        #expect(RetryPolicy().retries(.failed(kind), after: 5))
        #expect(!RetryPolicy().retries(.failed(kind), after: 6) || kind.isRateLimit)
        #expect(RetryPolicy().retries(.failed(kind), after: 15, refusals: kind.isRateLimit ? 9 : 10))
        #expect(!RetryPolicy().retries(.failed(kind), after: 16, refusals: 10))
    }

    @Test(
        "what will stay as it is is not",
        arguments: [400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 501].map {
            ClientFailure.Kind.refused(status: $0, nil)
        } + [
            .unreadable(.notHTTP), .unreadable(.wrongShape(path: "")), .unreadable(.partial("")), .tooLarge(limit: 1),
            .redirected(status: 302, to: nil), .interrupted, .unsendable("x"),
        ])
    func notRetried(kind: ClientFailure.Kind) { #expect(!RetryPolicy().retries(.failed(kind), after: 1)) }

    @Test(
        "only what the server can have carried out may have been applied",
        arguments: [
            (ClientFailure.Kind.refused(status: 500, nil), true), (.refused(status: 503, nil), true),
            (.refused(status: 408, nil), true), (.refused(status: 429, nil), false),
            (.refused(status: 404, nil), false), (.unreachable(.nameNotResolved, host: "h"), false),
            (.unreachable(.connectionRefused, host: "h"), false), (.unreachable(.tls, host: "h"), false),
            (.unreachable(.connectionLost, host: "h"), true), (.timedOut(.connecting, after: .zero), false),
            (.timedOut(.answering, after: .zero), true), (.unreadable(.cutOff), true), (.unreadable(.notJSON), true),
            (.tooLarge(limit: 1), true), (.redirected(status: 307, to: nil), false), (.interrupted, true),
            (.unsendable("x"), false),
        ])
    func mayHaveBeenApplied(kind: ClientFailure.Kind, expected: Bool) {
        #expect(ClientFailure.failed(kind).mayHaveBeenApplied == expected)
    }
}
