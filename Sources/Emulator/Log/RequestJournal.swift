import Synchronization

/// Numbers requests as they come and writes them down where they are to be read.
final class RequestJournal: Sendable {
    private let memory: RequestLog?
    private let file: RequestLogFile?
    private let arrivals = Atomic(0)
    /// Held while an entry is written, so that all places have the same order.
    private let writing = Mutex(())

    /// Answers `nil` when nobody wants to know.
    init?(memory: RequestLog?, path: String?) throws(EmulatorProblem) {
        guard memory != nil || path != nil else { return nil }
        self.memory = memory
        file = if let path { try RequestLogFile(path: path) } else { nil }
    }

    func arrive() -> Int { arrivals.add(1, ordering: .relaxed).newValue }

    func append(_ entry: RequestLog.Entry) throws {
        try writing.withLock { _ in
            try file?.append(entry)
            memory?.append(entry)
        }
    }
}
