package import Telephony

/// The paths of the API that a migration needs, with each variable percent-encoded.
package struct APIPath: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    private init(_ segments: [String]) {
        description = "/" + (["v1"] + segments).map(Self.percentEncode).joined(separator: "/")
    }

    /// Of the telephony part.
    private init(_ agent: AgentID, _ tail: String...) { self.init(["agents", agent.rawValue, "telephony"] + tail) }

    package static func agents(of account: AccountID) -> Self { Self(["accounts", account.rawValue, "agents"]) }

    package static func branches(of agent: AgentID) -> Self { Self(["agents", agent.rawValue, "branches"]) }

    package static func variants(onBranch branch: String, of agent: AgentID) -> Self {
        Self(["agents", agent.rawValue, "branches", branch, "variants"])
    }

    package static func activeDeployments(of agent: AgentID) -> Self {
        Self(["agents", agent.rawValue, "deployments", "active"])
    }

    package static func connectors(of agent: AgentID) -> Self { Self(agent, "connectors") }

    package static func connectorBatch(of agent: AgentID) -> Self { Self(agent, "connectors", "batch") }

    package static func connectorLookup(of agent: AgentID) -> Self { Self(agent, "connectors", "lookup") }

    package static func connector(_ id: ConnectorID, of agent: AgentID) -> Self {
        Self(agent, "connectors", id.rawValue)
    }

    package static func phoneNumbers(of agent: AgentID) -> Self { Self(agent, "phone-numbers") }

    package static func phoneNumberBatch(of agent: AgentID) -> Self { Self(agent, "phone-numbers", "batch") }

    /// The number's `+` goes out as `%2B`.
    package static func phoneNumber(_ number: String, of agent: AgentID) -> Self {
        Self(agent, "phone-numbers", number)
    }

    /// Encodes all but RFC 3986's unreserved characters, so that no value can end its path segment.
    package static func percentEncode(_ segment: String) -> String {
        var encoded = ""
        for byte in segment.utf8 {
            if isUnreserved(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return encoded
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default:
            false
        }
    }
}
