/// The fifteen telephony operations of the API. The raw value is the name in logs and events.
package enum TelephonyOperation: String, CaseIterable, Sendable {
    case listConnectors, getConnectors, lookUpConnector, getConnector
    case listPhoneNumbers, getPhoneNumbers, getPhoneNumber
    case updateConnectors, updateConnector, deleteConnector
    case importPhoneNumbers, importPhoneNumber, deletePhoneNumbers, deletePhoneNumber, routePhoneNumber

    package var isWriting: Bool {
        switch self {
        case .listConnectors, .getConnectors, .lookUpConnector, .getConnector, .listPhoneNumbers, .getPhoneNumbers,
            .getPhoneNumber:
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
            .routePhoneNumber:
            1 << 20
        case .listConnectors, .getConnectors, .listPhoneNumbers, .getPhoneNumbers, .updateConnectors, .deleteConnector,
            .importPhoneNumbers, .deletePhoneNumbers:
            16 << 20
        }
    }

    /// What is done, to follow "could not".
    package var phrase: String {
        switch self {
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
