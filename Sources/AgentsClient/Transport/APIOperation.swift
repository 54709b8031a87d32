/// The operations of the API that a migration needs: fifteen of the telephony part, and four that read what agents
/// have. The raw value is the name in logs and events.
package enum APIOperation: String, CaseIterable, Sendable {
    case listAgents, listBranches, listVariants, getActiveDeployments
    case listConnectors, getConnectors, lookUpConnector, getConnector
    case listPhoneNumbers, getPhoneNumbers, getPhoneNumber
    case updateConnectors, updateConnector, deleteConnector
    case importPhoneNumbers, importPhoneNumber, deletePhoneNumbers, deletePhoneNumber, routePhoneNumber

    package var isWriting: Bool {
        switch self {
        case .listAgents, .listBranches, .listVariants, .getActiveDeployments, .listConnectors, .getConnectors,
            .lookUpConnector, .getConnector, .listPhoneNumbers, .getPhoneNumbers, .getPhoneNumber:
            false
        case .updateConnectors, .updateConnector, .deleteConnector, .importPhoneNumbers, .importPhoneNumber,
            .deletePhoneNumbers, .deletePhoneNumber, .routePhoneNumber:
            true
        }
    }

    /// What an answer's body may have at most, in bytes: one object is small however it is written, several are as many
    /// as were asked for. A listing is not held, and has no limit.
    package var largestAnswer: Int {
        switch self {
        case .lookUpConnector, .getConnector, .getPhoneNumber, .updateConnector, .importPhoneNumber, .deletePhoneNumber,
            .routePhoneNumber, .getActiveDeployments:
            1 << 20
        case .listAgents, .listBranches, .listVariants, .listConnectors, .getConnectors, .listPhoneNumbers,
            .getPhoneNumbers, .updateConnectors, .deleteConnector,
            .importPhoneNumbers, .deletePhoneNumbers:
            16 << 20
        }
    }

    /// What is done, to follow "could not".
    package var phrase: String {
        switch self {
        case .listAgents: "list the account's agents"
        case .listBranches: "list the agent's branches"
        case .listVariants: "list the agent's variants"
        case .getActiveDeployments: "read what is deployed of the agent"
        case .listConnectors: "list the connectors"
        case .getConnectors: "read connectors"
        case .lookUpConnector: "look up a number's connector"
        case .getConnector: "read a connector"
        case .listPhoneNumbers: "list the phone numbers"
        case .getPhoneNumbers: "read phone numbers"
        case .getPhoneNumber: "read a phone number"
        case .updateConnectors: "change a batch of connectors"
        case .updateConnector: "change a connector"
        case .deleteConnector: "delete a connector"
        case .importPhoneNumbers: "import phone numbers"
        case .importPhoneNumber: "import a phone number"
        case .deletePhoneNumbers: "delete phone numbers"
        case .deletePhoneNumber: "delete a phone number"
        case .routePhoneNumber: "route a phone number"
        }
    }
}
