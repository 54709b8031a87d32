import AgentsAPI
import GRDB
import Telephony

/// Connectors as they were read, as columns.
extension RunFile {
    static let connectorColumns = """
        connector.agent, connector.name, connector.label, connector.account, connector.project, connector.environment,
        connector.variant, connector.asr, connector.tts, connector.voice, connector.disableHandoff
        """

    /// Adds a reading; what was read before stays. Returns its number.
    func keep(_ connector: Connector, of agent: AgentID, _ db: Database) throws -> Int64 {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO connector (agent, name, label, account, project, environment, variant, asr, tts, voice,
                    disableHandoff)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try run(statement, with: connector, of: agent, db)
        return db.lastInsertedRowID
    }

    /// Keeps what was read of a number or a connector: of a number the connector that serves it, if there is one.
    func keep(_ reading: Reading, of agent: AgentID, _ db: Database) throws -> Int64? {
        switch reading {
        case .connector(let connector): try keep(connector, of: agent, db)
        case .number(let number): try number.connectorId.map { try keep(mention: $0, of: agent, db) }
        }
    }

    /// Adds a connector of which nothing but its ID is known. Returns its number.
    func keep(mention id: ConnectorID, of agent: AgentID, _ db: Database) throws -> Int64 {
        try db.cachedStatement(sql: "INSERT INTO connector (agent, name) VALUES (?, ?)")
            .run(try names.id(of: agent.rawValue, db), id.rawValue)
        return db.lastInsertedRowID
    }

    /// The ID of a connector that was kept.
    func mention(_ id: Int64, _ db: Database) throws -> ConnectorID? {
        let statement = try db.cachedStatement(sql: "SELECT name FROM connector WHERE id = ?")
        return try String.fetchOne(statement, arguments: [id]).map { ConnectorID(rawValue: $0) }
    }

    /// Runs a statement whose arguments are the connector's values, in the order of `connectorColumns`.
    func run(_ statement: Statement, with connector: Connector, of agent: AgentID, _ db: Database) throws {
        try statement.run(
            try names.id(of: agent.rawValue, db), connector.connectorId.rawValue, connector.name,
            try names.id(of: connector.accountId.rawValue, db), try names.id(of: connector.projectId.rawValue, db),
            try names.id(of: connector.clientEnv.rawValue, db), try names.id(of: connector.variantId.rawValue, db),
            try names.id(of: connector.asrLangCode, db), try names.id(of: connector.ttsLangCode, db),
            try names.id(of: connector.voiceName, db), Int64(connector.disableHandoff ? 1 : 0))
    }

    /// - Parameter start: the index of the first of `connectorColumns` in the row.
    func connector(_ row: Row, from start: Int = 0, _ db: Database) throws -> Connector {
        func text(_ index: Int) throws -> String { try names.text(of: row[start + index] as Int64, db) }
        return Connector(
            connectorId: ConnectorID(rawValue: row[start + 1]), name: row[start + 2],
            accountId: AccountID(rawValue: try text(3)),
            projectId: AgentID(rawValue: try text(4)), clientEnv: ClientEnvironment(rawValue: try text(5)),
            variantId: VariantID(rawValue: try text(6)), asrLangCode: try text(7), ttsLangCode: try text(8),
            voiceName: try text(9), disableHandoff: row[start + 10])
    }

    func connector(_ id: Int64, _ db: Database) throws -> Connector {
        let statement = try db.cachedStatement(
            sql: "SELECT \(Self.connectorColumns) FROM connector WHERE connector.id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no connector \(id)")
        }
        return try connector(row, db)
    }
}

/// Settings as columns: NULL leaves a setting alone, a `variant` of 0 clears it.
extension RunFile {
    struct PatchColumns: Hashable {
        var variant: Int64?
        var asr: Int64?
        var voice: Int64?
        var project: Int64?
    }

    func columns(of patch: ConnectorPatch, _ db: Database) throws -> PatchColumns {
        PatchColumns(
            variant: try variant(patch.variantId, db), asr: try patch.asrLangCode.map { try names.id(of: $0, db) },
            voice: try patch.voiceName.map { try names.id(of: $0, db) },
            project: try patch.projectId.map { try names.id(of: $0.rawValue, db) })
    }

    private func variant(_ assignment: Assignment<VariantID>, _ db: Database) throws -> Int64? {
        switch assignment {
        case .leave: nil
        case .clear: 0
        case .set(let variant): try names.id(of: variant.rawValue, db)
        }
    }

    func patch(_ columns: PatchColumns, _ db: Database) throws -> ConnectorPatch {
        let variant: Assignment<VariantID> =
            switch columns.variant {
            case nil: .leave
            case 0: .clear
            case let id?: .set(VariantID(rawValue: try names.text(of: id, db)))
            }
        return ConnectorPatch(
            variantId: variant, asrLangCode: try names.text(of: columns.asr, db),
            voiceName: try names.text(of: columns.voice, db),
            projectId: try names.text(of: columns.project, db).map(AgentID.init(rawValue:)))
    }

    func wish(_ id: Int64, _ db: Database) throws -> Wish {
        let statement = try db.cachedStatement(
            sql: "SELECT variant, asr, voice, project, target, action, environment FROM wish WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]), let action = RowAction(rawValue: row[5]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no wish \(id)")
        }
        return Wish(
            settings: try patch(PatchColumns(variant: row[0], asr: row[1], voice: row[2], project: row[3]), db),
            target: try names.text(of: row[4], db).map(ConnectorID.init(rawValue:)), action: action,
            environment: try names.text(of: row[6], db).map(ClientEnvironment.init(rawValue:)))
    }
}

/// Phone numbers as integers.
extension RunFile {
    /// A number in E.164 is packed; any other text that the API lists as one is minus its number among the names.
    func key(of number: String, _ db: Database) throws -> Int64 {
        if let phone = PhoneNumber(e164: number) { return Int64(phone.value) }
        return -(try names.id(of: number, db))
    }

    func number(_ key: Int64, _ db: Database) throws -> String {
        guard key > 0 else { return try names.text(of: 0 &- key, db) }
        return PhoneNumber(value: UInt64(key))?.description ?? "(no number)"
    }
}
