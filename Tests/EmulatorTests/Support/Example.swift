import AgentsAPI
import Foundation
import Telephony
import Testing

/// A body with every field filled, for the schema of its name.
struct Example: CustomTestStringConvertible, Sendable {
    let schema: String
    private let encoded: @Sendable () throws -> Data
    private let decodes: @Sendable (Data) -> Bool

    init<Body: Codable & Sendable>(_ schema: String, _ body: Body) {
        self.schema = schema
        encoded = { try JSONEncoder().encode(body) }
        decodes = { (try? JSONDecoder().decode(Body.self, from: $0)) != nil }
    }

    var testDescription: String { schema }

    func fields() throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: encoded()) as? [String: Any])
    }

    /// The fields without which the body does not decode. An error's `data` is always `null` and nobody reads it, but
    /// it is always there.
    func indispensableFields() throws -> [String] {
        let fields = try fields()
        return try fields.keys.filter { field in
            let rest = try JSONSerialization.data(withJSONObject: fields.filter { $0.key != field })
            return !decodes(rest) || schema == "Error" && field == "data"
        }
    }
}

extension Example {
    private static let patch = ConnectorPatch(
        variantId: .set("spring"), asrLangCode: "en-GB", voiceName: "en-GB-Neural2-A", projectId: "CARE")
    private static let result = ConnectorUpdateResult(
        connectorId: "front", success: true, data: Fixture.front, error: "No.")
    private static let number = PhoneNumberResource(
        number: "+442079460001", projectId: "SALES", accountId: "ws-1", clientEnv: .live, connectorId: "front")

    static let all: [Example] = [
        Example("Error", ErrorEnvelope(error: "No", errorID: "1", errorCode: .forbidden, errorMessage: "No.")),
        Example("Connector", Fixture.front),
        Example("ConnectorList", ConnectorList(connectors: [Fixture.front])),
        Example("ConnectorBatchRequest", ConnectorBatchRequest(connectorIds: ["front"])),
        Example("ConnectorBatch", ConnectorBatch(found: [Fixture.front], notFound: ["nobody"])),
        Example("ConnectorPatch", patch),
        Example("ConnectorUpdate", ConnectorUpdate(connectorId: "front", patch: patch)),
        Example(
            "ConnectorBatchUpdateRequest",
            ConnectorBatchUpdateRequest(updates: [ConnectorUpdate(connectorId: "front", patch: patch)])),
        Example("ConnectorUpdateResult", result),
        Example("ConnectorBatchUpdateResponse", ConnectorBatchUpdateResponse(results: [result])),
        Example("ConnectorLookupRequest", ConnectorLookupRequest(phoneNumber: "+442079460001")),
        Example(
            "ConnectorDeletion", ConnectorDeletion(deletedConnector: "front", deletedPhoneNumbers: ["+442079460001"])),
        Example("PhoneNumber", number),
        Example("PhoneNumberList", PhoneNumberList(phoneNumbers: [number])),
        Example(
            "PhoneNumberImportRequest", PhoneNumberImportRequest(phoneNumbers: ["+442079460001"], clientEnv: .live)),
        Example("PhoneNumberImport", PhoneNumberImport(imported: ["+442079460001"])),
        Example("SinglePhoneNumberImportRequest", SinglePhoneNumberImportRequest(clientEnv: .live)),
        Example("SinglePhoneNumberImport", SinglePhoneNumberImport(imported: "+442079460001")),
        Example("PhoneNumberBatchRequest", PhoneNumberBatchRequest(phoneNumbers: ["+442079460001"])),
        Example("PhoneNumberBatch", PhoneNumberBatch(found: [number], notFound: ["+442079460099"])),
        Example(
            "PhoneNumberDeletions",
            PhoneNumberDeletions(
                deleted: ["+442079460001"], errors: [.init(phoneNumber: "+442079460009", error: "No.")])),
        Example("PhoneNumberDeletion", PhoneNumberDeletion(deleted: "+442079460001")),
        Example("PhoneNumberRouting", PhoneNumberRouting(connectorId: "front")),
    ]
}
