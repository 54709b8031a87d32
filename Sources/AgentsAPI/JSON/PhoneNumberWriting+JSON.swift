import Telephony

extension PhoneNumberImportRequest: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("clientEnv", clientEnv?.rawValue)
            json.name("phoneNumbers")
            json.strings(phoneNumbers)
        }
    }
}

extension PhoneNumberImport: JSONReadable {
    private static let names = JSONNames("imported")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { PhoneNumberImport(imported: try $0.strings(0)) }
    }
}

extension SinglePhoneNumberImportRequest: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { $0.member("clientEnv", clientEnv?.rawValue) }
    }
}

extension SinglePhoneNumberImport: JSONReadable {
    private static let names = JSONNames("imported")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { SinglePhoneNumberImport(imported: try $0.string(0)) }
    }
}

extension PhoneNumberRouting: JSONWritable {
    package func write(to json: inout JSONWriter) {
        json.object { $0.member("connectorId", connectorId.rawValue) }
    }
}

extension PhoneNumberDeletions: JSONReadable {
    private static let names = JSONNames("deleted", "errors")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            PhoneNumberDeletions(
                deleted: try members.strings(0),
                errors: try members.readIfPresent(1) { try $0.list { try Failure(json: $0) } })
        }
    }
}

extension PhoneNumberDeletions.Failure: JSONReadable {
    private static let names = JSONNames("error", "phoneNumber")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { members in
            PhoneNumberDeletions.Failure(phoneNumber: try members.string(1), error: try members.string(0))
        }
    }
}

extension PhoneNumberDeletion: JSONReadable {
    private static let names = JSONNames("deleted")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { PhoneNumberDeletion(deleted: try $0.string(0)) }
    }
}
