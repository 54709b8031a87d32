import AgentsAPI
import GRDB
import Telephony

extension AgentScope {
    /// All numbers of the agent, or those that one connector answers.
    func phoneNumbers(on connector: ConnectorID? = nil) throws -> [PhoneNumberResource] {
        let selection = "\(PhoneNumberResource.selection) WHERE phone_number.project_id = ?"
        guard let connector else {
            return try database.all(
                "\(selection) ORDER BY number", [agent.rawValue], as: PhoneNumberResource.init(row:))
        }
        return try database.all(
            "\(selection) AND connector_id = ? ORDER BY number", [agent.rawValue, connector.rawValue],
            as: PhoneNumberResource.init(row:))
    }

    func phoneNumber(_ number: String) throws -> PhoneNumberResource {
        try requireE164(number)
        guard let resource = try find(number) else { throw Refusal.noSuchNumber(number) }
        return resource
    }

    /// In the order asked; a number that is asked twice is answered once.
    func phoneNumbers(_ numbers: [String]) throws -> PhoneNumberBatch {
        var batch = PhoneNumberBatch(found: [], notFound: [])
        for number in numbers.withoutRepeats() {
            if let resource = try find(number) {
                batch.found.append(resource)
            } else {
                batch.notFound.append(number)
            }
        }
        return batch
    }

    /// All or none. Numbers are unique over all projects; imported ones have no connector.
    func importNumbers(_ numbers: [String], into environment: ClientEnvironment) throws {
        for number in numbers {
            try requireE164(number)
            guard try !exists(number) else { throw Refusal.numberExists(number) }
            try database.run(
                "INSERT INTO phone_number (number, project_id, client_env) VALUES (?, ?, ?)",
                [number, agent.rawValue, environment.rawValue])
            changes.numbers.append(number)
        }
    }

    /// The number takes over the connector's environment.
    func route(_ number: String, to id: ConnectorID) throws -> PhoneNumberResource {
        let stored = try phoneNumber(number)
        guard let connector = try find(id) else { throw Refusal.routeToNothing(id) }
        var resource = stored
        resource.connectorId = connector.connectorId
        resource.clientEnv = connector.clientEnv
        guard resource != stored else { return stored }
        try database.run(
            "UPDATE phone_number SET connector_id = ?, client_env = ? WHERE number = ?",
            [connector.connectorId.rawValue, connector.clientEnv.rawValue, number])
        changes.numbers.append(number)
        return resource
    }

    func deleteNumber(_ number: String) throws {
        _ = try phoneNumber(number)
        try database.run("DELETE FROM phone_number WHERE number = ?", [number])
        changes.numbers.append(number)
    }

    /// Deletes those that are there; the rest is answered under `errors`.
    func deleteNumbers(_ numbers: [String]) throws -> PhoneNumberDeletions {
        var deletions = PhoneNumberDeletions(deleted: [])
        for number in numbers.withoutRepeats() {
            do {
                try deleteNumber(number)
                deletions.deleted.append(number)
            } catch let refusal as Refusal {
                deletions.errors = (deletions.errors ?? []) + [.init(phoneNumber: number, error: refusal.message)]
            }
        }
        return deletions
    }

    private func find(_ number: String) throws -> PhoneNumberResource? {
        try database.first(
            "\(PhoneNumberResource.selection) WHERE number = ? AND phone_number.project_id = ?",
            [number, agent.rawValue], as: PhoneNumberResource.init(row:))
    }

    private func exists(_ number: String) throws -> Bool {
        try database.hasRow("SELECT 1 FROM phone_number WHERE number = ?", [number])
    }

    private func requireE164(_ number: String) throws(Refusal) {
        guard PhoneNumber(e164: number) != nil else { throw .malformedNumber(number) }
    }
}
