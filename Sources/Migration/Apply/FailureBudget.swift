import Synchronization

/// Counts the rows that fail in a session, and knows how many are too many.
final class FailureBudget: Sendable {
    private struct Count {
        /// Ended as rejected or failed.
        var ended = 0
        /// Sent, with no answer so far, and could not be read back.
        var unknown = 0
    }

    private let rows: Int
    private let allowed: Int
    private let count = Mutex(Count())

    /// - Parameter rows: those that the session has to change.
    init(rows: Int, allowed: Int) {
        self.rows = rows
        self.allowed = allowed
    }

    /// Throws `RunStop` when more rows have failed than may.
    func check() throws(RunStop) {
        let failed = count.withLock { $0.ended + $0.unknown }
        guard failed <= allowed else { throw .tooManyFailures(failed: failed, rows: rows, allowed: allowed) }
    }

    func count(_ outcome: Outcome, rows: Int) {
        guard outcome == .rejected || outcome == .failed else { return }
        count.withLock { $0.ended += rows }
    }

    func countUnknown(_ changes: [Change]) {
        // As in ending, one row at least is lost with a step that no row ends with.
        let rows = changes.reduce(0) { $0 + max(1, $1.rowCount) }
        count.withLock { $0.unknown += rows }
    }

    /// All that is unknown is about to be read back, and counted again if it stays so.
    func forgetUnknown() {
        count.withLock { $0.unknown = 0 }
    }
}
