import AgentsAPI
import HTTPTypes
import Telephony

/// A request that the API answers with an error: the status, the code and the sentence of its envelope.
struct Refusal: Error, Hashable {
    var status: HTTPResponse.Status
    var code: ErrorCode
    var message: String
    var headers: HTTPFields = [:]

    func envelope(correlationID: String) -> ErrorEnvelope {
        ErrorEnvelope(
            error: status.reasonPhrase, errorID: correlationID, errorCode: code, errorMessage: message)
    }
}

extension Refusal {
    static let missingKey = Self(
        status: .unauthorized, code: .unauthorised, message: "The header \(HeaderName.apiKey) is missing.")

    static let unknownKey = Self(status: .unauthorized, code: .invalidToken, message: "The API key is not known.")

    static let forbiddenKey = Self(
        status: .forbidden, code: .forbidden, message: "The API key may no longer do this.")

    static func outOfReach(_ project: AgentID) -> Self {
        Self(status: .forbidden, code: .forbidden, message: "The API key has no access to project \(project).")
    }

    static func noSuchProject(_ project: AgentID) -> Self {
        Self(status: .notFound, code: .projectNotFound, message: "There is no project \(project).")
    }

    static func noSuchAccount(_ account: AccountID) -> Self {
        Self(status: .notFound, code: .accountNotFound, message: "There is no account \(account).")
    }

    static func outOfReach(_ account: AccountID) -> Self {
        Self(status: .forbidden, code: .forbidden, message: "The API key has no access to account \(account).")
    }

    static func noSuchBranch(_ branch: String) -> Self {
        Self(status: .notFound, code: .branchNotFound, message: "There is no branch \(branch) of this agent.")
    }

    static func notDescribed(_ agent: AgentID) -> Self {
        Self(
            status: .notFound, code: .agentNotDescribed,
            message: "This emulator began without --seed-account, so it does not know what agent \(agent) has.")
    }

    static func noSuchConnector(_ id: ConnectorID) -> Self {
        Self(status: .notFound, code: .connectorNotFound, message: "There is no connector \(id) in this project.")
    }

    static func badLanguage(_ code: String) -> Self {
        Self(
            status: .badRequest, code: .connectorInvalid,
            message: "asrLangCode \"\(code)\" is not a BCP 47 language tag in canonical case.")
    }

    static func unknownVoice(_ name: String) -> Self {
        Self(
            status: .badRequest, code: .connectorInvalid,
            message: "voiceName \"\(name)\" is not offered by the text-to-speech service.")
    }
}

extension Refusal {
    static func noSuchNumber(_ number: String) -> Self {
        Self(status: .notFound, code: .phoneNumberNotFound, message: "There is no number \(number) in this project.")
    }

    static func malformedNumber(_ number: String) -> Self {
        Self(status: .badRequest, code: .phoneNumberInvalid, message: "\"\(number)\" is not a number in E.164.")
    }

    static func numberExists(_ number: String) -> Self {
        Self(status: .conflict, code: .phoneNumberAlreadyExists, message: "The number \(number) is already imported.")
    }

    static func unrouted(_ number: String) -> Self {
        Self(status: .notFound, code: .connectorNotFound, message: "The number \(number) has no connector.")
    }

    static func routeToNothing(_ id: ConnectorID) -> Self {
        Self(
            status: .notFound, code: .phoneNumberConnectorMissing,
            message: "There is no connector \(id) in this project to route the number to.")
    }
}
