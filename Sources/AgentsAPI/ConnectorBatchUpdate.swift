package import Telephony

/// One element of a batch PATCH: a connector's ID beside the fields of its patch.
package struct ConnectorUpdate: Codable, Hashable, Sendable {
    package var connectorId: ConnectorID
    package var patch: ConnectorPatch

    package init(connectorId: ConnectorID, patch: ConnectorPatch) {
        self.connectorId = connectorId
        self.patch = patch
    }

    private enum CodingKeys: String, CodingKey {
        case connectorId
    }

    package init(from decoder: any Decoder) throws {
        connectorId = try decoder.container(keyedBy: CodingKeys.self).decode(ConnectorID.self, forKey: .connectorId)
        patch = try ConnectorPatch(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(connectorId, forKey: .connectorId)
        try patch.encode(to: encoder)
    }
}

/// The body of `PATCH /connectors/batch`: an ordered list of at least one update.
package struct ConnectorBatchUpdateRequest: Codable, Hashable, Sendable {
    package var updates: [ConnectorUpdate]

    package init(updates: [ConnectorUpdate]) { self.updates = updates }
}

/// What became of one update of a batch; each succeeds or fails alone, under HTTP 200.
package struct ConnectorUpdateResult: Codable, Hashable, Sendable {
    package var connectorId: ConnectorID
    package var success: Bool
    package var data: Connector?
    /// A text for people; a failed item carries no code.
    package var error: String?

    package init(connectorId: ConnectorID, success: Bool, data: Connector? = nil, error: String? = nil) {
        self.connectorId = connectorId
        self.success = success
        self.data = data
        self.error = error
    }
}

/// The answer of `PATCH /connectors/batch`. Neither its order nor its completeness is documented: match by ID.
package struct ConnectorBatchUpdateResponse: Codable, Hashable, Sendable {
    package var results: [ConnectorUpdateResult]

    package init(results: [ConnectorUpdateResult]) { self.results = results }
}
