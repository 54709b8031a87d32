import AgentsAPI
import AgentsClient
import Telephony
import Testing

@Suite struct FailureMessageTests {
    private static func envelope(_ code: ErrorCode, _ message: String) -> ErrorEnvelope {
        ErrorEnvelope(error: "Error", errorID: "8a0d", errorCode: code, errorMessage: message)
    }

    @Test(
        "a failure says what could not be done, why, and what to do",
        arguments: [
            (
                ClientFailure.Kind.refused(status: 404, envelope(.connectorNotFound, "No such connector.")),
                "Could not read connectors: the API answered with status 404 CONNECTORS_NOT_FOUND, "
                    + "“No such connector”."
            ),
            (
                .refused(status: 401, envelope(.unauthorised, "")),
                "Could not read connectors: the API answered with status 401 AUTH_USER_UNAUTHORISED, "
                    + "“Error”. Check that the API key is right and belongs to this region."
            ),
            (.refused(status: 502, nil), "Could not read connectors: the API answered with status 502."),
            (
                .unreachable(.nameNotResolved, host: "api.uk.poly.ai"),
                "Could not read connectors: the host name api.uk.poly.ai is not known. "
                    + "Check the region or base URL, and the network."
            ),
            (
                .timedOut(.answering, after: .seconds(30)),
                "Could not read connectors: the API did not answer within 30 seconds."
            ),
            (
                .tooLarge(limit: 64 << 20),
                "Could not read connectors: the answer is larger than 64 MiB, the most that is accepted."
            ),
            (.interrupted, "Could not read connectors: it was interrupted."),
        ])
    func sentences(kind: ClientFailure.Kind, expected: String) {
        #expect(ClientFailure.failed(kind).message == expected)
    }

    @Test("several attempts are mentioned, and the beginning of what came")
    func attemptsAndExcerpt() {
        var failure = ClientFailure(.refused(status: 502, nil), of: .getConnector, attempts: 6)
        failure.excerpt = "<html>Bad gateway</html>"
        #expect(
            failure.message == "Could not read a connector: the API answered with status 502; it begins "
                + "“<html>Bad gateway</html>” (6 attempts).")
    }

    @Test("text from the server cannot reach the terminal raw")
    func hostileText() {
        let hostile = Self.envelope("X\u{1B}[2J", "a\u{1B}]0;x\u{7}b")
        #expect(
            !ClientFailure.failed(.refused(status: 400, hostile)).message.contains { $0 == "\u{1B}" || $0 == "\u{7}" })
    }

    @Test("a refusal says by its code, whatever the status, that something is not there")
    func notFound() {
        let missing = Self.envelope(.phoneNumberConnectorMissing, "")
        #expect(ClientFailure.failed(.refused(status: 400, missing)).isNotFound)
        #expect(ClientFailure.failed(.refused(status: 404, nil)).isNotFound)
        #expect(!ClientFailure.failed(.refused(status: 400, Self.envelope(.connectorInvalid, ""))).isNotFound)
        #expect(ClientFailure.failed(.refused(status: 400, missing)).correlationID == "8a0d")
        #expect(ClientFailure.failed(.refused(status: 400, missing)).errorCode == .phoneNumberConnectorMissing)
    }
}
