import GRDB
import Telephony

/// What is to be known of accounts and agents, so that what rows want of connectors can be judged.
struct PreflightNeeds: Hashable, Sendable {
    /// Whose agents are to be known, with those that have connectors now.
    var accounts: [AccountID: Set<AgentID>] = [:]
    /// Whose variants.
    var variants: Set<AgentID> = []
    /// Of which it is to be known where something is deployed.
    var deployments: Set<AgentID> = []

    var isEmpty: Bool { accounts.isEmpty && variants.isEmpty && deployments.isEmpty }
}

extension RunFile {
    /// Of rows that are found and still to be planned, those that move their connector or set its variant.
    func preflightNeeds() throws -> PreflightNeeds {
        try read { db in
            var needs = PreflightNeeds()
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT DISTINCT reading.account, reading.project, wish.project, reading.variant, wish.variant
                    FROM wish JOIN row ON row.wish = wish.id JOIN temp.resolved ON resolved.row = row.id
                        JOIN temp.reading ON reading.id = resolved.reading
                    WHERE (wish.project IS NOT NULL OR wish.variant > 0) AND \(Self.isUnplanned)
                        AND reading.project IS NOT NULL
                    """)
            while let row = try rows.next() {
                let (project, target): (Int64, Int64?) = (row[1], row[2])
                let (variant, wished): (Int64?, Int64?) = (row[3], row[4])
                let moves = target.map { $0 != project } ?? false
                let agent = AgentID(rawValue: try names.text(of: moves ? target ?? project : project, db))
                if moves {
                    let account = AccountID(rawValue: try names.text(of: row[0] as Int64, db))
                    needs.accounts[account, default: []].insert(AgentID(rawValue: try names.text(of: project, db)))
                    needs.deployments.insert(agent)
                }
                let isNew = wished.map { $0 > 0 && $0 != variant } ?? false
                let isKept = try moves && wished == nil && !(names.text(of: variant, db) ?? "").isEmpty
                if isNew || moves && (wished ?? 0) > 0 || isKept { needs.variants.insert(agent) }
            }
            return needs
        }
    }
}
