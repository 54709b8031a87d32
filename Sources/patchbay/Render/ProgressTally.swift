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
        case .sent: isResolving = true
        case .answered: answers += 1
        case .heldBack(let duration, _): beginWaiting(until: time + duration / .seconds(1), "as the API asked")
        case .failed, .retrying: break
        }
    }

    func line(at time: Date) -> String? {
        if connectorsVerified > 0 {
            return joined(["Verifying: \(counted(connectorsVerified, "connector")) read", waiting(at: time)])
        }
        if let applyingSince {
            let rate = Double(rowsDone) / max(0.001, time.timeIntervalSince(applyingSince))
            return joined([
                "Applying: \(rowsDone) of \(counted(rowsToApply, "row"))",
                rowsDone > 0 ? "\(rateText(rate)) rows/s" : nil, counted(errors, "error"), waiting(at: time),
                timeLeft(rowsToApply - rowsDone, rate),
            ])
        }
        if isResolving { return joined(["Finding connectors: \(counted(answers, "answer"))", waiting(at: time)]) }
        return rowsRead == 0 ? nil : "Reading the sheet: \(counted(rowsRead, "row"))"
    }

    private func joined(_ parts: [String?]) -> String { parts.compactMap(\.self).joined(separator: " · ") }

    private func waiting(at time: Date) -> String? {
        guard let wait, wait.until > time else { return nil }
        return "waiting \(Int(wait.until.timeIntervalSince(time).rounded(.up))) s, \(wait.reason)"
    }

    private func timeLeft(_ rows: Int, _ rate: Double) -> String? {
        guard rows > 0, rate > 0 else { return nil }
        let seconds = (Double(rows) / rate).rounded(.up)
        if seconds < 90 { return "about \(Int(seconds)) s left" }
        let minutes = (seconds / 60).rounded(.up)
        return minutes < 120
            ? "about \(Int(minutes)) min left" : "about \(Quantity.text(minutes / 60, digits: 0)) h left"
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
