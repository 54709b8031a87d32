package import AgentsAPI
import AgentsClient
import ForeignText
import Telephony

/// What one or more rows of the sheet want of a connector.
package struct Want: Hashable, Sendable {
    package let settings: ConnectorPatch
    /// The first row's physical line in the sheet.
    package let line: Int
    /// Its number in the run file.
    let wish: Int64

    package init(settings: ConnectorPatch, line: Int, wish: Int64 = 0) {
        self.settings = settings
        self.line = line
        self.wish = wish
    }
}

/// All that the plan has to know of one connector.
package struct ConnectorGroup: Sendable {
    /// The connector as first read.
    package let before: Connector
    /// What the rows to be planned want, in the order of the sheet; at least one.
    package let wants: [Want]
    /// What rows of the sheet wanted whose change this run has already carried out.
    package let settled: [Want]
    /// Numbers that this connector serves and that the sheet does not name; the first of them, if there are many.
    package let collateral: [String]
    /// How many of those there are.
    package let collateralCount: Int
    /// Whether it could be seen which numbers the connector serves.
    package let isCollateralSeen: Bool

    package init(
        before: Connector, wants: [Want], settled: [Want] = [], collateral: [String] = [],
        collateralCount: Int? = nil, isCollateralSeen: Bool = true
    ) {
        self.before = before
        self.wants = wants
        self.settled = settled
        self.collateral = collateral
        self.collateralCount = collateralCount ?? collateral.count
        self.isCollateralSeen = isCollateralSeen
    }
}

/// What the plan makes of one connector's rows.
package enum Decision: Hashable, Sendable {
    case unchanged
    /// The settings that differ, and nothing else.
    case change(ConnectorPatch)
    case conflict(String)
    case blocked(String)
    /// The settings would contradict each other, and strictness forbids it.
    case invalid(String)
    /// The connector stays as it is, and its numbers are routed to others that are as their rows want them.
    case split([Departure])

    /// How rows end for which nothing is to be sent, and why.
    struct End {
        let outcome: Outcome
        let message: String
    }

    var end: End? {
        switch self {
        case .conflict(let message): End(outcome: .conflict, message: message)
        case .blocked(let message): End(outcome: .blocked, message: message)
        case .invalid(let message): End(outcome: .invalid, message: message)
        case .unchanged, .change, .split: nil
        }
    }
}

/// Where numbers go whose rows want the same.
package struct Departure: Hashable, Sendable {
    let wish: Int64
    /// Nil where they stay.
    let target: ConnectorID?
}

/// Decides, connector by connector, what to send. Pure: the same group always gets the same decision.
package struct Planner: Sendable {
    package var allowsCollateral: Bool

    package init(allowsCollateral: Bool) { self.allowsCollateral = allowsCollateral }

    package func decide(_ group: ConnectorGroup) -> Decision {
        if let message = Self.conflict(in: group) { return .conflict(message) }
        guard let patch = group.wants.first?.settings.reduced(against: group.before), !patch.isEmpty else {
            return .unchanged
        }
        if group.collateralCount > 0, !allowsCollateral { return .blocked(Self.collateralMessage(group)) }
        if !group.isCollateralSeen, !allowsCollateral { return .blocked(Self.unseenMessage(group)) }
        return .change(patch)
    }

    /// Rows agree when they leave the connector the same, however they say it.
    private static func conflict(in group: ConnectorGroup) -> String? {
        guard group.wants.count + group.settled.count > 1 else { return nil }
        let all = (group.wants + group.settled).sorted { $0.line < $1.line }
        guard let first = all.first else { return nil }
        let after = first.settings.applied(to: group.before)
        for other in all.dropFirst() {
            let difference = after.changes(to: other.settings.applied(to: group.before))
            guard let change = difference.first else { continue }
            return """
                lines \(first.line) and \(other.line) want different settings of connector \(name(group)), which \
                serves both: \(change.setting.rawValue) \(shown(change.old)) and \(shown(change.new)). Make them \
                equal, or give the numbers connectors of their own.
                """
        }
        return nil
    }

    private static func collateralMessage(_ group: ConnectorGroup) -> String {
        let count = group.collateralCount
        let shown =
            group.collateral.prefix(3).map { HarmlessText.make($0) }.joined(separator: ", ")
            + (count > 3 ? " and \(count - 3) more" : "")
        return """
            connector \(name(group)) also serves \(shown), which no usable row of the sheet names. \
            Add or correct \(count == 1 ? "its row" : "their rows"), or allow the change of numbers that the sheet \
            does not name with --allow-collateral.
            """
    }

    private static func unseenMessage(_ group: ConnectorGroup) -> String {
        """
        which other numbers connector \(name(group)) serves cannot be seen, as the API does not list numbers. \
        Allow the change of numbers that the sheet does not name with --allow-collateral, if that is right.
        """
    }

    private static func name(_ group: ConnectorGroup) -> String { HarmlessText.make(group.before.connectorId.rawValue) }

    private static func shown(_ value: String) -> String { value.isEmpty ? "(none)" : HarmlessText.make(value) }
}
