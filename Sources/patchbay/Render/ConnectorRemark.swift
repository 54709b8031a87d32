import Migration

/// What is said of single connectors, of which there can be many: only the first of each kind are shown.
enum ConnectorRemark: CaseIterable {
    case drifted, overwriting, madeOtherwise

    static let mostShown = 10

    /// Nil for events that are about the run as a whole.
    init?(_ event: MigrationEvent) {
        switch event {
        case .drifted: self = .drifted
        case .overwriting: self = .overwriting
        case .madeOtherwise: self = .madeOtherwise
        default: return nil
        }
    }

    /// Says how many were not shown.
    func rest(_ count: Int) -> String {
        "… and \(counted(count, "more connector")) \(ending)"
    }

    private var ending: String {
        switch self {
        case .drifted: "that changed; see the results."
        case .overwriting: "that changed since the plan and were not left alone."
        case .madeOtherwise: "of which the API made something else; see the results."
        }
    }
}
