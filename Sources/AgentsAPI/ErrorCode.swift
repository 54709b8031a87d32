import Telephony

/// An `error_code` of the API. The list is open: a code that is not named here is kept as it came.
package struct ErrorCode: OpaqueIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let unauthorised: Self = "AUTH_USER_UNAUTHORISED"
    package static let invalidToken: Self = "AUTH_USER_INVALID_TOKEN"
    package static let forbidden: Self = "USER_ACCESS_FORBIDDEN"
    package static let schemaValidationFailed: Self = "SCHEMA_VALIDATION_FAILED"
    package static let connectorNotFound: Self = "CONNECTORS_NOT_FOUND"
    package static let connectorInvalid: Self = "CONNECTORS_VALIDATION_FAILED"
    package static let phoneNumberNotFound: Self = "PHONE_NUMBERS_NOT_FOUND"
    package static let phoneNumberAlreadyExists: Self = "PHONE_NUMBERS_ALREADY_EXISTS"
    package static let phoneNumberInvalid: Self = "PHONE_NUMBERS_INVALID_PHONE_NUMBER_FORMAT"
    package static let phoneNumberConnectorMissing: Self = "PHONE_NUMBERS_CONNECTOR_DOES_NOT_EXIST"
    /// Of the emulator alone, which does not know what the API answers.
    package static let accountNotFound: Self = "ACCOUNT_NOT_FOUND"
    package static let branchNotFound: Self = "BRANCH_NOT_FOUND"
    package static let agentNotDescribed: Self = "AGENT_NOT_DESCRIBED"
    package static let projectNotFound: Self = "PROJECT_NOT_FOUND"

    /// Whether the code says that the thing asked for is not there, whatever status it came with.
    package var saysNotFound: Bool { rawValue.hasSuffix("_NOT_FOUND") || rawValue.hasSuffix("_DOES_NOT_EXIST") }
}

/// Header names the API uses. HTTP compares them without regard to case.
package enum HeaderName {
    package static let apiKey = "X-API-KEY"
    package static let correlationID = "X-PolyAI-Correlation-Id"
    package static let retryAfter = "Retry-After"
}
