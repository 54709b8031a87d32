import AgentsAPI
import ForeignText
package import Foundation
package import HTTPTypes

/// An answer of the API.
package struct APIResponse: Hashable, Sendable {
    package var status: Int
    package var headers: HTTPFields
    package var body: Data
    /// How many requests it took to get this answer.
    package var attempts: Int
    /// How long it took, from when the last request left; zero where nobody measures it.
    package var elapsed: Duration = .zero

    package init(status: Int, headers: HTTPFields = [:], body: Data = Data(), attempts: Int = 1) {
        self.status = status
        self.headers = headers
        self.body = body
        self.attempts = attempts
    }

    package var correlationID: String? {
        headers[named: HeaderName.correlationID].map { HarmlessText.make($0, limit: 100) }
    }

    /// Returns the answer when its status is in the 200s, and throws it as a failure when not.
    package func accepted(for operation: APIOperation) throws(ClientFailure) -> APIResponse {
        switch status {
        case 200..<300: return self
        case 300..<400: throw redirection(of: operation)
        default: throw refusal(of: operation)
        }
    }

    private func redirection(of operation: APIOperation) -> ClientFailure {
        let target = headers[.location].map { HarmlessText.make($0, limit: 200) }
        return ClientFailure(.redirected(status: status, to: target), of: operation, correlationID: correlationID)
    }

    private func refusal(of operation: APIOperation) -> ClientFailure {
        let envelope = try? ErrorEnvelope(jsonBytes: body).bounded
        var failure = ClientFailure(.refused(status: status, envelope), of: operation, correlationID: correlationID)
        failure.limit = AdvertisedLimit(headers)
        failure.retryAfter = headers[named: HeaderName.retryAfter]
        failure.answeredAt = headers[named: "Date"].flatMap(RetryAfter.date)
        failure.excerpt = envelope == nil ? body.excerpt : nil
        return failure
    }
}

extension ErrorEnvelope {
    /// The same with texts that are no longer than honest ones, so that they can be kept with every row.
    fileprivate var bounded: ErrorEnvelope {
        ErrorEnvelope(
            error: String(error.bounded(toBytes: 4_000)), errorID: String(errorID.bounded(toBytes: 200)),
            errorCode: ErrorCode(rawValue: String(errorCode.rawValue.bounded(toBytes: 200))),
            errorMessage: String(errorMessage.bounded(toBytes: 16_000)))
    }
}

extension HTTPFields {
    /// The first value of the field of that name, in any case.
    subscript(named name: String) -> String? {
        first { $0.name.canonicalName == name.lowercased() }?.value
    }
}
