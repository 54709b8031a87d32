import AgentsClient
import Foundation
import Migration
import Sheet
import Synchronization

/// Tells the person how a run goes: one line drawn over on a terminal, a plain line every few seconds elsewhere.
final class RunProgress: Sendable {
    /// In seconds.
    private static let terminalInterval = 0.1
    private static let plainInterval = 5.0
    /// A pause that is shorter than this is not spoken of, and a longer one again and again after so long.
    private static let wordyPause = 5.0
    private static let reminderInterval = 30.0

    private let console: Console
    private let now: @Sendable () -> Date
    private let messages: MigrationMessages
    private let pace: @Sendable () -> PaceReport?
    private let state: Mutex<State>
    private let counter = RequestCounter()

    private struct State {
        let startedAt: Date
        var expected: ExpectedRequests?
        /// When changes began to be sent, and how many requests there had been by then.
        var sending: (since: Date, after: Int)?
        var tally = ProgressTally()
        /// How long the person took to answer, in seconds.
        var asking = 0.0
        var drawnAt: Date
        var complainedAt: Date?
        /// When a pause was last spoken of, and the latest end that was named.
        var remindedAt: Date?
        var announcedEnd: Date?
        var remarks: [ConnectorRemark: Int] = [:]
        var columns: ColumnUse?
        /// Nil when every finding is shown.
        var findings: FindingGroups?
        /// Those that were shown.
        var shown: [Finding] = []
    }

    let showsAllFindings: Bool

    /// - Parameter pace: of the requests, where some are made.
    init(
        _ world: World, showsAllFindings: Bool = false, pace: @escaping @Sendable () -> PaceReport? = { nil }
    ) {
        self.pace = pace
        console = world.console
        now = world.now
        messages = MigrationMessages(world: world)
        self.showsAllFindings = showsAllFindings
        let findings = showsAllFindings ? nil : FindingGroups()
        state = Mutex(State(startedAt: world.now(), drawnAt: world.now(), findings: findings))
    }

    var requests: RequestCounts { counter.counts }

    /// In seconds, without those that a question waited for its answer.
    var elapsed: Double { state.withLock { max(0, now().timeIntervalSince($0.startedAt) - $0.asking) } }

    /// What sending the changes was expected to come to, and what it came to; nil when none was sent.
    var sending: (expected: ExpectedRequests, requests: Int, seconds: Double)? {
        state.withLock { state in
            guard let expected = state.expected, let sending = state.sending else { return nil }
            return (expected, counter.counts.sent - sending.after, max(0, now().timeIntervalSince(sending.since)))
        }
    }

    /// Those that were shown.
    var findings: [Finding] { state.withLock { $0.shown } }

    /// Of the sheet, once its header was read.
    var columns: ColumnUse? { state.withLock { $0.columns } }

    /// Whether changes are being sent, or were.
    var hasBegunApplying: Bool { state.withLock { $0.tally.applyingSince != nil } }

    /// Rows are being changed from now on.
    func beginApplying(rows: Int, _ expected: ExpectedRequests, afterAsking seconds: Double) {
        state.withLock { state in
            state.expected = expected
            state.sending = (now(), counter.counts.sent)
            state.asking += seconds
            state.tally.beginApplying(rows: rows, at: now())
            draw(&state, isForced: true)
        }
    }

    @Sendable func observe(_ event: MigrationEvent) {
        state.withLock { state in
            state.tally.count(event)
            if case .columns(let use) = event { state.columns = use }
            if isShown(event, &state), let message = messages.line(event) { console.say(message) }
            if case .checked = event { countRest(of: &state.findings) }
            if case .waiting(_, let pause) = event { beginWaiting(for: pause, "until the API is asked again", &state) }
            if case .goingOn = event { state.tally.endWaiting() }
            draw(&state)
        }
    }

    @Sendable func observe(_ event: TransportEvent) {
        counter.observe(event)
        state.withLock { state in
            state.tally.count(event, at: now())
            complain(of: event, &state)
            if case .heldBack(let pause, let failure) = event { announce(pause, failure, &state) }
            draw(&state)
        }
    }

