package import Sheet

/// What a run reports while it goes on; showing it is the caller's business.
package enum MigrationEvent: Sendable {
    case finding(Finding)
    /// So many rows of the sheet have been read.
    case read(rows: Int)
    /// Another question to the API was answered while connectors are being found.
    case resolved(requests: Int)
    /// So many rows ended in this way. `unknown` rows may end in another way later.
    case settled(Outcome, rows: Int)
    case warning(String)
    /// An unfinished run is taken up again.
    case resuming(RunRecord, SheetEdit?)
    /// A finished run file was moved out of the way.
    case archived(path: String)
}

package typealias MigrationObserver = @Sendable (MigrationEvent) -> Void
