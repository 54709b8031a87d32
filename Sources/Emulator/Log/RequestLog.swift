import Synchronization
package import Telephony

/// What was asked of the emulator and what it made of it, in the order of the answers. Holds no keys, but their
/// numbers.
package final class RequestLog: Sendable {
    /// How the emulator ended its part. Whether an answer reached the client, nobody here can know.
    package enum Ending: String, Codable, Sendable {
        case answered
        /// A part of the answer was sent, then the connection was closed.
        case cut
        /// The connection was closed without an answer.
        case closed
    }

    package struct Entry: Codable, Hashable, Sendable {
        /// In the order of arrival, from 1; the second start of a server counts on, another process begins anew.
        package var number: Int
        /// Which of the emulator's keys it carried, in the order they were given, from 1; `nil` for none of them.
        package var key: Int?
        package var method: String
        /// With the query, as it was sent.
        package var path: String
        /// `nil` where nothing is served.
        package var operation: Operation?
        /// The connectors that the path, the query and the body name, in this order.
        package var connectors: [ConnectorID]
        /// The body itself stands here instead of a digest: it tells what was asked, and tells two requests apart as
        /// well. `nil` when there was none, or when nobody read it.
        package var body: String?
        /// True exactly when the request's transaction was committed and left the state other than it was.
        package var applied: Bool
        /// The connectors that are other than they were, in the order of their changes.
        package var changed: [ConnectorID]
        /// The same of numbers, other than such as go along with their connector.
        package var changedNumbers: [String]
        /// `nil` when the connection was closed without an answer.
        package var status: Int?
        package var ending: Ending
        /// The name of the fault that hit.
        package var fault: String?
        package var correlationID: String
    }

    private let log = Mutex<[Entry]>([])
    private let observer: @Sendable (Entry) -> Void

    /// - Parameter observer: called with each entry, before its answer leaves.
    package init(observer: @escaping @Sendable (Entry) -> Void = { _ in }) { self.observer = observer }

    package var entries: [Entry] { log.withLock { $0 } }

    func append(_ entry: Entry) {
        log.withLock { $0.append(entry) }
        observer(entry)
    }
}
