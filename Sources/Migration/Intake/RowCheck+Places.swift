import AgentsAPI
import Sheet
import Telephony

/// Where a row says that its number should be.
extension RowCheck {
    func readPlace(_ row: borrowing SheetRow, _ staged: inout ReadRow, _ remarks: inout Remarks) {
        // What fills a whole column is not meant for rows of connectors that serve no number.
        guard cells.text(SheetColumns.phoneNumber, in: row) != nil || fillsItself(row) else { return }
        var wish = staged.desired ?? Wish()
        if let text = cells.text(SheetColumns.targetConnectorID, in: row) {
            wish.target = identifier(text, SheetColumns.targetConnectorID, &remarks).map(ConnectorID.init(rawValue:))
        }
        if let text = cells.text(SheetColumns.action, in: row) {
            if let action = RowAction(cell: text) {
                wish.action = action
            } else {
                remarks.add(.error, SheetColumns.action, .noAction(text))
            }
        }
        if wish.action == .importing { wish.environment = environment(row, &remarks) }
        check(wish, of: staged.agent, row, &remarks)
        // An export has them beside each number.
        if wish.action == .release { (wish.settings, wish.names) = (ConnectorPatch(), SpokenNames()) }
        staged.desired = wish
    }

    private func fillsItself(_ row: borrowing SheetRow) -> Bool {
        cells.hasText(SheetColumns.action, in: row) || cells.hasText(SheetColumns.targetConnectorID, in: row)
    }

    private func environment(_ row: borrowing SheetRow, _ remarks: inout Remarks) -> ClientEnvironment? {
        guard let text = cells.text(SheetColumns.clientEnvironment, in: row) else { return nil }
        let environment = ClientEnvironment.known.first { $0.rawValue == text.lowercased() }
        if environment == nil { remarks.add(.error, SheetColumns.clientEnvironment, .noEnvironment(text)) }
        return environment
    }

    private func check(_ wish: Wish, of agent: AgentID?, _ row: borrowing SheetRow, _ remarks: inout Remarks) {
        guard wish.action != .change || wish.target != nil else { return }
        let column = wish.action == .change ? SheetColumns.targetConnectorID : SheetColumns.action
        if cells.text(SheetColumns.phoneNumber, in: row) == nil { remarks.add(.error, column, .actsOnNumber) }
        if wish.action == .release {
            if wish.target != nil { remarks.add(.error, column, .releasesAndRoutes) }
            if !wish.settings.isEmpty || !wish.names.isEmpty { remarks.add(.note, column, .releasesOnly) }
        } else if wish.names.project != nil || wish.settings.projectId.map({ $0 != agent }) ?? false {
            remarks.add(.error, column, .routesAndMoves)
        }
    }
}
