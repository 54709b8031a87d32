package import AgentsAPI
package import Telephony

/// Why an inventory cannot seed the emulator. Each names the entries at fault.
package enum SeedProblem: Error, Hashable, Sendable {
    case malformedNumber(String, at: String)
    case repeatedNumber(String, first: String, second: String)
    case differentConnectors(Connector, first: String, Connector, second: String)
    case twoAccounts(AgentID, first: String, second: String)
    /// What is wrong with a description of an account, as a part of a sentence.
    case account(String, at: String)
    case noAccount(AgentID, at: String)
}

extension SeedProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .account(let fault, let origin): "\(origin): \(fault)."
        case .noAccount(let agent, let origin):
            "\(origin): agent \(agent) is not in the inventory, so its accountId has to be given."
        case .malformedNumber(let number, let origin):
            "\(origin): \(number) is not a phone number in E.164, such as +442071838750."
        case .repeatedNumber(let number, let first, let second):
            "\(second): the number \(number) is already at \(first). Keep one of the two."
        case .differentConnectors(let one, let first, let other, let second):
            "\(second): connector \(one.connectorId) has \(Self.differences(other, one)) at \(first). "
                + "A connector has one set of settings: make the two agree."
        case .twoAccounts(let project, let first, let second):
            "\(second): project \(project) is in another account at \(first). A project is in one account."
        }
    }

    private static func differences(_ new: Connector, _ old: Connector) -> String {
        let fields: [(String, String, String)] = [
            ("name", new.name, old.name),
            ("accountId", new.accountId.rawValue, old.accountId.rawValue),
            ("projectId", new.projectId.rawValue, old.projectId.rawValue),
            ("clientEnv", new.clientEnv.rawValue, old.clientEnv.rawValue),
            ("variantId", new.variantId.rawValue, old.variantId.rawValue),
            ("asrLangCode", new.asrLangCode, old.asrLangCode),
            ("ttsLangCode", new.ttsLangCode, old.ttsLangCode),
            ("voiceName", new.voiceName, old.voiceName),
            ("disableHandoff", "\(new.disableHandoff)", "\(old.disableHandoff)"),
        ]
        return fields.filter { $0.1 != $0.2 }
            .map { "\($0.0) \"\($0.1)\" here and \"\($0.2)\"" }
            .joined(separator: ", ")
    }
}
