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

    /// All that is in the pipe by now, which the feed may not have come to yet.
    func lines() async throws -> [String] {
        let mark = "mark \(UUID().uuidString)"
        try write(mark)
        _ = await feed.first { $0 == mark }
        return feed.lines.filter { !$0.hasPrefix("mark ") }
    }

    /// Opened for reading, too, so that it does not matter whether anybody reads any more.
    private func write(_ line: String) throws {
        let end = open(path, O_RDWR | O_CLOEXEC)
        guard end >= 0 else { throw SpawnError(call: "open \(path)", code: errno) }
        let handle = FileHandle(fileDescriptor: end, closeOnDealloc: true)
        try handle.write(contentsOf: Data("\(line)\n".utf8))
    }

    /// From now on the emulator alone keeps the pipe open, so that its end is the feed's.
    func closeOwnEnd() { close(ownEnd) }
}

/// What the emulator was asked, and what it made of it.
struct EmulatorLog: Sendable {
    typealias Entry = RequestLog.Entry

    private let pipe: LogPipe

    init(_ pipe: LogPipe) { self.pipe = pipe }

    /// The requests of one branch that were answered by now, in the order of the answers.
    func entries(of branch: Branch) async throws -> [Entry] {
        try await pipe.lines().map(Self.entry).filter { Self.is($0.path, of: branch) }
    }

    /// Calls `act` the instant that the nth entry of the branch from now on that matches is there, before its answer
    /// leaves.
    func on(
        _ nth: Int = 1, of branch: Branch, where matches: @escaping @Sendable (Entry) -> Bool = { _ in true },
        act: @escaping @Sendable () -> Void
    ) {
        let counter = Counter()
        pipe.feed.onLine { line in
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
