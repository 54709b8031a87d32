import Telephony

// The bodies of importing, routing and releasing one number.

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

extension PhoneNumberDeletion: JSONReadable {
    private static let names = JSONNames("deleted")

    package init(json: JSONNode) throws {
        self = try json.members(Self.names) { PhoneNumberDeletion(deleted: try $0.string(0)) }
    }
}
