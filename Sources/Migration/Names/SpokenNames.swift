import AgentsAPI
import GRDB
import Telephony

/// What people call the project that a connector should be in, and its variant.
struct SpokenNames: Hashable, Sendable {
    var project: String?
    var variant: String?

    var isEmpty: Bool { project == nil && variant == nil }
}

/// Rows that are to have the same IDs in the place of the same names.
struct SpokenGroup: Sendable {
    let agent: AgentID
    /// What they want besides; nil for nothing.
    let wish: Int64?
    let names: SpokenNames
    let firstLine: Int
    let rows: Int
}

/// Rows that say names stand in a temporary table until it is known what they mean. What they mean is kept, so that the
/// rows of an edited sheet are known for those that they were.
extension RunFile {
    func clearSpokenNames(_ db: Database) throws {
        try db.execute(
            sql: """
                DROP TABLE IF EXISTS temp.spoken;
                CREATE TEMP TABLE spoken (
                    row INTEGER PRIMARY KEY, agent INTEGER NOT NULL, wish INTEGER NOT NULL, project TEXT, variant TEXT);
                CREATE INDEX temp.spokenByNames ON spoken (agent, wish, project, variant);
                """)
    }

    /// The wish with the IDs that names are known to mean; nil when one is not known.
    func knownMeaning(of wish: Wish, agent: AgentID, _ db: Database) throws -> Wish? {
        var meant = wish
        meant.names = SpokenNames()
        if let name = wish.names.project {
            guard let id = try meaning(of: name, for: agent, kind: .project, db) else { return nil }
            meant.settings.projectId = AgentID(rawValue: id)
        }
        if let name = wish.names.variant {
            let owner = meant.settings.projectId ?? agent
            guard let id = try meaning(of: name, for: owner, kind: .variant, db) else { return nil }
            meant.settings.variantId = .set(VariantID(rawValue: id))
        }
        return meant
    }

    func noteSpoken(_ names: SpokenNames, row: Int64, agent: Int64, wish: Int64?, _ db: Database) throws {
        try db.cachedStatement(sql: "INSERT INTO temp.spoken VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [row, agent, wish ?? 0, names.project, names.variant])
    }

    func spokenGroups() throws -> [SpokenGroup] {
        try read { db in
            guard
                try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE name = 'spoken')")
                    ?? false
            else { return [] }
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT spoken.agent, spoken.wish, spoken.project, spoken.variant, MIN(row.line), COUNT(*)
                    FROM temp.spoken JOIN row ON row.id = spoken.row WHERE row.verdict IS NULL
                    GROUP BY 1, 2, 3, 4 ORDER BY MIN(row.id)
                    """
            ).map { row in
                let wish: Int64 = row[1]
                return SpokenGroup(
                    agent: AgentID(rawValue: try names.text(of: row[0] as Int64, db)), wish: wish == 0 ? nil : wish,
                    names: SpokenNames(project: row[2], variant: row[3]), firstLine: row[4], rows: row[5])
            }
        }
    }

    private static let ofGroup = """
        id IN (
            SELECT row FROM temp.spoken
            WHERE agent = :agent AND wish = :wish AND project IS :project AND variant IS :variant)
        """

    private func arguments(_ group: SpokenGroup, _ db: Database) throws -> StatementArguments {
        [
            "agent": try names.find(group.agent.rawValue, db), "wish": group.wish ?? 0,
            "project": group.names.project, "variant": group.names.variant,
        ]
    }

    /// Gives the rows of a group the IDs.
    func settle(_ group: SpokenGroup, project: AgentID?, variant: VariantID?) throws {
        try write { db in
            var wish = try group.wish.map { try self.wish($0, db) } ?? Wish()
            if let project {
                wish.settings.projectId = project
                try keepMeaning(of: group.names.project ?? "", for: group.agent, kind: .project, project.rawValue, db)
            }
            if let variant {
                wish.settings.variantId = .set(variant)
                let owner = wish.settings.projectId ?? group.agent
                try keepMeaning(of: group.names.variant ?? "", for: owner, kind: .variant, variant.rawValue, db)
            }
            var arguments = try arguments(group, db)
            arguments += ["meant": try store(wish, db)]
            try db.execute(
                sql: "UPDATE row SET wish = :meant WHERE verdict IS NULL AND \(Self.ofGroup)", arguments: arguments)
        }
    }

    /// Ends the rows of a group, as it is not known what they mean.
    func end(_ group: SpokenGroup, verdict: (Database) throws -> Int64) throws {
        try write { db in
            var arguments = try arguments(group, db)
            arguments += ["verdict": try verdict(db)]
            try db.execute(
                sql: "UPDATE row SET verdict = :verdict WHERE verdict IS NULL AND \(Self.ofGroup)",
                arguments: arguments)
        }
    }

    /// The account of the connectors that were found under the agent.
    func account(of agent: AgentID) throws -> AccountID? {
        try read { db in
            try names.find(agent.rawValue, db).flatMap { try self.accounts("reading.agent = \($0)", db).first }
        }
    }

    /// The account of all connectors that were found, if it is one.
    func onlyAccount() throws -> AccountID? {
        try read { db in
            let accounts = try self.accounts("1", db)
            return accounts.count == 1 ? accounts[0] : nil
        }
    }

    private func accounts(_ condition: String, _ db: Database) throws -> [AccountID] {
        try String.fetchAll(
            db,
            sql: """
                SELECT DISTINCT name.text FROM temp.reading JOIN name ON name.id = reading.account
                WHERE \(condition) LIMIT 2
                """
        ).map(AccountID.init(rawValue:))
    }
}

// MARK: - What names mean

extension RunFile {
    private enum Kind: Int64 {
        case project = 0
        case variant = 1
    }

    private func meaning(of name: String, for agent: AgentID, kind: Kind, _ db: Database) throws -> String? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT meant.text FROM meaning JOIN name AS agent ON agent.id = meaning.agent
                    JOIN name AS meant ON meant.id = meaning.meant
                WHERE meaning.text = ? AND meaning.kind = ? AND agent.text = ?
                """)
        return try String.fetchOne(statement, arguments: [name, kind.rawValue, agent.rawValue])
    }

    private func keepMeaning(
        of name: String, for agent: AgentID, kind: Kind, _ id: String, _ db: Database
    ) throws {
        guard try meaning(of: name, for: agent, kind: kind, db) == nil else { return }
        try db.cachedStatement(sql: "INSERT INTO meaning (kind, agent, text, meant) VALUES (?, ?, ?, ?)").execute(
            arguments: [
                kind.rawValue, try names.id(of: agent.rawValue, db), name, try names.id(of: id, db),
            ])
    }
}
