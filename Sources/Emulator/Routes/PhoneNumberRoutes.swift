import AgentsAPI
import Hummingbird
import Telephony

extension TelephonyRoutes {
    func listPhoneNumbers(_ call: Call) async throws -> Response {
        let connector = call.query("connectorId").map(ConnectorID.init(rawValue:))
        return try await reading(call) { try PhoneNumberList(phoneNumbers: $0.phoneNumbers(on: connector)) }
    }

    func importPhoneNumbers(_ call: Call) async throws -> Response {
        let body = try await call.body(PhoneNumberImportRequest.self)
        try limits.check(body.phoneNumbers, named: "phoneNumbers")
        let environment = try Self.environment(body.clientEnv)
        return try await writing(call, status: .created) { scope in
            try scope.importNumbers(body.phoneNumbers, into: environment)
            return PhoneNumberImport(imported: body.phoneNumbers)
        }
    }

    func deletePhoneNumbers(_ call: Call) async throws -> Response {
        let numbers = try await call.body(PhoneNumberBatchRequest.self).phoneNumbers
        try limits.check(numbers, named: "phoneNumbers")
        return try await writing(call) { try $0.deleteNumbers(numbers) }
    }

    func getPhoneNumbers(_ call: Call) async throws -> Response {
        let numbers = try await call.body(PhoneNumberBatchRequest.self).phoneNumbers
        try limits.check(numbers, named: "phoneNumbers")
        return try await reading(call) { try $0.phoneNumbers(numbers) }
    }

    func getPhoneNumber(_ call: Call) async throws -> Response {
        let number = call.number
        return try await reading(call) { try $0.phoneNumber(number) }
    }

    func importPhoneNumber(_ call: Call) async throws -> Response {
        let number = call.number
        let body = try await call.bodyIfAny(SinglePhoneNumberImportRequest.self)
        let environment = try Self.environment(body?.clientEnv)
        return try await writing(call, status: .created) { scope in
            try scope.importNumbers([number], into: environment)
            return SinglePhoneNumberImport(imported: number)
        }
    }

    func routePhoneNumber(_ call: Call) async throws -> Response {
        let number = call.number
        let connector = try await call.body(PhoneNumberRouting.self).connectorId
        return try await writing(call) { try $0.route(number, to: connector) }
    }

    func deletePhoneNumber(_ call: Call) async throws -> Response {
        let number = call.number
        return try await writing(call) { scope in
            try scope.deleteNumber(number)
            return PhoneNumberDeletion(deleted: number)
        }
    }

    /// `live` unless the request names another environment that the API knows.
    private static func environment(_ named: ClientEnvironment?) throws(Refusal) -> ClientEnvironment {
        let environment = named ?? .live
        guard ClientEnvironment.known.contains(environment) else {
            throw .schema(
                "clientEnv must be one of \(ClientEnvironment.known.map(\.rawValue).joined(separator: ", ")).")
        }
        return environment
    }
}
