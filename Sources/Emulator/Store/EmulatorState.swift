package import AgentsAPI

/// All connectors and all phone numbers at one moment, each sorted by its identifier, so that states compare with `==`.
package struct EmulatorState: Hashable, Sendable {
    package var connectors: [Connector]
    package var phoneNumbers: [PhoneNumberResource]

    package init(connectors: [Connector], phoneNumbers: [PhoneNumberResource]) {
        self.connectors = connectors
        self.phoneNumbers = phoneNumbers
    }
}
