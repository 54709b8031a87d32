import AgentsAPI
import Emulator
import Telephony

/// A history with what the rules look up in it again and again. Each rule is a function that returns what breaks it.
struct Inspection {
    let history: History
    let requests: [LoggedRequest]
    let before: [ConnectorID: Connector]
    let after: [ConnectorID: Connector]
    let rows: [JudgedRow]
    /// The updates that name a connector, in the order of sending.
    let updates: [ConnectorID: [LoggedRequest]]
    /// All that asks something of a connector or a number, in the order of sending.
    let demands: [Subject: [LoggedRequest]]

    init(_ history: History) {
        self.history = history
        requests = LoggedRequest.all(history)
        before = Dictionary(uniqueKeysWithValues: history.before.connectors.map { ($0.connectorId, $0) })
        after = Dictionary(uniqueKeysWithValues: history.after.connectors.map { ($0.connectorId, $0) })
        rows = JudgedRow.all(history, requests)
        var demands: [Subject: [LoggedRequest]] = [:]
        for request in requests.sorted(by: { $0.arrival < $1.arrival }) {
            for subject in Set(request.demands.map(\.subject)) { demands[subject, default: []].append(request) }
        }
        self.demands = demands
        updates = Dictionary(
            uniqueKeysWithValues: demands.compactMap { subject, requests in subject.connector.map { ($0, requests) } })
    }

    /// Connectors that a fault kept from their end for good: their update was refused, or that of another one that a
    /// batch had refused like them, or the API said that there is no such number.
    var hindered: Set<ConnectorID> {
        let refused = requests.filter {
            $0.entry.operation == .updateConnector && $0.entry.fault != nil && $0.isFinalRefusal
        }
        let unseen = rows.filter { history.numbersAreHidden && ["blocked", "drifted"].contains($0.outcome) }
        let alike = rows.filter { !refused.isEmpty && $0.outcome == "rejected" }
        return misled.union(alike.compactMap(\.route?.connector)).union(refused.flatMap(\.entry.connectors)).union(
            unseen.compactMap(\.route?.connector))
    }

    /// Connectors of which the API said, in answer to one of their rows, that there is no such thing.
    var misled: Set<ConnectorID> {
        let connectors = rows.filter(\.isMisled).flatMap { [$0.route?.connector, $0.asked.connector] }
        return Set(connectors.compactMap { $0 })
    }

    func isReliable(_ connector: ConnectorID) -> Bool { !history.unreliable.contains(connector) }

    func rows(of connector: ConnectorID) -> [JudgedRow] { rows.filter { $0.route?.connector == connector } }

    /// Those that changed the connector.
    func changes(of connector: ConnectorID) -> [LoggedRequest] {
        updates[connector, default: []].filter { $0.changed(connector) }
    }

    /// Whether an update was applied only after the connector had been read back, with a true answer: the client had
    /// seen it as not applied, and no client of this API can do better.
    func isLate(_ request: LoggedRequest, _ subject: Subject) -> Bool {
        requests[..<request.position].contains {
            $0.reads(subject) && ($0.arrival > request.arrival || $0.session > request.session)
        }
    }

    func hasLateChange(_ subject: Subject) -> Bool {
        demands[subject, default: []].contains { $0.changed(subject) && isLate($0, subject) }
    }

    func hasLateChange(_ connector: ConnectorID) -> Bool { hasLateChange(.connector(connector)) }
}

/// A row with what the checker makes of it and what the run says of it.
struct JudgedRow {
    let asked: AskedRow
    /// Where the state before has the row's connector; `nil` if nowhere.
    let route: Route?
    let verdict: Verdict
    /// Whether a fault answered falsely that what the row names does not exist, or cannot be asked for.
    let isMisled: Bool
    /// `nil` without a run file, or when it lacks the row.
    let outcome: String?
    let change: RecordedRun.Change?
    /// Whether the row's number is imported, routed or released, or its connector serves such a number, before or
    /// after.
    let isOfPlaces: Bool

    var name: String { asked.name }

    /// Whether a guard, or the search for its connector, ended the row before anything could be sent for it.
    var isRefused: Bool {
        ["invalid", "not_found", "conflict", "blocked", "unchanged"].contains(outcome)
            || outcome == "rejected" && change == nil && !isOfPlaces
    }

    /// Whether the row wants all of an update.
    func asksFor(_ settings: Settings) -> Bool { settings.allSatisfy { asked.settings[$0] == $1 } }

    static func all(_ history: History, _ requests: [LoggedRequest]) -> [Self] {
        let forecast = Forecast(of: history.sheet, on: history.before, allowsCollateral: history.allowsCollateral)
        let misguidance = Misguidance(requests)
        let routed = Set(history.record?.numberChanges.map(\.number) ?? [])
        return history.sheet.rows.enumerated().map { index, asked in
            let row = history.record.flatMap { $0.rows.indices.contains(index) ? $0.rows[index] : nil }
            let route = forecast.routes[index]
            let isRouted = asked.phone.map(routed.contains) ?? false
            return Self(
                asked: asked, route: route, verdict: forecast.verdicts[index],
                isMisled: misguidance.concerns(asked), outcome: row?.outcome,
                change: row?.change.flatMap { history.record?.changes[$0] },
                isOfPlaces: asked.placesNumber || isRouted
                    || route.map { forecast.places.contains($0.connector) } ?? false)
        }
    }
}

/// Where faults told the run, while it looked for the connectors, that there is nothing to be found.
private struct Misguidance {
    private var numbers: Set<[String]> = []
    private var agents: Set<AgentID> = []

    init(_ requests: [LoggedRequest]) {
        for request in requests where !request.isUpdate && request.entry.fault != nil {
            if request.isFinalRefusal || request.entry.status == 401 { agents.insert(request.agent) }
            if request.isFinalRefusal, let number = request.lookedUpNumber {
                numbers.insert([request.agent.rawValue, number])
            }
        }
    }

    /// A project that a row is to move to may be closed to the run, which then does not look for the row there.
    func concerns(_ row: AskedRow) -> Bool {
        let isMissed = row.phone.map { numbers.contains([row.agent?.rawValue ?? "", $0]) } ?? false
        return isMissed || row.project.map { $0 != row.agent && agents.contains($0) } ?? false
    }
}
