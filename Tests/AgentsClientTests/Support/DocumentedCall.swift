import AgentsAPI
import AgentsClient
import Telephony
import Testing

/// A call of the client with the request and the answer of the API's documentation.
struct DocumentedCall: Sendable {
    var operation: APIOperation
    /// Method, target and body as they go out.
    var request: String
    var answer: String
    /// What the call is to make of the answer.
    var result: [String]
    var run: @Sendable (AgentsClient) async throws -> [String]

    static let all = reading + writing
}

extension DocumentedCall {
    static let connector =
        #"{"connectorId":"C1","name":"n","accountId":"a","projectId":"P","clientEnv":"live","variantId":"","#
        + #""asrLangCode":"en-US","ttsLangCode":"en-US","voiceName":"en-US-Neural2-A","disableHandoff":false}"#
    static let number = #"{"number":"+1","projectId":"P","accountId":"a","clientEnv":"live"}"#
    private static let root = "/v1/agents/P/telephony"

    static let reading: [DocumentedCall] =
        [
            DocumentedCall(
                operation: .listConnectors, request: "GET \(root)/connectors",
                answer: #"{"connectors":[\#(connector)]}"#, result: ["C1"]
            ) { try await $0.reader.connectors(of: "P").map(\.connectorId.rawValue) },
            DocumentedCall(
                operation: .getConnectors, request: #"POST \#(root)/connectors/batch {"connectorIds":["C1","C2"]}"#,
                answer: #"{"found":[\#(connector)],"notFound":["C2"]}"#, result: ["C2"]
            ) { try await $0.reader.connectors(["C1", "C2"], of: "P").notFound.map(\.rawValue) },
            DocumentedCall(
                operation: .lookUpConnector,
                request: #"POST \#(root)/connectors/lookup {"phoneNumber":"+442079460000"}"#,
                answer: connector, result: ["C1"]
            ) { [try await $0.reader.lookUpConnector(for: "+442079460000", of: "P").connectorId.rawValue] },
            DocumentedCall(
                operation: .getConnector, request: "GET \(root)/connectors/C1", answer: connector,
                result: ["en-US-Neural2-A"]
            ) { [try await $0.reader.connector("C1", of: "P").voiceName] },
            DocumentedCall(
                operation: .listPhoneNumbers, request: "GET \(root)/phone-numbers",
                answer: #"{"phoneNumbers":[\#(number)]}"#, result: ["+1"]
            ) { try await $0.reader.phoneNumbers(of: "P").map(\.number) },
            DocumentedCall(
                operation: .listPhoneNumbers, request: "GET \(root)/phone-numbers?connectorId=C%261",
                answer: #"{"phoneNumbers":[]}"#, result: []
            ) { try await $0.reader.phoneNumbers(of: "P", connector: "C&1").map(\.number) },
            DocumentedCall(
                operation: .getPhoneNumbers,
                request: #"POST \#(root)/phone-numbers/batch {"phoneNumbers":["+1","+2"]}"#,
                answer: #"{"found":[\#(number)],"notFound":["+2"]}"#, result: ["+2"]
            ) { try await $0.reader.phoneNumbers(["+1", "+2"], of: "P").notFound },
            DocumentedCall(
                operation: .getPhoneNumber, request: "GET \(root)/phone-numbers/%2B1", answer: number, result: ["+1"]
            ) { [try await $0.reader.phoneNumber("+1", of: "P").number] },
        ] + ofAgents

    private static let ofAgents: [DocumentedCall] = [
        DocumentedCall(
            operation: .listAgents, request: "GET /v1/accounts/a/agents",
            answer: #"[{"accountId":"a","agentId":"P","agentName":"Hotel","createdAt":"x","branchCount":1}]"#,
            result: ["a P Hotel"]
        ) { try await $0.reader.agents(of: "a").map { "\($0.accountId) \($0.agentId) \($0.agentName)" } },
        DocumentedCall(
            operation: .listVariants, request: "GET /v1/agents/P/branches/main/variants",
            answer: #"{"variants":[{"id":"V","name":"Summer","isDefault":true,"attributeValues":{"values":{}}}]}"#,
            result: ["V Summer true"]
        ) { try await $0.reader.variants(of: "P").map { "\($0.id) \($0.name) \($0.isDefault)" } },
        DocumentedCall(
            operation: .listBranches, request: "GET /v1/agents/P/branches",
            answer: #"{"branches":[{"branchId":"b-1","branchName":"main"}]}"#, result: ["b-1 main"]
        ) { try await $0.reader.branches(of: "P").map { "\($0.branchId) \($0.branchName)" } },
        DocumentedCall(
            operation: .getActiveDeployments, request: "GET /v1/agents/P/deployments/active",
            answer: #"{"activeDeployments":{"sandbox":{"id":"d"},"pre-release":null,"live":{"id":"e"}}}"#,
            result: ["live", "sandbox", "not pre-release"]
        ) {
            let deployments = try await $0.reader.activeDeployments(of: "P")
            return deployments.active.map(\.rawValue).sorted() + deployments.inactive.map { "not \($0)" }
        },
    ]

