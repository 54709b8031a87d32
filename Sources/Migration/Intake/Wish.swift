import AgentsAPI
import Telephony

/// What a row asks for.
struct Wish: Hashable, Sendable {
    /// Of the connector that serves the number when everything else is done.
    var settings = ConnectorPatch()
    /// The connector that is to serve the number.
    var target: ConnectorID?
    var action = RowAction.change
    /// Where an imported number is to be; nil where the row leaves it to the API.
    var environment: ClientEnvironment?
    /// Settings by their names, until it is known what they mean.
    var names = SpokenNames()

    var isEmpty: Bool { settings.isEmpty && names.isEmpty && target == nil && action == .change }
}

/// Whether a number is to be there, numbered as the run file has it.
package enum RowAction: Int64, CaseIterable, Sendable {
    /// It is there, and stays.
    case change = 0
    case importing = 1
    case release = 2

    /// Nil for a cell that names none.
    package init?(cell: String) {
        switch cell.lowercased() {
        case "import": self = .importing
        case "release": self = .release
        default: return nil
        }
    }
}
