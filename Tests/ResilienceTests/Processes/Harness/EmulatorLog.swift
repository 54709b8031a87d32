import Emulator
import Foundation
import Telephony

/// A named pipe in the place of the request log's file, so that an entry is seen the instant it is written.
struct LogPipe {
    let path: String
    let feed: LineFeed
    private let ownEnd: CInt

    init(path: String) throws {
        guard mkfifo(path, 0o600) == 0 else { throw SpawnError(call: "mkfifo", code: errno) }
        // Read and write at once, so that opening does not wait for the other side.
        ownEnd = open(path, O_RDWR | O_CLOEXEC)
        let reading = open(path, O_RDONLY | O_CLOEXEC)
        guard ownEnd >= 0, reading >= 0 else { throw SpawnError(call: "open \(path)", code: errno) }
        self.path = path
        feed = LineFeed(reading)
    }

    /// From now on the emulator alone keeps the pipe open, so that its end is the feed's.
    func closeOwnEnd() { close(ownEnd) }
}

/// What the emulator was asked, and what it made of it.
struct EmulatorLog: Sendable {
    typealias Entry = RequestLog.Entry

    private let feed: LineFeed

    init(_ feed: LineFeed) { self.feed = feed }

    /// The requests of one branch, in the order they were answered.
    func entries(of branch: Branch) throws -> [Entry] {
        try feed.lines.map(Self.entry).filter { Self.is($0.path, of: branch) }
    }

    /// Calls `act` the instant that the nth entry of the branch from now on that matches is there, before its answer leaves.
    func on(
        _ nth: Int = 1, of branch: Branch, where matches: @escaping @Sendable (Entry) -> Bool = { _ in true },
        act: @escaping @Sendable () -> Void
    ) {
        let counter = Counter()
        feed.onLine { line in
            guard let entry = try? Self.entry(line), Self.is(entry.path, of: branch), matches(entry) else {
                return false
            }
            guard counter.next() == nth else { return false }
            act()
            return true
        }
    }

    private static func entry(_ line: String) throws -> Entry {
        try JSONDecoder().decode(Entry.self, from: Data(line.utf8))
    }

    private static func `is`(_ path: String, of branch: Branch) -> Bool {
        branch.agents.contains { path.contains("/\($0)/") }
    }
}

extension EmulatorLog.Entry {
    var isUpdate: Bool { operation == .updateConnectors || operation == .updateConnector }
}
