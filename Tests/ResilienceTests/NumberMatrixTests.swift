import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import TestSupport
import Testing

@Suite("Every fault while numbers are imported, routed and released", .timeLimit(.minutes(30)))
struct NumberMatrixTests {
    @Test(
        "leaves the state and the account of it right",
        arguments: NumberCombination.Stage.allCases, NumberCombination.Phase.allCases)
    func fields(stage: NumberCombination.Stage, phase: NumberCombination.Phase) async throws {
        let premise = NumberCombination.premise
        let undisturbed = try await Undisturbed(premise)
        #expect(undisturbed.outcomes?.count { $0 == "updated" } == 8)
        let checkpoint = try await Self.checkpoint(stage, phase)
        for combination in NumberCombination.all(stage) {
            try await withTrial(premise, from: checkpoint) { trial in
                try await Self.hold(combination, phase, on: &trial, against: undisturbed)
            }
        }
    }

    @Test("is counted")
    func count() {
        let fields = NumberCombination.Stage.allCases.flatMap(NumberCombination.all)
        print("Matrix of numbers: \(fields.count * NumberCombination.Phase.allCases.count) combinations")
        #expect(fields.count > 500)
    }

    private static func checkpoint(
        _ stage: NumberCombination.Stage, _ phase: NumberCombination.Phase
    ) async throws -> Checkpoint? {
        guard let course = NumberCombination.firstCourse(of: stage, phase) else { return nil }
        return try await withTrial(NumberCombination.premise) { trial in
            let end = try await trial.session(course)
            #expect(end.canGoOn)
            return try await trial.checkpoint()
        }
    }

    private static func hold(
        _ combination: NumberCombination, _ phase: NumberCombination.Phase, on trial: inout Trial,
        against undisturbed: Undisturbed
    ) async throws {
        var end = try await trial.session(combination.course(phase))
        let first = try await trial.history()
        #expect(
            combination.happened(in: first.log, since: first.sessionStarts.last ?? 0, stops: trial.stops.value),
            "\(combination) did not happen")
        for _ in 0..<2 where end.canGoOn { end = try await trial.session(Course(batchSize: 2)) }
        #expect(!end.canGoOn, "\(combination): \(end)")
        let history = try await trial.history()
        check(history, undisturbed, "\(combination)")
        guard !combination.isPermanent else { return }
        #expect(history.after == undisturbed.state, "\(combination)")
        #expect(history.results?.outcomes == undisturbed.outcomes, "\(combination)")
    }

    /// What holds however it went: everything is as it was or as it should be, nothing is sent again blindly, and each
    /// row has one outcome that is true.
    private static func check(_ history: History, _ undisturbed: Undisturbed, _ title: String) {
        let before = Set(history.before.phoneNumbers)
        let wanted = Set(undisturbed.state.phoneNumbers)
        for number in history.after.phoneNumbers where !before.contains(number) && !wanted.contains(number) {
            // One that was imported and could not be routed is on its way.
            let isOnItsWay = number.connectorId == nil && wanted.contains { $0.number == number.number }
            #expect(isOnItsWay, "\(title): \(number)")
        }
        let kept = Set(history.after.phoneNumbers.map(\.number))
        for number in before where wanted.contains(number) { #expect(kept.contains(number.number), "\(title)") }
        for repeated in history.log.blindRepeats { Issue.record("\(title): \(repeated) was sent again without a look") }
        guard let results = history.results else { return }
        #expect(results.rows.count == history.sheet.rows.count, "\(title)")
        for row in results.rows where row["result_outcome"] == "updated" && row["action"] == "release" {
            #expect(!kept.contains(row["phone_number"] ?? ""), "\(title)")
        }
        for row in results.rows where row["result_outcome"] == "updated" && row["action"] == "import" {
            #expect(kept.contains(row["phone_number"] ?? ""), "\(title)")
        }
    }
}

extension [RequestLog.Entry] {
    /// Writes of a number that follow one whose fate its answer left open, with no reading of the number in between.
    fileprivate var blindRepeats: [String] {
        var doubtful: [String: Int] = [:]
        var repeats: [String] = []
        for entry in sorted(by: { $0.number < $1.number }) {
            let reads: [TelephonyOperation] = [.getPhoneNumbers, .getPhoneNumber]
            guard let operation = entry.operation else { continue }
            if reads.contains(where: { $0.rawValue == operation.rawValue }) {
                // Of a single number, that it is not there is an answer, too.
                let isSeen = entry.status == 200 || operation == .getPhoneNumber && entry.status == 404
                if isSeen, entry.ending == .answered { for number in entry.numbers { doubtful[number] = nil } }
            } else if operation == .listPhoneNumbers {
                doubtful = [:]
            } else {
                repeats += entry.numbers.filter { doubtful[$0] != nil }.map { "\($0) by \(operation.rawValue)" }
                let isOpen = entry.ending != .answered || entry.status.map { $0 >= 500 || $0 == 408 } ?? true
                if isOpen { for number in entry.numbers { doubtful[number] = entry.number } }
            }
        }
        return repeats
    }
}

extension RequestLog.Entry {
    /// The numbers that a request on numbers names, in its path or its body.
    fileprivate var numbers: [String] {
        guard path.contains("/phone-numbers") else { return [] }
        if let named = path.split(separator: "/").last?.removingPercentEncoding, named.hasPrefix("+") { return [named] }
        guard let data = body?.data(using: .utf8),
            let request = try? JSONDecoder().decode(PhoneNumberBatchRequest.self, from: data)
        else { return [] }
        return request.phoneNumbers
    }
}
