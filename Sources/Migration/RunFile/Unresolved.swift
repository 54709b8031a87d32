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
                        UPDATE row SET outcome = :outcome, finishedAt = :now,
                            error = sentence(agent, phone, connector, sheetConnector)
                        WHERE change IS NULL AND outcome IS NULL AND (\(ending.condition))
                        """,
                    arguments: ["outcome": ending.outcome.rawValue, "now": now]
                ) { values in ending.message(Names(values)) }
            }
        }
    }

    /// What a row is about.
    private struct Names {
        let agent, phone, connector, sheetConnector: String

        init(_ values: [String]) {
            (agent, phone, connector, sheetConnector) = (values[0], values[1], values[2], values[3])
        }
    }

    private struct Ending {
        let outcome: Outcome
        let condition: String
        let message: @Sendable (Names) -> String
    }

    private static let endings = [
        Ending(outcome: .notFound, condition: "connector IS NULL AND phone IS NULL") {
            ResolutionMessages.noConnector($0.sheetConnector, of: $0.agent)
        },
        Ending(outcome: .notFound, condition: "connector IS NULL") {
            ResolutionMessages.unserved($0.phone, of: $0.agent)
        },
        Ending(
            outcome: .notFound,
            condition: """
                NOT EXISTS (
                    SELECT 1 FROM connector WHERE connector.agent = row.connectorAgent AND connector.id = row.connector)
                """
        ) {
            ResolutionMessages.routedToNothing($0.phone, connector: $0.connector)
        },
        Ending(outcome: .conflict, condition: "phone IS NOT NULL AND sheetConnector <> connector") {
            ResolutionMessages.otherConnector($0.phone, is: $0.connector, inSheet: $0.sheetConnector)
        },
    ]
}
