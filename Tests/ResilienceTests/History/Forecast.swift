import AgentsAPI
import Emulator
import Migration
import Telephony

/// What the design demands of a row before anything is sent.
enum Verdict: String {
    case invalid
    case notFound = "not_found"
    case conflict, blocked, unchanged
    /// To be sent; what comes of it is up to the API.
    case change
}

/// The connector that a row is about, and the agent that it is found under.
struct Route: Hashable {
    var agent: AgentID
    var connector: ConnectorID
}

/// The plan that a sheet has to come to on a state: the design's rules written a second time, in another way.
struct Forecast {
    private(set) var verdicts: [Verdict]
    let routes: [Route?]
    /// Connectors that numbers leave or come to, of whose rows it says nothing, as it says nothing of rows that place
    /// numbers.
    let places: Set<ConnectorID>
    private let sheet: AskedSheet
    private let connectors: [ConnectorID: Connector]

    init(of sheet: AskedSheet, on state: EmulatorState, allowsCollateral: Bool) {
        self.sheet = sheet
        connectors = Dictionary(uniqueKeysWithValues: state.connectors.map { ($0.connectorId, $0) })
        let directory = Directory(state)
        routes = sheet.rows.map { directory.route(of: $0) }
        let placing = sheet.rows.filter(\.placesNumber)
        places = Set(placing.compactMap(\.target) + placing.compactMap { directory.server(of: $0.phone) })
        verdicts = sheet.rows.map { $0.isInvalid ? .invalid : .change }
        endContradictions()
        endUnroutable()
        endConnectors(allowsCollateral, state)
    }

    /// Rows of one number that do not ask for the same.
    private mutating func endContradictions() {
        let usable = sheet.rows.indices.filter { verdicts[$0] == .change && sheet.rows[$0].phone != nil }
        for rows in Dictionary(grouping: usable, by: { [sheet.rows[$0].agent?.rawValue, sheet.rows[$0].phone] }).values
        where Set(rows.map { sheet.rows[$0].wish }).count > 1 {
            for row in rows { verdicts[row] = .conflict }
        }
    }

    private mutating func endUnroutable() {
        for row in sheet.rows.indices where verdicts[row] == .change && !sheet.rows[row].placesNumber {
            let asked = sheet.rows[row]
            if routes[row] == nil {
                verdicts[row] = .notFound
            } else if asked.phone != nil, let connector = asked.connector, connector != routes[row]?.connector {
                verdicts[row] = .conflict
            }
        }
    }

    private mutating func endConnectors(_ allowsCollateral: Bool, _ state: EmulatorState) {
        let open = sheet.rows.indices.filter { verdicts[$0] == .change && !sheet.rows[$0].placesNumber }
        let named = Set(open.compactMap { sheet.rows[$0].phone })
        for (route, rows) in Dictionary(grouping: open, by: { routes[$0] }) {
            guard let connector = route.flatMap({ connectors[$0.connector] }) else { continue }
            let isWhole = rows.contains { sheet.rows[$0].phone == nil }
            let served = state.phoneNumbers.filter { $0.connectorId == connector.connectorId }.map(\.number)
            let hasCollateral = !isWhole && !named.isSuperset(of: served)
            let verdict = verdict(on: rows, connector, isBlocked: hasCollateral && !allowsCollateral)
            for row in rows { verdicts[row] = verdict }
        }
    }

    private func verdict(on rows: [Int], _ connector: Connector, isBlocked: Bool) -> Verdict {
        let ends = Set(rows.map { Settings(of: connector).merging(sheet.rows[$0].settings) { $1 } })
        if ends.count > 1 { return .conflict }
        if ends == [Settings(of: connector)] { return .unchanged }
        return isBlocked ? .blocked : .change
    }

    /// The settings that are to change, by connector.
    var changes: [ConnectorID: Settings] {
        var changes: [ConnectorID: Settings] = [:]
        for (row, verdict) in verdicts.enumerated() where verdict == .change {
            guard let connector = routes[row].flatMap({ connectors[$0.connector] }) else { continue }
            changes[connector.connectorId] = sheet.rows[row].settings.filter { $0.value(in: connector) != $1 }
        }
        return changes
    }

    /// Whether none of the usable rows has a connector, which is taken for the wrong place.
    var findsNothing: Bool {
        let usable = verdicts.filter { $0 != .invalid }
        return !usable.isEmpty && usable.allSatisfy { $0 == .notFound }
    }

    /// Whether the sheet can only be applied without some of its rows.
    var hasErrors: Bool {
        let byConnector = sheet.rows.filter { !$0.isInvalid && $0.phone == nil }
        let pairs = Dictionary(grouping: byConnector, by: { [$0.agent?.rawValue, $0.connector?.rawValue] })
        return verdicts.contains(.invalid) || contradictsItself
            || pairs.values.contains { Set($0.map(\.settings)).count > 1 }
    }

    private var contradictsItself: Bool {
        let byNumber = sheet.rows.filter { !$0.isInvalid && $0.phone != nil }
        let groups = Dictionary(grouping: byNumber, by: { [$0.agent?.rawValue, $0.phone] })
        return groups.values.contains { Set($0.map(\.wish)).count > 1 }
    }
}

/// Finds the connector of a row: under its own agent, or else where it is to move to.
private struct Directory {
    private let connectorOfNumber: [String: Route]
    private let agentOfConnector: [ConnectorID: AgentID]

    init(_ state: EmulatorState) {
        agentOfConnector = Dictionary(uniqueKeysWithValues: state.connectors.map { ($0.connectorId, $0.projectId) })
        let routed = state.phoneNumbers.compactMap { number in
            number.connectorId.map { (number.number, Route(agent: number.projectId, connector: $0)) }
        }
        connectorOfNumber = Dictionary(uniqueKeysWithValues: routed)
    }

    func server(of number: String?) -> ConnectorID? { number.flatMap { connectorOfNumber[$0]?.connector } }

    func route(of row: AskedRow) -> Route? {
        let found: Route?
        if let target = row.target { return row.agent.map { Route(agent: $0, connector: target) } }
        if let phone = row.phone {
            found = connectorOfNumber[phone]
        } else {
            found = row.connector.flatMap { connector in
                agentOfConnector[connector].map { Route(agent: $0, connector: connector) }
            }
        }
        guard let found, found.agent == row.agent || found.agent == row.project else { return nil }
        return found
    }
}