    private func isShown(_ event: MigrationEvent, _ state: inout State) -> Bool {
        if case .finding(let finding) = event {
            guard state.findings?.admits(finding) ?? true else { return false }
            state.shown.append(finding)
            return true
        }
        guard let remark = ConnectorRemark(event) else { return true }
        state.remarks[remark, default: 0] += 1
        return state.remarks[remark, default: 0] <= ConnectorRemark.mostShown
    }

    /// Says how many findings were not shown; to be called before a question and at the end, also one that was not
    /// planned.
    func countFindings() { state.withLock { countRest(of: &$0.findings) } }

    /// Says how many findings were not shown, of each kind.
    private func countRest(of findings: inout FindingGroups?) {
        let rest = findings?.rest ?? []
        for (first, more) in rest { console.say(messages.rest(first, more)) }
        if !rest.isEmpty { console.say("--all-findings shows them all.") }
        if findings != nil { findings = FindingGroups() }
    }

    /// Takes the progress line away for what is printed next; elsewhere than on a terminal, says how far it came.
    func end() {
        console.clearLine()
        countFindings()
        let remarks = state.withLock { $0.remarks }
        for remark in ConnectorRemark.allCases {
            let more = remarks[remark, default: 0] - ConnectorRemark.mostShown
            if more > 0 { console.say(remark.rest(more)) }
        }
        guard console.errorWidth == nil else { return }
        state.withLock { state in
            guard state.tally.applyingSince != nil else { return }
            state.tally.endWaiting()
            draw(&state, isForced: true)
        }
    }

    /// A request that has to be sent again takes time, and the person may know why it fails. Not said too often.
    private func complain(of event: TransportEvent, _ state: inout State) {
        guard case .retrying(let failure, _) = event, !failure.kind.isRateLimit else { return }
        if let last = state.complainedAt, abs(now().timeIntervalSince(last)) < Self.plainInterval { return }
        state.complainedAt = now()
        console.say("\(failure.message) Trying again.")
    }

    /// Says of a long pause when it ends, why it is made and what can be done.
    private func announce(_ pause: Duration, _ failure: ClientFailure, _ state: inout State) {
        let seconds = pause / .seconds(1)
        guard seconds >= Self.wordyPause else { return }
        let moment = now() + seconds
        if let announced = state.announcedEnd, moment.timeIntervalSince(announced) < Self.wordyPause { return }
        (state.remindedAt, state.announcedEnd) = (now(), moment)
        let end = Self.clock(moment)
        console.say(
            """
            The API asks for a pause of \(pause.inWords): \(failure.reason). Nothing is sent until \(end); then it \
            goes on by itself. Ctrl-C ends it before; a run that has begun can be resumed.
            """)
    }

    private func beginWaiting(for pause: Duration, _ reason: String, _ state: inout State) {
        state.tally.beginWaiting(until: now() + pause / .seconds(1), reason)
        state.remindedAt = now()
    }

    /// To be called now and then: nothing else happens during a pause.
    func tick() {
        state.withLock { state in
            let time = now()
            guard let wait = state.tally.wait, wait.until > time else { return }
            guard console.errorWidth == nil else { return draw(&state) }
            guard let last = state.remindedAt, abs(time.timeIntervalSince(last)) >= Self.reminderInterval else {
                return
            }
            state.remindedAt = time
            let left = Duration.seconds(wait.until.timeIntervalSince(time).rounded(.up))
            console.say("Still waiting, \(wait.reason): until \(Self.clock(wait.until)), another \(left.inWords).")
        }
    }

    /// Such as `15:04:05 UTC`.
    private static func clock(_ time: Date) -> String {
        time.formatted(.iso8601.time(includingFractionalSeconds: false)).replacing("Z", with: "") + " UTC"
    }

    private func draw(_ state: inout State, isForced: Bool = false) {
        let time = now()
        let interval = console.errorWidth == nil ? Self.plainInterval : Self.terminalInterval
        // A clock that was set back does not keep it from being drawn.
        guard isForced || abs(time.timeIntervalSince(state.drawnAt)) >= interval,
            let line = state.tally.line(at: time, pace())
        else { return }
        state.drawnAt = time
        if console.errorWidth == nil { console.say(line) } else { console.draw(line) }
    }
}

extension RunProgress {
    /// Shows pauses while `body` runs.
    func ticking<Value>(_ world: World, _ body: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await world.everySecond()
                    self.tick()
                }
            }
            defer { group.cancelAll() }
            return try await body()
        }
    }
}
