import AgentsAPI
import Foundation
import GRDB
import Telephony

extension RunFile {
    /// Ends the open rows of a number that the API refused to look up.
    func reject(_ phone: String, of agent: AgentID, _ reason: Settlement.Reason, at now: Date) throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE row SET outcome = 'rejected', errorCode = ?, error = ?, correlationID = ?, finishedAt = ?
                    WHERE agent = ? AND phone = ? AND connector IS NULL AND change IS NULL AND outcome IS NULL
                    """,
                arguments: [
                    reason.errorCode?.rawValue, reason.message, reason.correlationID, now, agent.rawValue, phone,
                ])
        }
    }

    /// Ends the rows whose connector does not exist, or is not the one that the sheet names beside the number.
    func endUnresolvableRows(at now: Date) throws {
        try write { db in
            for ending in Self.endings {
                try db.execute(
                    sql: """
                        UPDATE row SET outcome = :outcome, error = \(ending.message), finishedAt = :now
                        WHERE change IS NULL AND outcome IS NULL AND (\(ending.condition))
                        """,
                    arguments: ["outcome": ending.outcome.rawValue, "now": now])
            }
        }
    }

    private struct Ending {
        let outcome: Outcome
        /// SQL of the row's error text.
        let message: String
        let condition: String
    }

    private static let endings = [
        Ending(
            outcome: .notFound, message: "'agent ' || agent || ' has no connector ' || sheetConnector || '.'",
            condition: "connector IS NULL AND phone IS NULL"),
        Ending(
            outcome: .notFound, message: "'agent ' || agent || ' has no connector that serves ' || phone || '.'",
            condition: "connector IS NULL"),
        Ending(
            outcome: .notFound,
            message: "phone || ' is routed to connector ' || connector || ', which does not exist.'",
            condition: """
                NOT EXISTS (
                    SELECT 1 FROM connector WHERE connector.agent = row.connectorAgent AND connector.id = row.connector)
                """),
        Ending(
            outcome: .conflict,
            message: """
                phone || ' is served by connector ' || connector || ', but the sheet says ' || sheetConnector \
                || '. Correct the sheet''s connector_id, or leave it empty.'
                """,
            condition: "phone IS NOT NULL AND sheetConnector <> connector"),
    ]
}
