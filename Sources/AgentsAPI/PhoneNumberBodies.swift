package import Telephony

/// A phone number as the API answers it.
package struct PhoneNumberResource: Codable, Hashable, Sendable {
    /// In E.164, with the `+`.
    package var number: String
    package var projectId: AgentID
    package var accountId: AccountID
    package var clientEnv: ClientEnvironment
    /// Absent when the number is not routed to a connector.
    package var connectorId: ConnectorID?

    package init(
        number: String, projectId: AgentID, accountId: AccountID, clientEnv: ClientEnvironment,
        connectorId: ConnectorID?
    ) {
        self.number = number
        self.projectId = projectId
        self.accountId = accountId
        self.clientEnv = clientEnv
        self.connectorId = connectorId
    }
}

/// The answer of `GET /phone-numbers`, which is not paginated.
package struct PhoneNumberList: Codable, Hashable, Sendable {
    package var phoneNumbers: [PhoneNumberResource]

    package init(phoneNumbers: [PhoneNumberResource]) { self.phoneNumbers = phoneNumbers }
}

/// The body of `POST /phone-numbers`; at least one number.
package struct PhoneNumberImportRequest: Codable, Hashable, Sendable {
    package var phoneNumbers: [String]
    package var clientEnv: ClientEnvironment?

    package init(phoneNumbers: [String], clientEnv: ClientEnvironment? = nil) {
        self.phoneNumbers = phoneNumbers
        self.clientEnv = clientEnv
    }
}

/// The answer, with status 201, of `POST /phone-numbers`.
package struct PhoneNumberImport: Codable, Hashable, Sendable {
    package var imported: [String]

    package init(imported: [String]) { self.imported = imported }
}

/// The body of `POST /phone-numbers/{number}`.
package struct SinglePhoneNumberImportRequest: Codable, Hashable, Sendable {
    package var clientEnv: ClientEnvironment?

    package init(clientEnv: ClientEnvironment? = nil) { self.clientEnv = clientEnv }
}

/// The answer, with status 201, of `POST /phone-numbers/{number}`.
package struct SinglePhoneNumberImport: Codable, Hashable, Sendable {
    package var imported: String

    package init(imported: String) { self.imported = imported }
}

/// The body of `POST /phone-numbers/batch` and of `DELETE /phone-numbers`; at least one number.
package struct PhoneNumberBatchRequest: Codable, Hashable, Sendable {
    package var phoneNumbers: [String]

    package init(phoneNumbers: [String]) { self.phoneNumbers = phoneNumbers }
}

/// The answer of `POST /phone-numbers/batch`.
package struct PhoneNumberBatch: Codable, Hashable, Sendable {
    package var found: [PhoneNumberResource]
    package var notFound: [String]

    package init(found: [PhoneNumberResource], notFound: [String]) {
        self.found = found
        self.notFound = notFound
    }
}

/// The answer of `DELETE /phone-numbers`.
package struct PhoneNumberDeletions: Codable, Hashable, Sendable {
    package struct Failure: Codable, Hashable, Sendable {
        package var phoneNumber: String
        /// A text for people.
        package var error: String

        package init(phoneNumber: String, error: String) {
            self.phoneNumber = phoneNumber
            self.error = error
        }
    }

    package var deleted: [String]
    /// Absent when there are none.
    package var errors: [Failure]?

    package init(deleted: [String], errors: [Failure]? = nil) {
        self.deleted = deleted
        self.errors = errors
    }
}

/// The answer of `DELETE /phone-numbers/{number}`.
package struct PhoneNumberDeletion: Codable, Hashable, Sendable {
    package var deleted: String

    package init(deleted: String) { self.deleted = deleted }
}

/// The body of `PATCH /phone-numbers/{number}`: routes the number to another connector.
package struct PhoneNumberRouting: Codable, Hashable, Sendable {
    package var connectorId: ConnectorID

    package init(connectorId: ConnectorID) { self.connectorId = connectorId }
}
