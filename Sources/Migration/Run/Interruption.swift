import GRDB
import GRDBSQLite
import Synchronization

/// Ends statements early while a session is being prepared: what one of a million rows takes is no time to wait for
/// when somebody has asked the program to end. Once a session is agreed to, every statement is carried out.
final class Interruption: Sendable {
    private struct State {
        var isPreparing = false
        var isAskedFor = false
    }

    /// Steps of SQLite's machine between two looks, some milliseconds at most.
    private static let interval: CInt = 100_000

    private let state = Mutex(State())

    func beginPreparing() { state.withLock { $0 = State(isPreparing: true) } }

    func endPreparing() { state.withLock { $0.isPreparing = false } }

    func ask() { state.withLock { $0.isAskedFor = true } }

    private var isDue: Bool { state.withLock { $0.isPreparing && $0.isAskedFor } }

    /// A statement that is ended fails with `SQLITE_INTERRUPT`. The connection must not outlive this.
    func watch(_ db: Database) {
        let watch: @convention(c) (UnsafeMutableRawPointer?) -> CInt = { pointer in
            guard let pointer else { return 0 }
            return Unmanaged<Interruption>.fromOpaque(pointer).takeUnretainedValue().isDue ? 1 : 0
        }
        let pointer = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_progress_handler(db.sqliteConnection, Self.interval, watch, pointer)
    }
}
