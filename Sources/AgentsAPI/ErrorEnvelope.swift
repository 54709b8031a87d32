/// The body of an error answer. As a rule all six fields are present, `data` as `null`.
///
/// The API has a second form, `{"message": "…", "errors": [{"field": "…", "message": "…"}]}`: it is read as an envelope
/// without code and ID whose message says all of it.
package struct ErrorEnvelope: Codable, Hashable, Sendable {
    package var success: Bool
    package var error: String
    /// Equals the header `X-PolyAI-Correlation-Id`; support asks for it.
    package var errorID: String
    package var errorCode: ErrorCode
    package var errorMessage: String

    package init(error: String, errorID: String, errorCode: ErrorCode, errorMessage: String) {
        self.success = false
        self.error = error
        self.errorID = errorID
        self.errorCode = errorCode
        self.errorMessage = errorMessage
    }

    private enum CodingKeys: String, CodingKey {
        case success, error, data
        case errorID = "error_id"
        case errorCode = "error_code"
        case errorMessage = "error_message"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        success = try container.decode(Bool.self, forKey: .success)
        error = try container.decode(String.self, forKey: .error)
        errorID = try container.decode(String.self, forKey: .errorID)
        errorCode = try container.decode(ErrorCode.self, forKey: .errorCode)
        errorMessage = try container.decode(String.self, forKey: .errorMessage)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(success, forKey: .success)
        try container.encode(error, forKey: .error)
        try container.encode(errorID, forKey: .errorID)
        try container.encode(errorCode, forKey: .errorCode)
        try container.encode(errorMessage, forKey: .errorMessage)
        try container.encodeNil(forKey: .data)
    }
}
