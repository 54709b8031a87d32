package import Sheet

/// What a run reports while it goes on; showing it is the caller's business.
package enum MigrationEvent: Sendable {
    /// The sheet's header was read.
    case columns(ColumnUse)
    case finding(Finding)
    /// So many rows of the sheet have been read.
    case read(rows: Int)
    /// The sheet was read to its end, and all was said of it.
    case checked(IntakeReport)
    /// Another question to the API was answered while connectors are being found.
    case resolved(requests: Int)
    /// So many rows ended in this way, for this session.
    case settled(Outcome, rows: Int)
    /// A connector or a number, named by the text after its kind, is left alone, or was found changed afterwards; the
    /// last text says in which way.
    case drifted(ActionKind, String, String)
    /// What changed since the plan is changed all the same.
    case overwriting(ActionKind, String, String)
    /// It was changed, but the API made something else of it.
    case madeOtherwise(ActionKind, String, String)
    /// The API does not answer; nothing is sent for so long.
    case waiting(because: String, for: Duration)
    /// The API answers again.
    case goingOn
    /// So many more connectors were read again at the end.
    case verified(connectors: Int)
    /// An unfinished run is taken up again.
    case resuming(RunRecord, SheetEdit?)
    /// A finished run file was moved out of the way.
    case archived(path: String, results: String?)
    /// The results are not where they should be, as a file is there that patchbay did not write, or not like this.
    case resultsElsewhere(path: String, insteadOf: String)
}

package typealias MigrationObserver = @Sendable (MigrationEvent) -> Void
