import Foundation
import Sheet
import Synchronization
import TestSupport
import UnixSignals

@testable import patchbay

/// A place to run command lines at: a directory of its own, and all that a process would bring.
struct Bench: Sendable {
    let directory: URL
    var environment = ["POLYAI_API_KEY": "emulator-key"]
    /// What the person types, a line for each question; nil when standard input is not a terminal.
    var answers: [String]?
    /// Happens before an answer is typed.
    var beforeAnswer: @Sendable () async -> Void = {}
    var style = Style.plain
    /// The columns of the terminal that messages go to; nil when there is none.
    var width: Int?
    /// Stands still unless a test says otherwise, so that a slow machine shows no progress of its own.
    var now: @Sendable () -> Date = { Date(timeIntervalSince1970: 1_800_000_000) }
    /// Waits for nothing.
    var clock: any Clock<Duration> = HastyClock()
    var signals: @Sendable () async -> AsyncStream<UnixSignal> = { AsyncStream { _ in } }
    /// Called with each piece of text that goes to standard error.
    var onMessage: @Sendable (String) -> Void = { _ in }
    var output: (any ByteSink & Sendable)?

    /// How a command line ended, and what it printed.
    struct Ending: Sendable {
        let status: Status
        let output: String
        let errors: String

        /// Standard output as one JSON object.
        func json() throws -> JSON { try JSON(output) }
    }

    func patchbay(_ arguments: [String]) async -> Ending {
        let (output, errors) = (TextSink(), TextSink(onWrite: onMessage))
        let script = Script(answers ?? [])
        var console = Console(
            output: self.output ?? output, errors: errors,
            readLine: { [beforeAnswer] in
                await beforeAnswer()
                return script.next()
            }, isInputTerminal: answers != nil, outputStyle: style, errorStyle: style)
        if let width { console.errorWidth = { width } }
        let world = World(
            console: console, environment: environment, directory: directory.path, now: now, clock: clock,
            signals: signals)
        let status = await Patchbay.main(arguments, in: world)
        return Ending(status: status, output: output.text, errors: errors.text)
    }

    func patchbay(_ arguments: String...) async -> Ending { await patchbay(arguments) }

    func path(_ name: String) -> String { directory.appending(path: name).path }

    /// Writes a file and returns its path.
    @discardableResult func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: directory.appending(path: name))
        return path(name)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: directory.appending(path: name), encoding: .utf8)
    }

    /// The names of all files here, sorted.
    var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
    }
}

/// Lines to be typed, one after the other.
private final class Script: Sendable {
    private let lines: Mutex<[String]>

    init(_ lines: [String]) { self.lines = Mutex(lines) }

    func next() -> String? { lines.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}

/// Runs `body` at a bench whose directory is removed afterwards.
func withBench<Value>(_ body: (Bench) async throws -> Value) async throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appending(path: "patchbay-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(Bench(directory: directory))
}

/// Swift Testing has an `ExitStatus` of its own.
typealias Status = patchbay.ExitStatus
