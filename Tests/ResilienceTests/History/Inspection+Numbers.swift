import AgentsAPI
import Emulator
import Migration
import Telephony
import TestSupport

// What was asked of numbers, and what is said of it.
extension Inspection {
    private func forEachPlace(_ judge: (LoggedRequest, String, Demand) -> String?) -> [String] {
        requests.filter(\.isOfNumbers).flatMap { request in
            request.demands.compactMap { subject, demand in
                judge(request, subject.id, demand).map { "\(request.name) asks \(subject) to \(demand), \($0)" }
            }
        }
    }

    private var numbersBefore: [String: PhoneNumberResource] {
        Dictionary(uniqueKeysWithValues: history.before.phoneNumbers.map { ($0.number, $0) })
    }

    func unaskedPlaces() -> [String] {
        let before = numbersBefore
        return forEachPlace { request, number, demand in
            let isAsked = rows.contains { row in
                !row.asked.isInvalid && row.asked.phone == number && row.asked.agent == request.agent
                    && asks(row.asked, for: demand)
            }
            if !isAsked { return "which no usable row of the sheet asks for." }
            return isDone(demand, by: before[number], of: request.agent) ? "though it was so before." : nil
        }
    }

    private func asks(_ row: AskedRow, for demand: Demand) -> Bool {
        switch demand {
        case .release: row.action == .release
        case .importing(let environment):
            row.action == .importing
                && environment == row.environment ?? row.target.flatMap { before[$0]?.clientEnv } ?? .live
        case .routing(let connector):
            row.target == connector
                || row.target == nil && history.splits && before[connector].map(row.settings.isMet) ?? false
        case .settings: false
        }
    }

    private func isDone(_ demand: Demand, by number: PhoneNumberResource?, of agent: AgentID) -> Bool {
        switch demand {
        case .release: number?.projectId != agent
        case .importing: number?.projectId == agent
        case .routing(let connector): number?.connectorId == connector
        case .settings: false
        }
    }

    /// Updates of connectors that served, when they were sent, numbers of which no row was of use.
    func unaskedReach() -> [String] {
        guard !history.allowsCollateral else { return [] }
        let unusable = ["invalid", "not_found", "conflict", "blocked"]
        let useful = rows.filter { !$0.asked.isInvalid && !unusable.contains($0.outcome ?? "") }
        let named = Set(useful.compactMap(\.asked.phone))
        let whole = Set(useful.filter { $0.asked.phone == nil }.compactMap(\.route?.connector))
        var servers = numbersBefore.compactMapValues(\.connectorId)
        return requests.flatMap { request in
            let reached = request.entry.changed.filter { !whole.contains($0) }.flatMap { connector in
                servers.filter { $1 == connector && !named.contains($0) }.keys.sorted().map { number in
                    "\(request.name) changes \(connector), which serves \(number), of which no row is of use."
                }
            }
            for number in request.entry.changedNumbers {
                if case .routing(let connector)? = request.demand(of: .number(number)) {
                    servers[number] = connector
                } else {
                    servers[number] = nil
                }
            }
            return reached
        }
    }

    func placesOfRefusedRows() -> [String] {
        forEachPlace { request, number, _ in
            let own = rows.filter { $0.asked.phone == number && $0.asked.agent == request.agent }
            let refused = own.filter { ["invalid", "not_found", "conflict", "blocked"].contains($0.outcome) }
            guard !refused.isEmpty, refused.count == own.count else { return nil }
            return "of which \(refused[0].name) is \(refused[0].outcome ?? "")."
        }
    }

    func unreadPlaces() -> [String] {
        demands.keys.filter { $0.connector == nil }.sorted().flatMap { subject in
            Dictionary(grouping: demands[subject, default: []], by: \.session).values.compactMap { sent in
                guard let first = sent.first else { return nil }
                let isRead = requests[..<first.position].contains { request in
                    request.session == first.session
                        && (request.reads(subject) || request.isClean && request.lookedUpNumber == subject.id)
                }
                return isRead ? nil : "\(first.name) names \(subject), which the session had not read."
            }
        }
    }

    /// What is said to be done is, and by the run; what is said not to be done is not.
    func falsePlaces() -> [String] {
        let former = numbersBefore
        let now = Dictionary(uniqueKeysWithValues: history.after.phoneNumbers.map { ($0.number, $0) })
        return rows.filter { $0.isOfPlaces && !$0.asked.isInvalid && isReliable($0) }.compactMap { row -> String? in
            guard let outcome = row.outcome, let number = row.asked.phone else { return nil }
            let wasSo = isMet(row.asked, by: former[number], before)
            let isSo = isMet(row.asked, by: now[number], after)
            let isFalse =
                switch outcome {
                case "updated": !isSo || !hasChanged(row)
                case "unchanged": !wasSo
                case "rejected", "failed", "not_attempted": isSo && !wasSo && !hasLateChange(of: row)
                default: false
                }
            func words(_ isSo: Bool) -> String { isSo ? "as it says" : "otherwise" }
            return isFalse ? "\(row.name) is \(outcome); its number was \(words(wasSo)) and is \(words(isSo))." : nil
        }
    }

    private func subjects(of row: JudgedRow) -> [Subject] {
        [row.asked.phone.map { .number($0) }, row.route.map { .connector($0.connector) }].compactMap(\.self)
    }

    private func hasChanged(_ row: JudgedRow) -> Bool {
        subjects(of: row).contains { subject in demands[subject, default: []].contains { $0.changed(subject) } }
    }

    private func hasLateChange(of row: JudgedRow) -> Bool { subjects(of: row).contains(where: hasLateChange) }

    private func isReliable(_ row: JudgedRow) -> Bool { row.route.map { isReliable($0.connector) } ?? true }

    private func isMet(
        _ row: AskedRow, by number: PhoneNumberResource?, _ connectors: [ConnectorID: Connector]
    ) -> Bool {
        if row.action == .release { return number?.projectId != row.agent }
        guard let number, number.projectId == row.agent || number.projectId == row.project else { return false }
        if let target = row.target, number.connectorId != target { return false }
        if row.settings.isEmpty { return true }
        return number.connectorId.flatMap { connectors[$0] }.map(row.settings.isMet) ?? false
    }

    /// The steps that results name are those that the row needs.
    func falseSteps() -> [String] {
        guard let results = history.results, results.rows.count == rows.count else { return [] }
        let former = numbersBefore
        return zip(rows, results.rows).compactMap { row, cells in
            guard row.asked.placesNumber, row.outcome == "updated", isReliable(row) else { return nil }
            let number = row.asked.phone.flatMap { former[$0] }
            let isThere = number?.projectId == row.asked.agent
            var steps: [String] = []
            if row.asked.action == .importing, !isThere { steps.append("import") }
            if let target = row.asked.target, !isThere || number?.connectorId != target { steps.append("route") }
            if row.asked.action == .release { steps.append("release") }
            let server = row.asked.target ?? (isThere ? number?.connectorId : nil)
            let settings = row.asked.settings.filter { setting, value in
                server.flatMap { before[$0] }.map { setting.value(in: $0) != value } ?? true
            }
            steps += Setting.allCases.filter { settings[$0] != nil }.map(\.rawValue)
            let named = cells["result_changed"] ?? ""
            return named == steps.joined(separator: " ")
                ? nil
                : "\(row.name) was changed by “\(named)”, and should have been by “\(steps.joined(separator: " "))”."
        }
    }
}
