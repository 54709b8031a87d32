/// An identifier the Agents API hands out: an opaque, case-sensitive string that is passed back exactly as it came.
package protocol OpaqueIdentifier: RawRepresentable, Hashable, Comparable, Sendable, Codable,
    ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
    init(rawValue: String)
}

extension OpaqueIdentifier {
    package init(stringLiteral value: String) { self.init(rawValue: value) }

    package var description: String { rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The agent that telephony requests are addressed to. The same value as the project's ID, such as `PROJECT-58RP822I`.
package struct AgentID: OpaqueIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A workspace account, such as `ws-fd112d8f`.
package struct AccountID: OpaqueIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// The bundle of voice, language, variant and environment that answers calls; several phone numbers can share one.
package struct ConnectorID: OpaqueIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// A variant of an agent. The API writes "none" as the empty string.
package struct VariantID: OpaqueIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}
