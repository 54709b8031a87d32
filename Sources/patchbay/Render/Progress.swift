import AgentsClient
import Foundation
import Migration
import Sheet
import Synchronization

/// Tells the person how a run goes: one line drawn over on a terminal, a plain line every few seconds elsewhere.
final class Progress: Sendable {
    /// In seconds.
    private static let terminalInterval = 0.1
    private static let plainInterval = 5.0

    private let console: Console
    private let now: @Sendable () -> Date
    private let state: Mutex<State>
    private let counter = RequestCounter()

    init(_ world: World) {
        console = world.console
        now = world.now
        state = Mutex(State(startedAt: world.now()))
    }

    var requests: RequestCounts { counter.counts }

    var elapsed: Double { state.withLock { now().timeIntervalSince($0.startedAt) } }

    /// Rows are being changed from now on.
    func beginApplying(rows: Int) {
        state.withLock { state in
            state.phase = .applying(startedAt: now(), rows: rows)
            draw(&state, isForced: false)
        }
    }

    @Sendable func observe(_ event: MigrationEvent) {
        state.withLock { state in
            state.count(event)
            if let message = MigrationMessages(style: console.errorStyle).line(event) { say(message, &state) }
            draw(&state, isForced: false)
        }
    }

    @Sendable func observe(_ event: TransportEvent) {
        counter.observe(event)
        state.withLock { state in
            if case .heldBack(let duration) = event { state.waitsUntil = now() + duration / .seconds(1) }
            draw(&state, isForced: false)
        }
    }

    /// Takes the progress line away, for what is printed next.
    func end() {
        state.withLock { clear(&$0) }
    }

    private func say(_ message: String, _ state: inout State) {
        clear(&state)
        console.say(message)
    }

    private func clear(_ state: inout State) {
        guard state.isDrawn else { return }
        try? console.errors.write(Array("\r\u{1B}[K".utf8))
        state.isDrawn = false
    }

    private func draw(_ state: inout State, isForced: Bool) {
        let time = now()
        let interval = console.isErrorTerminal ? Self.terminalInterval : Self.plainInterval
        guard time.timeIntervalSince(state.drawnAt) >= interval, let line = state.line(at: time) else { return }
        state.drawnAt = time
        if console.isErrorTerminal {
            try? console.errors.write(Array("\r\u{1B}[K\(line)".utf8))
            state.isDrawn = true
        } else {
            console.say(line)
        }
    }
}

private struct State {
    enum Phase {
        case reading
        case resolving
        case applying(startedAt: Date, rows: Int)
    }

    let startedAt: Date
    var phase = Phase.reading
    var rowsRead = 0
    var answers = 0
    var rowsDone = 0
    var errors = 0
    var waitsUntil: Date?
    var drawnAt: Date
    var isDrawn = false

    init(startedAt: Date) {
        self.startedAt = startedAt
        drawnAt = startedAt
    }

    mutating func count(_ event: MigrationEvent) {
        switch event {
        case .read(let rows): rowsRead = rows
        case .resolved(let requests):
            phase = .resolving
            answers += requests
        case .settled(let outcome, let rows):
            rowsDone += rows
            if !outcome.isSuccess { errors += rows }
        case .finding, .warning, .resuming, .archived: break
        }
    }

    func line(at time: Date) -> String? {
        let parts: [String?]
        switch phase {
        case .reading: parts = rowsRead == 0 ? [] : ["Reading the sheet: \(counted(rowsRead, "row"))"]
        case .resolving: parts = ["Finding connectors: \(counted(answers, "answer"))", waiting(at: time)]
        case .applying(let start, let rows):
            let rate = Double(rowsDone) / max(0.001, time.timeIntervalSince(start))
            parts = [
                "Applying: \(rowsDone) of \(counted(rows, "row"))", "\(Int(rate.rounded())) rows/s",
                counted(errors, "error"), waiting(at: time), timeLeft(rows - rowsDone, rate),
            ]
        }
        let line = parts.compactMap(\.self).joined(separator: " · ")
        return line.isEmpty ? nil : line
    }

    private func waiting(at time: Date) -> String? {
        guard let waitsUntil, waitsUntil > time else { return nil }
        return "waiting \(Int(waitsUntil.timeIntervalSince(time).rounded(.up))) s, as the API asks for fewer requests"
    }

    private func timeLeft(_ rows: Int, _ rate: Double) -> String? {
        guard rows > 0, rate > 0 else { return nil }
        let seconds = Int((Double(rows) / rate).rounded(.up))
        return seconds < 90 ? "about \(seconds) s left" : "about \((seconds + 59) / 60) min left"
    }
}

/// The sentences for what happens in a run.
struct MigrationMessages {
    let style: Style

    func line(_ event: MigrationEvent) -> String? {
        switch event {
        case .finding(let finding): FindingPrinter(style: style).line(finding)
        case .warning(let message): "\(style.yellow("warning")): \(message)"
        case .archived(let path): "An earlier run of this sheet is finished; its run file is now \(path)."
        case .resuming(let record, let edit):
            "Going on with the run of \(record.createdAt.formatted(.iso8601)).\(edit.map { " " + sentence($0) } ?? "")"
        case .read, .resolved, .settled: nil
        }
    }

    private func sentence(_ edit: SheetEdit) -> String {
        let dropped =
            edit.droppedFinished == 0
            ? ""
            : " \(counted(edit.droppedFinished, "finished row")) of before are not in it any more; they stay changed."
        return """
            The sheet was edited: it had \(counted(edit.formerRows, "row")) and has \(edit.rows); \
            \(counted(edit.keptFinished, "finished row")) kept.\(dropped)
            """
    }
}
