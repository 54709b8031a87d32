package import Telephony

/// What a patch does to a setting that can also be cleared.
package enum Assignment<Value: Hashable & Sendable>: Hashable, Sendable {
    /// Not in the body: the server leaves the setting alone.
    case leave
    /// `null` in the body.
    case clear
    case set(Value)
}

/// The settings that a PATCH of a connector changes; what is absent stays as it is.
///
/// On the wire "absent" and `null` differ: `null` is documented for `variantId` only, so no other field can hold it
/// here.
package struct ConnectorPatch: Hashable, Sendable {
    package var variantId: Assignment<VariantID>
    package var asrLangCode: String?
    package var voiceName: String?
    /// Moves the connector, with all its numbers, to another project.
    package var projectId: AgentID?

    package init(
        variantId: Assignment<VariantID> = .leave, asrLangCode: String? = nil, voiceName: String? = nil,
        projectId: AgentID? = nil
    ) {
        self.variantId = variantId
        self.asrLangCode = asrLangCode
        self.voiceName = voiceName
        self.projectId = projectId
    }

    package var isEmpty: Bool { self == ConnectorPatch() }
}

extension ConnectorPatch: Codable {
    private enum CodingKeys: String, CodingKey {
        case variantId, asrLangCode, voiceName, projectId
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        variantId = try container.decodeAssignment(VariantID.self, forKey: .variantId)
        asrLangCode = try container.decodeUnlessAbsent(String.self, forKey: .asrLangCode)
        voiceName = try container.decodeUnlessAbsent(String.self, forKey: .voiceName)
        projectId = try container.decodeUnlessAbsent(AgentID.self, forKey: .projectId)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch variantId {
        case .leave: break
        case .clear: try container.encodeNil(forKey: .variantId)
        case .set(let variant): try container.encode(variant, forKey: .variantId)
        }
        try container.encodeIfPresent(asrLangCode, forKey: .asrLangCode)
        try container.encodeIfPresent(voiceName, forKey: .voiceName)
        try container.encodeIfPresent(projectId, forKey: .projectId)
    }
}

extension KeyedDecodingContainer {
    fileprivate func decodeAssignment<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Assignment<Value>
    {
        guard contains(key) else { return .leave }
        return try decodeNil(forKey: key) ? .clear : .set(decode(type, forKey: key))
    }

    /// Unlike `decodeIfPresent`, throws on `null`.
    fileprivate func decodeUnlessAbsent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try contains(key) ? decode(type, forKey: key) : nil
    }
}
