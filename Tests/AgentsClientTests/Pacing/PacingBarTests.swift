import AgentsClient
import Foundation
import Testing

@Suite("Finding a limit that nobody told", .timeLimit(.minutes(60))) struct PacingBarTests {
    /// The limits that are tried; the highest only where tests are optimised, as ten minutes are 300,000 requests.
    private static let limits = isWhole ? PacingRow.limits : [8, 50]
    private static let isWhole = ProcessInfo.processInfo.environment["PATCHBAY_PACING_TABLE"] != nil

    /// What is to be used at least, and refused at most, where the limit stays and `Retry-After` is in whole seconds.
    private static func bar(_ row: PacingRow) -> (used: Double, refused: Double) {
        if let missed = missed[row.description] { return missed }
        return switch row.kind {
        case .burstOf1: (0.92, 0.01)
        case .burstOf1s, .burstOf10s: row.limit == 8 ? (0.98, 0.01) : (0.985, 0.003)
        case .fixed1s, .fixed60s, .sliding60s: (0.93, 0.005)
        }
    }

    /// Where the bar is missed, and by how much. Most have round trips of half a second: what is under way when the
    /// first refusal comes is refused too. Growing so slowly that this stays below the bar would miss that of the limit
    /// of 500 a second by far more. Of eight a second, two hundredths of a percent are one request.
    private static let missed: [String: (used: Double, refused: Double)] = [
        "burstOf10s 50/s constant, retryAfter, 500 ms": (0.985, 0.008),
        "burstOf10s 500/s constant, retryAfter, 500 ms": (0.985, 0.005),
        "burstOf1s 500/s constant, retryAfter, 500 ms": (0.95, 0.003),
        "fixed1s 8/s constant, retryAfter, 5 ms": (0.93, 0.006),
        "fixed1s 8/s constant, retryAfter, 50 ms": (0.93, 0.007),
        "fixed1s 8/s constant, retryAfter, 500 ms": (0.93, 0.0075),
        "fixed60s 8/s constant, retryAfter, 500 ms": (0.93, 0.014),
        "fixed60s 50/s constant, retryAfter, 500 ms": (0.93, 0.0145),
        "fixed60s 500/s constant, retryAfter, 500 ms": (0.93, 0.0145),
        "sliding60s 8/s constant, retryAfter, 50 ms": (0.93, 0.0065),
        "sliding60s 8/s constant, retryAfter, 500 ms": (0.93, 0.0145),
        "sliding60s 50/s constant, retryAfter, 500 ms": (0.93, 0.0145),
        "sliding60s 500/s constant, retryAfter, 500 ms": (0.93, 0.0055),
    ]

    @Test("the limit is used and hardly exceeded, whatever kind of limit it is", arguments: PacingRow.Kind.allCases)
    func bars(kind: PacingRow.Kind) {
        for row in PacingRow.all([.constant], [.retryAfter]) where row.kind == kind && Self.limits.contains(row.limit) {
            let outcome = row.simulate(PacerClient())
            let bar = Self.bar(row)
            #expect(outcome.used >= bar.used && outcome.refused <= bar.refused, "\(row): \(outcome)")
        }
    }

    @Test("what the API says of its limit is believed from its first answer on", arguments: PacingRow.Kind.allCases)
    func told(kind: PacingRow.Kind) {
        for limit in [8.0, 50] {
            let row = PacingRow(kind: kind, limit: limit, course: .constant, headers: .all, roundTrip: 0.05)
            let outcome = row.simulate(PacerClient())
            #expect(outcome.used >= 0.985 && outcome.refused <= 0.001 && outcome.to95 < 2, "\(row): \(outcome)")
        }
    }

    @Test("a limit that falls or rises is found again", arguments: PacingRow.Kind.allCases)
    func changes(kind: PacingRow.Kind) {
        for course in [PacingRow.Course.falls, .rises] {
            let row = PacingRow(kind: kind, limit: 50, course: course, headers: .retryAfter, roundTrip: 0.05)
            let outcome = row.simulate(PacerClient())
            let isGood = outcome.used >= (course == .falls ? 0.9 : 0.75) && outcome.refused < 0.01
            #expect(isGood, "\(row): \(outcome)")
        }
    }

    @Test("a share of the limit is left to others", arguments: PacingRow.Kind.allCases)
    func share(kind: PacingRow.Kind) {
        let row = PacingRow(kind: kind, limit: 50, course: .constant, headers: .retryAfter, roundTrip: 0.05)
        let outcome = row.simulate(PacerClient(.found(share: 0.8)))
        #expect((0.7...0.86).contains(outcome.used) && outcome.refused < 0.01, "\(row): \(outcome)")
    }

    @Test("it is ahead of what others do, both in what is used and in what is refused", arguments: [8.0, 50])
    func anchors(limit: Double) {
        let row = PacingRow(kind: .burstOf1s, limit: limit, course: .constant, headers: .retryAfter, roundTrip: 0.05)
        let ours = row.simulate(PacerClient())
        for other in row.others { #expect(ours.matches(other) && ours.refused < other.refused || other.used < 0.9) }
    }

    @Test("the whole table", .enabled(if: isWhole))
    func table() async {
        var (rows, beaten, sum) = (0, 0, PacingOutcome())
        let measured = await Self.measured(PacingRow.all())
        for (row, ours, others) in measured {
            let best = others.max { $0.used < $1.used } ?? PacingOutcome()
            let isBeaten = !ours.matches(best)
            rows += 1
            beaten += isBeaten ? 1 : 0
            sum.used += ours.used
            sum.refused += ours.refused
            let name = row.description.padding(toLength: 44, withPad: " ", startingAt: 0)
            let times = String(format: "%6.1f %6.1f", ours.stall, ours.to95)
            print(name, ours, times, isBeaten ? "<" : " ", others.map(\.description).joined(separator: " | "))
        }
        sum.used /= Double(rows)
        sum.refused /= Double(rows)
        print("\(rows) rows, \(sum) on average; in \(beaten) the best of the others is better")
        #expect(rows == 648)
    }

    /// Each row with our outcome and the others', as many at once as there are processors.
    private static func measured(
        _ rows: [PacingRow]
    ) async -> [(row: PacingRow, ours: PacingOutcome, others: [PacingOutcome])] {
        await withTaskGroup { group in
            for (place, row) in rows.enumerated() {
                group.addTask { (place, (row, row.simulate(PacerClient()), row.others)) }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

extension PacingRow {
    /// botocore, additive increase with decreases to 0.7 and 0.9, rclone, and ten a second.
    var others: [PacingOutcome] {
        [
            simulate(BotocoreClient()), simulate(AIMDClient(0.7)), simulate(AIMDClient(0.9)), simulate(RcloneClient()),
            simulate(GuessClient()),
        ]
    }
}
