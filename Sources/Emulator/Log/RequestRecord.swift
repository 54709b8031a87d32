import NIOCore
import Synchronization
import Telephony

/// What is found out about one request on its way to its answer.
final class RequestRecord: Sendable {
    struct Notes: Sendable {
        /// As it came; `nil` while nobody has read it.
        var body: ByteBuffer?
        var changed: [ConnectorID] = []
        var changedNumbers: [String] = []
        var applied = false
        var fault: String?
        var ending = RequestLog.Ending.answered
    }

    private let state = Mutex(Notes())

    var notes: Notes { state.withLock { $0 } }

    func note(_ change: (inout Notes) -> Void) { state.withLock { change(&$0) } }
}
