import AgentsAPI
import HTTPTypes
import Telephony

/// Refusals of requests whatever their operation. Where the API documents no code, ours end neither in `_NOT_FOUND` nor
/// in `_DOES_NOT_EXIST`, which clients read as "this number or connector is not there".
extension Refusal {
    static func schema(_ message: String) -> Self {
        Self(status: .badRequest, code: .schemaValidationFailed, message: message)
    }

    static func unknownPath(_ path: String) -> Self {
        Self(status: .notFound, code: "PATH_UNKNOWN", message: "Nothing is served at \(path).")
    }

    static func methodNotAllowed(_ method: HTTPRequest.Method, allowed: [HTTPRequest.Method]) -> Self {
        let allowed = allowed.map(\.rawValue).joined(separator: ", ")
        return Self(
            status: .methodNotAllowed, code: "METHOD_NOT_ALLOWED",
            message: "\(method.rawValue) is not served here, only \(allowed).", headers: [.allow: allowed])
    }

    static let notHTTP = Self(
        status: .badRequest, code: "REQUEST_UNREADABLE",
        message: "This is no HTTP/1.1 request, or its line and headers are longer than the emulator accepts.")

    static let notJSON = Self(
        status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA_TYPE",
        message: "The body must be JSON, with the content type application/json.")

    static func bodyTooLarge(limit: Int) -> Self {
        Self(
            status: .contentTooLarge, code: "PAYLOAD_TOO_LARGE",
            message: "The body is larger than \(limit) bytes.")
    }

    static let bodyIncomplete = Self(
        status: .badRequest, code: "BODY_INCOMPLETE", message: "The connection ended before the body did.")

    static func batchTooLarge(_ count: Int, limit: Int) -> Self {
        Self(
            status: .contentTooLarge, code: "PAYLOAD_TOO_LARGE",
            message: "The request lists \(count) elements; the limit is \(limit).")
    }

    /// - Parameter wait: rounded up to whole seconds, at least one, for `Retry-After`.
    static func tooManyRequests(wait: Duration) -> Self {
        let seconds = max(1, wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0))
        return Self(
            status: .tooManyRequests, code: .rateLimitExceeded,
            message: "The key's rate limit is reached. Try again in \(seconds) s.",
            headers: [.retryAfter: "\(seconds)"])
    }

    static let internalError = Self(
        status: .internalServerError, code: "INTERNAL_SERVER_ERROR", message: "The emulator failed; its log says why.")

    static func other(_ status: HTTPResponse.Status, headers: HTTPFields) -> Self {
        Self(status: status, code: .named(after: status), message: "\(status.reasonPhrase).", headers: headers)
    }
}

extension ErrorCode {
    /// Ours: the API documents none.
    static let rateLimitExceeded: Self = "RATE_LIMIT_EXCEEDED"

    /// Such as `BAD_GATEWAY`, and `STATUS_599` where the status has no name.
    static func named(after status: HTTPResponse.Status) -> Self {
        let name = status.reasonPhrase.isEmpty ? "Status \(status.code)" : status.reasonPhrase
        return ErrorCode(rawValue: name.uppercased().replacing(" ", with: "_"))
    }
}
