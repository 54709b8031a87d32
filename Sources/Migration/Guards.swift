/// What keeps a session from doing harm. Options of a session and not of the run, so resuming may set others.
package struct Guards: Sendable {
    /// The session stops when more rows fail; a percentage is of the rows that it has to change. Nil: a tenth of them,
    /// but at least ten.
    package var maxFailures: Limit?
    package var onDrift = DriftPolicy.skip
    /// Reads every changed connector again at the end.
    package var verifies = false
    /// How long an API that does not answer is waited for.
    package var longestOutage: Duration = .seconds(600)

    package init() {}

    package func allowedFailures(of rows: Int) -> Int {
        maxFailures?.most(of: rows) ?? max(10, Limit.percent(10).most(of: rows))
    }
}

/// What is done about a connector that changed since the plan was made.
package enum DriftPolicy: String, CaseIterable, Sendable {
    /// Leaves it alone; its rows are `drifted`.
    case skip
    /// Makes the change all the same, on top of what the connector has become.
    case overwrite
}
