package import Telephony

/// A connector as the API answers it. Every field is always present; fields that this version does not know are
/// ignored.
package struct Connector: Codable, Hashable, Sendable {
    package var connectorId: ConnectorID
    package var name: String
    package var accountId: AccountID
    /// The agent under which the connector answers.
    package var projectId: AgentID
    package var clientEnv: ClientEnvironment
    /// Empty when no variant is assigned.
    package var variantId: VariantID
    package var asrLangCode: String
    /// Derived by the server from the prefix of `voiceName`; it cannot be set.
    package var ttsLangCode: String
    package var voiceName: String
    package var disableHandoff: Bool

    package init(
        connectorId: ConnectorID, name: String, accountId: AccountID, projectId: AgentID, clientEnv: ClientEnvironment,
        variantId: VariantID, asrLangCode: String, ttsLangCode: String, voiceName: String, disableHandoff: Bool
    ) {
        self.connectorId = connectorId
        self.name = name
        self.accountId = accountId
        self.projectId = projectId
        self.clientEnv = clientEnv
        self.variantId = variantId
        self.asrLangCode = asrLangCode
        self.ttsLangCode = ttsLangCode
        self.voiceName = voiceName
        self.disableHandoff = disableHandoff
    }
}

/// `GET /connectors`
package struct ConnectorList: Codable, Hashable, Sendable {
    package var connectors: [Connector]

    package init(connectors: [Connector]) { self.connectors = connectors }
}

/// The body of `POST /connectors/batch`; at least one ID.
package struct ConnectorBatchRequest: Codable, Hashable, Sendable {
    package var connectorIds: [ConnectorID]

    package init(connectorIds: [ConnectorID]) { self.connectorIds = connectorIds }
}

/// The answer of `POST /connectors/batch`.
package struct ConnectorBatch: Codable, Hashable, Sendable {
    package var found: [Connector]
    package var notFound: [ConnectorID]

    package init(found: [Connector], notFound: [ConnectorID]) {
        self.found = found
        self.notFound = notFound
    }
}

/// The body of `POST /connectors/lookup`.
package struct ConnectorLookupRequest: Codable, Hashable, Sendable {
    /// In E.164, with the `+`.
    package var phoneNumber: String

    package init(phoneNumber: String) { self.phoneNumber = phoneNumber }
}

/// The answer of `DELETE /connectors/{connectorId}`: the connector's numbers go with it.
package struct ConnectorDeletion: Codable, Hashable, Sendable {
    package var deletedConnector: ConnectorID
    package var deletedPhoneNumbers: [String]

    package init(deletedConnector: ConnectorID, deletedPhoneNumbers: [String]) {
        self.deletedConnector = deletedConnector
        self.deletedPhoneNumbers = deletedPhoneNumbers
    }
}
