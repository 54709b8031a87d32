package import AgentsAPI

/// What can happen to the update of a connector.
package enum UpdateFault: Hashable, Sendable {
    /// `{"kind": "dropResults"}`: applied, and missing from the results.
    case dropResults
    /// `{"kind": "repeatResults"}`: applied, and twice in the results.
    case repeatResults
    /// `{"kind": "omitData"}`: applied, and answered with `success: true` and no `data`.
    case omitData
    /// `{"kind": "storeOther", "settings": {"voiceName": "en-GB-Neural2-B"}}`: of the settings that the update asks
    /// for, these are stored, and answered, with the values given here: a server that normalises.
    case storeOther(ConnectorPatch)
    /// `{"kind": "ignoreChange"}`: not applied; answered as a success, with the connector as it is.
    case ignoreChange
    /// `{"kind": "pretendChange"}`: not applied; answered as a success, with the connector as it was asked to be.
    case pretendChange
    /// `{"kind": "failItems", "error": "…", "status": 400, "code": "CONNECTORS_VALIDATION_FAILED"}`: not applied. In a
    /// batch it fails with the text, alone with the status and the code too.
    case failItems(UpdateFailure = UpdateFailure())

    var name: FaultKind.Name {
        switch self {
        case .dropResults: .dropResults
        case .repeatResults: .repeatResults
        case .omitData: .omitData
        case .storeOther: .storeOther
        case .ignoreChange: .ignoreChange
        case .pretendChange: .pretendChange
        case .failItems: .failItems
        }
    }

    var operations: Set<Operation> {
        switch self {
        case .dropResults, .repeatResults, .omitData: [.updateConnectors]
        case .storeOther, .ignoreChange, .pretendChange, .failItems: [.updateConnectors, .updateConnector]
        }
    }
}

/// How the update of a connector is refused.
package struct UpdateFailure: Hashable, Sendable {
    package var error: String
    package var status: Int
    package var code: ErrorCode

    package init(
        error: String = "The update failed, as the fault script wants it.", status: Int = 400,
        code: ErrorCode = .connectorInvalid
    ) {
        self.error = error
        self.status = status
        self.code = code
    }
}

extension ConnectorPatch {
    /// Of the settings that this patch sets, takes those of another that it sets as well.
    mutating func yield(to other: ConnectorPatch) {
        if variantId != .leave, other.variantId != .leave { variantId = other.variantId }
        if asrLangCode != nil, let code = other.asrLangCode { asrLangCode = code }
        if voiceName != nil, let voice = other.voiceName { voiceName = voice }
        if projectId != nil, let project = other.projectId { projectId = project }
    }
}
