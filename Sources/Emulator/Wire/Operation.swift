import HTTPTypes

/// The operations of the API that are served: the telephony part, and reads of what agents have besides.
package enum Operation: String, CaseIterable, Codable, Sendable {
    case listConnectors, getConnectors, updateConnectors, lookUpConnector
    case getConnector, updateConnector, deleteConnector
    case listPhoneNumbers, importPhoneNumbers, deletePhoneNumbers, getPhoneNumbers
    case getPhoneNumber, importPhoneNumber, routePhoneNumber, deletePhoneNumber
    case listAgents, listBranches, listVariants, getActiveDeployments

    private static let agent = "/v1/agents/{agentId}"

    var path: String {
        switch self {
        case .listAgents: "/v1/accounts/{accountId}/agents"
        case .listBranches: Self.agent + "/branches"
        case .listVariants: Self.agent + "/branches/{branchId}/variants"
        case .getActiveDeployments: Self.agent + "/deployments/active"
        default: Self.agent + "/telephony" + telephonyPath
        }
    }

    private var telephonyPath: String {
        switch self {
        case .listConnectors: "/connectors"
        case .getConnectors, .updateConnectors: "/connectors/batch"
        case .lookUpConnector: "/connectors/lookup"
        case .getConnector, .updateConnector, .deleteConnector: "/connectors/{connectorId}"
        case .listPhoneNumbers, .importPhoneNumbers, .deletePhoneNumbers: "/phone-numbers"
        case .getPhoneNumbers: "/phone-numbers/batch"
        case .getPhoneNumber, .importPhoneNumber, .routePhoneNumber, .deletePhoneNumber: "/phone-numbers/{number}"
        case .listAgents, .listBranches, .listVariants, .getActiveDeployments: ""
        }
    }

    var method: HTTPRequest.Method {
        switch self {
        case .listConnectors, .getConnector, .listPhoneNumbers, .getPhoneNumber: .get
        case .listAgents, .listBranches, .listVariants, .getActiveDeployments: .get
        case .getConnectors, .lookUpConnector, .importPhoneNumbers, .getPhoneNumbers, .importPhoneNumber: .post
        case .updateConnectors, .updateConnector, .routePhoneNumber: .patch
        case .deleteConnector, .deletePhoneNumbers, .deletePhoneNumber: .delete
        }
    }

    /// Whether the operation leaves the state as it is.
    var isReading: Bool {
        switch self {
        case .listConnectors, .getConnectors, .lookUpConnector, .getConnector: true
        case .listPhoneNumbers, .getPhoneNumbers, .getPhoneNumber: true
        case .listAgents, .listBranches, .listVariants, .getActiveDeployments: true
        case .updateConnectors, .updateConnector, .deleteConnector: false
        case .importPhoneNumbers, .deletePhoneNumbers, .importPhoneNumber, .routePhoneNumber, .deletePhoneNumber: false
        }
    }
}

extension Operation {
    private static let byRoute: [String: Operation] = Dictionary(
        uniqueKeysWithValues: allCases.map { ("\($0.method) \($0.path)", $0) })

    /// The operation of a route, such as `PATCH` and `/v1/agents/{agentId}/telephony/connectors/batch`.
    init?(method: HTTPRequest.Method, route: String?) {
        guard let route, let operation = Self.byRoute["\(method) \(route)"] else { return nil }
        self = operation
    }
}
