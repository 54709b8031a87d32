import AgentsAPI
import GRDB
import Telephony

extension Connector {
    static let selection = """
        SELECT connector.id, name, project.account_id, project_id, client_env, variant_id, asr_lang_code,
            tts_lang_code, voice_name, disable_handoff
        FROM connector JOIN project ON project.id = connector.project_id
        """

    init(row: Row) {
        self.init(
            connectorId: ConnectorID(rawValue: row[0]), name: row[1], accountId: AccountID(rawValue: row[2]),
            projectId: AgentID(rawValue: row[3]), clientEnv: ClientEnvironment(rawValue: row[4]),
            variantId: VariantID(rawValue: row[5]), asrLangCode: row[6], ttsLangCode: row[7], voiceName: row[8],
            disableHandoff: row[9])
    }
}

extension PhoneNumberResource {
    static let selection = """
        SELECT number, project_id, project.account_id, client_env, connector_id
        FROM phone_number JOIN project ON project.id = phone_number.project_id
        """

    init(row: Row) {
        let connector: String? = row[4]
        self.init(
            number: row[0], projectId: AgentID(rawValue: row[1]), accountId: AccountID(rawValue: row[2]),
            clientEnv: ClientEnvironment(rawValue: row[3]), connectorId: connector.map(ConnectorID.init(rawValue:)))
    }
}

extension Database {
    /// All rows of a statement that is prepared once for the connection.
    func all<Value>(_ sql: String, _ arguments: StatementArguments, as make: (Row) -> Value) throws -> [Value] {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var values: [Value] = []
        while let row = try rows.next() { values.append(make(row)) }
        return values
    }

    /// The first row of a statement that is prepared once for the connection.
    func first<Value>(_ sql: String, _ arguments: StatementArguments, as make: (Row) -> Value) throws -> Value? {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        return try rows.next().map(make)
    }

    func hasRow(_ sql: String, _ arguments: StatementArguments) throws -> Bool {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments) != nil
    }

    /// Commits when `body` returns and rolls back when it throws.
    func inTransaction<Value>(_ kind: TransactionKind, returning body: (Database) throws -> Value) throws -> Value {
        try beginTransaction(kind)
        do {
            let value = try body(self)
            try commit()
            return value
        } catch {
            try rollback()
            throw error
        }
    }

    /// Runs a statement that is prepared once for the connection.
    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
