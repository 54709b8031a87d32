import AgentsAPI
import Emulator
import Telephony

// What the run says that its rows came to.
extension Inspection {
    func misjudgedRows() -> [String] {
        guard history.record?.isPlanned == true else { return [] }
        let doubtful = misled.union(history.unreliable)
        return rows.compactMap { row in
            // The rules for numbers that are placed are not written a second time here: the end is held against that of
            // an undisturbed run.
            if row.isOfPlaces { return nil }
            if row.isMisled || row.route.map({ doubtful.contains($0.connector) }) ?? false { return nil }
            let isRight =
                row.verdict == .change
                ? ["updated", "altered", "rejected", "failed", "unknown", "not_attempted", "drifted"].contains(
                    row.outcome)
                : row.outcome == row.verdict.rawValue
            if row.verdict == .change, row.outcome == "blocked", history.numbersAreHidden { return nil }
            return isRight ? nil : "\(row.name) is \(row.outcome ?? "missing"), and should be: \(row.verdict.rawValue)."
        }
    }

    func falseOutcomes() -> [String] {
        rows.compactMap { row -> String? in
            guard let outcome = row.outcome, !row.isOfPlaces else { return nil }
            let words = row.route.map { falsehood(of: outcome, row, $0.connector) } ?? lookUpFalsehood(of: row)
            return words.map { "\(row.name) is \(outcome), but \($0)." }
        }
    }

    private func falsehood(of outcome: String, _ row: JudgedRow, _ connector: ConnectorID) -> String? {
        guard isReliable(connector), let before = before[connector], let after = after[connector] else { return nil }
        let isChanged = !changes(of: connector).isEmpty
        switch outcome {
        case "updated" where !row.asked.settings.isMet(by: after):
            return "connector \(connector) has \(Settings(of: after, row.asked.settings.keys).words)"
        case "altered" where row.asked.settings.isMet(by: after) && !hasLateChange(connector):
            return "connector \(connector) is as the row asks"
        case "updated" where !isChanged, "altered" where !isChanged:
            return "no request has changed connector \(connector)"
        case "unchanged" where !row.asked.settings.isMet(by: before):
            return "connector \(connector) had \(Settings(of: before, row.asked.settings.keys).words)"
        case "drifted" where !hasLateChange(connector): return "nobody else has changed connector \(connector)"
        case "rejected" where row.change != nil && !isRefused(connector):
            return "the API has refused to update neither connector \(connector) alone nor another like it"
        case "unknown": return knowledge(of: connector)
        case "failed" where row.change != nil && !hasFailed(connector):
            return "no request for connector \(connector) has failed"
        case "rejected", "failed", "not_attempted":
            return isChanged && !hasLateChange(connector) && row.change != nil
                ? "the run has changed connector \(connector)" : nil
        default: return nil
        }
    }

    /// Why a session that ended by itself knows what became of a connector.
    private func knowledge(of connector: ConnectorID) -> String? {
        guard history.hasEnded else { return nil }
        let sent = updates[connector, default: []].filter { $0.session == history.sessionStarts.count }
        guard let last = sent.last else {
            let wasSent = history.sessionRecords.last??.changes(of: connector).contains { $0.state == "sent" }
            return wasSent == true || history.mayLackRequests || requests.contains { $0.isUnread }
                ? nil : "no request has named connector \(connector)"
        }
        let isAnswered = last.isClean && (last.changed(connector) || last.entry.operation == .updateConnector)
        return isAnswered ? "\(last.name) for connector \(connector) was answered" : nil
    }

    private func hasFailed(_ connector: ConnectorID) -> Bool {
        history.mayLackRequests || requests.contains { !$0.isClean && $0.mayName(connector) } || wasUnseen(connector)
    }

    /// Whether nothing was ever sent for a connector and its agent's numbers or connectors could not be listed: it
    /// cannot be seen what a change would reach.
    private func wasUnseen(_ connector: ConnectorID) -> Bool {
        updates[connector] == nil
            && requests.contains { request in
                [.listPhoneNumbers, .listConnectors].contains(request.entry.operation) && !request.isClean
                    && request.agent == before[connector]?.projectId
            }
    }

    private func isRefused(_ connector: ConnectorID) -> Bool {
        let alone = requests.filter { $0.entry.operation == .updateConnector && $0.isFinalRefusal }
        if alone.contains(where: { $0.entry.connectors == [connector] }) { return true }
        // In a batch, and for the reason that another one of the session was refused for alone.
        return requests.contains { batch in
            batch.entry.operation == .updateConnectors && batch.isSuccess && batch.entry.connectors.contains(connector)
                && !batch.changed(connector) && alone.contains { $0.session == batch.session }
        }
    }

    private func lookUpFalsehood(of row: JudgedRow) -> String? {
        guard row.outcome == "rejected" else { return nil }
        let isRefused = requests.contains { $0.lookedUpNumber == row.asked.phone && $0.isFinalRefusal }
        return isRefused ? nil : "no one refused to look it up"
    }
}
