import Telephony

// How the bodies that a client sends and gets are written and read.

extension Connector: JSONReadable, JSONWritable {
    private static let names = JSONNames(
        "accountId", "asrLangCode", "clientEnv", "connectorId", "disableHandoff", "name", "projectId", "ttsLangCode",
        "variantId", "voiceName")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            // In the order in which the API documents them, which is that in which a fault is found.
            Connector(
                connectorId: try members.identifier(3), name: try members.shortText(5),
                accountId: AccountID(rawValue: try members.shortText(0)),
                projectId: AgentID(rawValue: try members.shortText(6)),
                clientEnv: ClientEnvironment(rawValue: try members.shortText(2)),
                variantId: VariantID(rawValue: try members.shortText(8)), asrLangCode: try members.shortText(1),
                ttsLangCode: try members.shortText(7), voiceName: try members.shortText(9),
                disableHandoff: try members.read(4) { $0.isNull ? false : try $0.boolean() })
        }
    }

    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("accountId", accountId.rawValue)
            json.member("asrLangCode", asrLangCode)
            json.member("clientEnv", clientEnv.rawValue)
            json.member("connectorId", connectorId.rawValue)
            json.member("disableHandoff", disableHandoff)
            json.member("name", name)
            json.member("projectId", projectId.rawValue)
            json.member("ttsLangCode", ttsLangCode)
            json.member("variantId", variantId.rawValue)
            json.member("voiceName", voiceName)
        }
    }
}

extension ConnectorBatch: JSONReadable {
    private static let names = JSONNames("found", "notFound")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            ConnectorBatch(
                found: try members.list(0), notFound: try members.strings(1).map(ConnectorID.init(rawValue:)))
        }
    }
}

extension ConnectorUpdateResult: JSONReadable {
    private static let names = JSONNames("connectorId", "data", "error", "success")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            ConnectorUpdateResult(
                connectorId: try members.identifier(0), success: try members.boolean(3),
                data: try members.readIfPresent(1) { try Connector(json: $0) },
                error: try members.readIfPresent(2) { try $0.string() })
        }
    }
}

extension ConnectorBatchUpdateResponse: JSONReadable {
    private static let names = JSONNames("results")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { ConnectorBatchUpdateResponse(results: try $0.list(0)) }
    }
}

extension ConnectorDeletion: JSONReadable {
    private static let names = JSONNames("deletedConnector", "deletedPhoneNumbers")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            ConnectorDeletion(
                deletedConnector: try members.identifier(0), deletedPhoneNumbers: try members.strings(1))
        }
    }
}

extension PhoneNumberResource: JSONReadable {
    private static let names = JSONNames("accountId", "clientEnv", "connectorId", "number", "projectId")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            PhoneNumberResource(
                number: try members.read(3) { try $0.shortString() },
                projectId: AgentID(rawValue: try members.shortText(4)),
                accountId: AccountID(rawValue: try members.shortText(0)),
                clientEnv: ClientEnvironment(rawValue: try members.shortText(1)),
                connectorId: try members.readIfPresent(2) { try $0.shortString() }
                    .flatMap { $0.isEmpty ? nil : ConnectorID(rawValue: $0) })
        }
    }
}

extension PhoneNumberBatch: JSONReadable {
    private static let names = JSONNames("found", "notFound")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            PhoneNumberBatch(found: try members.list(0), notFound: try members.strings(1))
        }
    }
}

// MARK: - Requests

extension ConnectorPatch: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { write(to: &$0, connector: nil) }
    }

    /// The members alone; in a batch one of them says which connector it is for.
    fileprivate func write(to json: inout JSONWriter, connector: ConnectorID?) {
        json.member("asrLangCode", asrLangCode)
        json.member("connectorId", connector?.rawValue)
        json.member("projectId", projectId?.rawValue)
        switch variantId {
        case .leave: break
        case .clear:
            json.name("variantId")
            json.null()
        case .set(let variant): json.member("variantId", variant.rawValue)
        }
        json.member("voiceName", voiceName)
    }
}

extension ConnectorUpdate: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { patch.write(to: &$0, connector: connectorId) }
    }
}

extension ConnectorBatchUpdateRequest: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.name("updates")
            json.list(updates)
        }
    }
}

extension ConnectorBatchRequest: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.name("connectorIds")
            json.strings(connectorIds.map(\.rawValue))
        }
    }
}

extension ConnectorLookupRequest: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { $0.member("phoneNumber", phoneNumber) }
    }
}

extension PhoneNumberBatchRequest: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.name("phoneNumbers")
            json.strings(phoneNumbers)
        }
    }
}

// MARK: - What the other side reads

extension ConnectorPatch: JSONReadable {
    fileprivate static let names = JSONNames("asrLangCode", "projectId", "variantId", "voiceName", "connectorId")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { try ConnectorPatch(members: $0) }
    }

    /// `null` is for `variantId` alone.
    fileprivate init(members: JSONMembers) throws {
        func text(_ place: Int) throws -> String? { members.has(place) ? try members.string(place) : nil }
        let variant: Assignment<VariantID> =
            if !members.has(2) {
                .leave
            } else {
                try members.readIfPresent(2) { .set(VariantID(rawValue: try $0.string())) } ?? .clear
            }
        self.init(
            variantId: variant, asrLangCode: try text(0), voiceName: try text(3),
            projectId: try text(1).map(AgentID.init(rawValue:)))
    }
}

extension ConnectorUpdate: JSONReadable {
    package init(json: JSONNode) throws {
        self = try json.members(ConnectorPatch.names) { members in
            ConnectorUpdate(connectorId: try members.identifier(4), patch: try ConnectorPatch(members: members))
        }
    }
}

extension ConnectorBatchUpdateRequest: JSONReadable {
    private static let names = JSONNames("updates")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { ConnectorBatchUpdateRequest(updates: try $0.list(0)) }
    }
}

// MARK: - What the other side answers

extension ConnectorList: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.name("connectors")
            json.list(connectors)
        }
    }
}

extension ConnectorBatch: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.name("found")
            json.list(found)
            json.name("notFound")
            json.strings(notFound.map(\.rawValue))
        }
    }
}

extension ConnectorUpdateResult: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("connectorId", connectorId.rawValue)
            if let data {
                json.name("data")
                data.write(to: &json)
            }
            json.member("error", error)
            json.member("success", success)
        }
    }
}

extension ConnectorBatchUpdateResponse: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.name("results")
            json.list(results)
        }
    }
}

extension PhoneNumberResource: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("accountId", accountId.rawValue)
            json.member("clientEnv", clientEnv.rawValue)
            json.member("connectorId", connectorId?.rawValue)
            json.member("number", number)
            json.member("projectId", projectId.rawValue)
        }
    }
}

extension PhoneNumberList: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.name("phoneNumbers")
            json.list(phoneNumbers)
        }
    }
}

extension PhoneNumberBatch: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.name("found")
            json.list(found)
            json.name("notFound")
            json.strings(notFound)
        }
    }
}
