import AgentsAPI
import GRDB
import Telephony

extension Connector {
    static let selection = """
        SELECT connector.*, project.account_id AS account_id
        FROM connector JOIN project ON project.id = connector.project_id
        """

    init(row: Row) {
        self.init(
            connectorId: ConnectorID(rawValue: row["id"]),
            name: row["name"],
            accountId: AccountID(rawValue: row["account_id"]),
            projectId: AgentID(rawValue: row["project_id"]),
            clientEnv: ClientEnvironment(rawValue: row["client_env"]),
            variantId: VariantID(rawValue: row["variant_id"]),
            asrLangCode: row["asr_lang_code"],
            ttsLangCode: row["tts_lang_code"],
            voiceName: row["voice_name"],
            disableHandoff: row["disable_handoff"])
    }
}

extension PhoneNumberResource {
    static let selection = """
        SELECT phone_number.*, project.account_id AS account_id
        FROM phone_number JOIN project ON project.id = phone_number.project_id
        """

    init(row: Row) {
        let connector: String? = row["connector_id"]
        self.init(
            number: row["number"],
            projectId: AgentID(rawValue: row["project_id"]),
            accountId: AccountID(rawValue: row["account_id"]),
            clientEnv: ClientEnvironment(rawValue: row["client_env"]),
            connectorId: connector.map(ConnectorID.init(rawValue:)))
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
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments).map(make)
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
