import AgentsAPI
import Crypto
import Foundation
import Telephony

/// A short name for exactly one plan: the same changes to the same connectors in the same state give the same name.
///
/// The first 16 hexadecimal digits of a SHA-256 over each change's agent, connector and old and new values, in order.
struct FingerprintBuilder {
    private var hash = SHA256()

    mutating func add(agent: AgentID, before: Connector, patch: ConnectorPatch) {
        var fields = [agent.rawValue, before.connectorId.rawValue]
        for change in before.changes(to: patch.applied(to: before)) {
            fields += [change.setting.rawValue, change.old, change.new]
        }
        for field in fields {
            hash.update(data: Data("\(field.utf8.count):\(field),".utf8))
        }
        hash.update(data: Data([0x0A]))
    }

    func fingerprint() -> String {
        hash.finalize().prefix(8).hexadecimal
    }
}
