import AgentsClient
import Foundation
import Migration

/// How far a run is, and the line that says so.
struct ProgressTally {
    /// Nil until changes are being sent.
    private(set) var applyingSince: Date?
    private var rowsToApply = 0
    /// Of a pause that the API asked for, or that is made as it does not answer.
    private(set) var wait: (until: Date, reason: String)?
    private var rowsRead = 0
    private var isResolving = false
    private var answers = 0
    private var rowsDone = 0
    private var connectorsVerified = 0
    private var errors = 0
    private var sent = RecentCount()

    /// What was settled before, when an earlier session's batches were read back, is not counted in.
    mutating func beginApplying(rows: Int, at time: Date) {
        (applyingSince, rowsToApply, rowsDone, errors) = (time, rows, 0, 0)
    }

    mutating func count(_ event: MigrationEvent) {
        switch event {
        case .read(let rows): rowsRead = rows
        case .settled(let outcome, let rows):
            rowsDone += rows
            if !outcome.isSuccess { errors += rows }
        case .verified(let connectors): connectorsVerified += connectors
        case .columns, .checked, .resolved, .finding, .resuming, .archived, .resultsElsewhere, .drifted, .overwriting,
            .madeOtherwise, .waiting, .goingOn:
            break
        }
    }

    /// A pause that ends earlier than one that is being made changes nothing.
    mutating func beginWaiting(until end: Date, _ reason: String) {
        if end > wait?.until ?? .distantPast { wait = (end, reason) }
    }

    mutating func endWaiting() { wait = nil }

    mutating func count(_ event: TransportEvent, at time: Date) {
        switch event {
        case .sent:
            isResolving = true
            sent.add(at: time)
        case .answered: answers += 1
        case .heldBack(let duration, _): beginWaiting(until: time + duration / .seconds(1), "as the API asked")
        case .failed, .retrying: break
        }
    }

    /// - Parameter pace: of the requests; nil where none are made.
    func line(at time: Date, _ pace: PaceReport? = nil) -> String? {
        if connectorsVerified > 0 {
            return joined(["Verifying: \(counted(connectorsVerified, "connector")) read", waiting(at: time)])
        }
        if let applyingSince {
            let rate = Double(rowsDone) / max(0.001, time.timeIntervalSince(applyingSince))
            return joined([
                "Applying: \(rowsDone) of \(counted(rowsToApply, "row"))",
                rowsDone > 0 ? "\(rateText(rate)) rows/s" : nil, requests(at: time, pace), counted(errors, "error"),
                waiting(at: time),
                timeLeft(rowsToApply - rowsDone, rate),
            ])
        }
        if isResolving {
            return joined([
                "Finding connectors: \(counted(answers, "answer"))", requests(at: time, pace), waiting(at: time),
            ])
        }
        return rowsRead == 0 ? nil : "Reading the sheet: \(counted(rowsRead, "row"))"
    }

    private func joined(_ parts: [String?]) -> String { parts.compactMap(\.self).joined(separator: " · ") }

    /// Such as `41 requests/s, the API's limit`.
    private func requests(at time: Date, _ pace: PaceReport?) -> String? {
        guard let pace, let perSecond = sent.perSecond(at: time) else { return nil }
        // What is far below the pace is held up by something else: the answers, or the work here.
        let isHeldByPace = perSecond > 0.8 * pace.perSecond
        return "\(rateText(perSecond)) requests/s" + (isHeldByPace ? ", \(pace.bound.inWords)" : "")
    }

    private func waiting(at time: Date) -> String? {
        guard let wait, wait.until > time else { return nil }
        return "waiting \(Int(wait.until.timeIntervalSince(time).rounded(.up))) s, \(wait.reason)"
    }

    private func timeLeft(_ rows: Int, _ rate: Double) -> String? {
        guard rows > 0, rate > 0 else { return nil }
        return "about \(durationText(Double(rows) / rate)) left"
    }
}

/// How many things happened a second, over the last few seconds.
struct RecentCount {
    private static let seconds = 5.0
    private var times: [Date] = []

    mutating func add(at time: Date) {
        times.append(time)
        if times.count > 2, let first = times.first, time.timeIntervalSince(first) > 2 * Self.seconds {
            times.removeAll { time.timeIntervalSince($0) > Self.seconds }
        }
    }

    /// Nil until a second has passed.
    func perSecond(at time: Date) -> Double? {
        let recent = times.filter { (0...Self.seconds).contains(time.timeIntervalSince($0)) }
        guard let first = times.first, time.timeIntervalSince(first) >= 1 else { return nil }
        return Double(recent.count) / min(Self.seconds, time.timeIntervalSince(first))
    }
}

extension PaceReport.Bound {
    /// What holds the rate where it is.
    var inWords: String {
        switch self {
        case .nothing: "still growing"
        case .limit: "the API's limit"
        case .share: "your share of the API's limit"
        case .given: "as --rate says"
        case .ceiling: "more than enough"
        case .latency: "as answers take longer"
        }
    }
}

/// A rate as people read it: whole from ten on, with enough digits below that it is not zero.
func rateText(_ perSecond: Double) -> String {
    Quantity.text(perSecond, digits: perSecond >= 10 ? 0 : perSecond >= 0.1 ? 1 : 3)
}

/// Such as `1 row` or `2 rows`.
func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