    static let writing: [DocumentedCall] = [
        DocumentedCall(
            operation: .updateConnectors,
            request: #"PATCH \#(root)/connectors/batch {"updates":[{"connectorId":"C1","variantId":null}]}"#,
            answer: #"{"results":[{"connectorId":"C1","success":false,"error":"no"}]}"#, result: ["no"]
        ) {
            let update = ConnectorUpdate(connectorId: "C1", patch: ConnectorPatch(variantId: .clear))
            return try await $0.updateConnectors([update], of: "P").value.results.compactMap(\.error)
        },
        DocumentedCall(
            operation: .updateConnector, request: #"PATCH \#(root)/connectors/C1 {"voiceName":"en-US-Neural2-A"}"#,
            answer: connector, result: ["C1", "corr-1", "1"]
        ) {
            let answer = try await $0.updateConnector("C1", ConnectorPatch(voiceName: "en-US-Neural2-A"), of: "P")
            return [answer.value.connectorId.rawValue, answer.correlationID ?? "", "\(answer.attempts)"]
        },
        DocumentedCall(
            operation: .deleteConnector, request: "DELETE \(root)/connectors/C1",
            answer: #"{"deletedConnector":"C1","deletedPhoneNumbers":["+1"]}"#, result: ["+1"]
        ) { try await $0.deleteConnector("C1", of: "P").value.deletedPhoneNumbers },
        DocumentedCall(
            operation: .importPhoneNumbers,
            request: #"POST \#(root)/phone-numbers {"clientEnv":"sandbox","phoneNumbers":["+1","+2"]}"#,
            answer: #"{"imported":["+2"]}"#, result: ["+2"]
        ) { try await $0.importPhoneNumbers(["+1", "+2"], into: .sandbox, of: "P").value.imported },
        DocumentedCall(
            operation: .deletePhoneNumbers, request: #"DELETE \#(root)/phone-numbers {"phoneNumbers":["+1","+2"]}"#,
            answer: #"{"deleted":["+1"],"errors":[{"phoneNumber":"+2","error":"no"}]}"#, result: ["+1", "+2: no"]
        ) {
            let answer = try await $0.deletePhoneNumbers(["+1", "+2"], of: "P").value
            return answer.deleted + (answer.errors ?? []).map { "\($0.phoneNumber): \($0.error)" }
        },
        DocumentedCall(
            operation: .deletePhoneNumbers, request: #"DELETE \#(root)/phone-numbers {"phoneNumbers":["+1"]}"#,
            answer: #"{"deleted":["+1"]}"#, result: ["+1"]
        ) { try await $0.deletePhoneNumbers(["+1"], of: "P").value.deleted },
        DocumentedCall(
            operation: .importPhoneNumber, request: #"POST \#(root)/phone-numbers/%2B1 {}"#,
            answer: #"{"imported":"+1"}"#, result: ["+1"]
        ) { [try await $0.importPhoneNumber("+1", into: nil, of: "P").value.imported] },
        DocumentedCall(
            operation: .importPhoneNumber, request: #"POST \#(root)/phone-numbers/%2B1 {"clientEnv":"sandbox"}"#,
            answer: #"{"imported":"+1"}"#, result: ["+1"]
        ) { [try await $0.importPhoneNumber("+1", into: .sandbox, of: "P").value.imported] },
        DocumentedCall(
            operation: .routePhoneNumber, request: #"PATCH \#(root)/phone-numbers/%2B1 {"connectorId":"C2"}"#,
            answer: #"{"number":"+1","projectId":"P","accountId":"a","clientEnv":"live","connectorId":"C2"}"#,
            result: ["C2"]
        ) { [try await $0.routePhoneNumber("+1", to: "C2", of: "P").value.connectorId?.rawValue ?? ""] },
        DocumentedCall(
            operation: .deletePhoneNumber, request: "DELETE \(root)/phone-numbers/%2B1",
            answer: #"{"deleted":"+1"}"#, result: ["+1"]
        ) { [try await $0.deletePhoneNumber("+1", of: "P").value.deleted] },
    ]
}

extension DocumentedCall: CustomTestStringConvertible {
    var testDescription: String { request }
}
