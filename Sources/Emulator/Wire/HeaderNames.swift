import AgentsAPI
import HTTPTypes

extension HTTPField.Name {
    static let apiKey = ours(HeaderName.apiKey)
    static let correlationID = ours(HeaderName.correlationID)

    private static func ours(_ name: String) -> Self {
        guard let name = Self(name) else {
            preconditionFailure("A constant of the contract is no header name: \(name)")
        }
        return name
    }
}
