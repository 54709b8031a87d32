import Emulator
import Foundation
import TestSupport
import Testing

@Suite("A sheet edited while its run is killed", .untilItHangs) struct SheetEditTests {
    /// How the sheet of the numbers 6 to 11, of which 6 to 9 are done, is edited.
    struct Edit: CustomTestStringConvertible {
        let testDescription: String
        let sheet: @Sendable (Branch) -> String
        /// The connectors that are still to be sent, in order.
        let sent: [Int]
        let says: String
    }

    static let edits = [
        Edit(
            testDescription: "rows added", sheet: { $0.rollout(6...13) }, sent: [10, 11, 12, 13],
            says: "it had 6 rows and has 8; 4 finished rows kept.\n"),
        Edit(
            testDescription: "rows removed", sheet: { $0.rollout([6, 7, 10]) }, sent: [10],
            says: """
                it had 6 rows and has 3; 2 finished rows kept. 2 rows of before that were changed are not in it \
                any more; they stay changed, as the results say.\n
                """),
        Edit(
            testDescription: "rows reordered", sheet: { $0.rollout([11, 9, 8, 10, 7, 6]) }, sent: [11, 10],
            says: "it had 6 rows and has 6; 4 finished rows kept.\n"),
        Edit(
            testDescription: "a finished row changed",
            sheet: {
                let (phone, voice) = ($0.phone(6), Branch.newVoice)
                return $0.rollout(6...11).replacing("\(phone),\(voice)", with: "\(phone),en-GB-Neural2-C")
            },
            sent: [6, 10, 11],
            says: "it had 6 rows and has 6; 3 finished rows kept.\n"),
        Edit(
            testDescription: "a row changed that was not sent yet",
            sheet: {
                let (phone, voice) = ($0.phone(10), Branch.newVoice)
                return $0.rollout(6...11).replacing("\(phone),\(voice)", with: "\(phone),en-GB-Neural2-C")
            },
            sent: [10, 11], says: "it had 6 rows and has 6; 4 finished rows kept.\n"),
        Edit(
            testDescription: "all of it at once", sheet: { $0.rollout([13, 11, 9, 8, 6]) }, sent: [13, 11],
            says: """
                it had 6 rows and has 5; 3 finished rows kept. 1 row of before that was changed is not in it \
                any more; it stays changed, as the results say.\n
                """),
    ]

    @Test("finished work is kept, new work is done, and what was different is said", arguments: edits)
    func edited(edit: Edit) async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let branch = Branch(number: 0)
            let desk = try await Desk(branch, emulator, sheet: branch.rollout(6...11))
            let place = try #require(desk.apply.firstIndex(of: "--concurrency"))
            var inTurn = desk.apply
            inTurn[place + 1] = "1"
            let crashed = try await desk.run(inTurn, environment: ["PATCHBAY_CRASH_AT": "recorded:2"])
            #expect(crashed.end == .exit(137))
            let sent = try await emulator.log.entries(of: branch).filter(\.isUpdate).count
            try desk.scratch.write(edit.sheet(branch), to: "numbers.csv")
            let ending = try await desk.run(inTurn)
            #expect(ending.end == .exit(0), "\(ending)")
            #expect(ending.errors.contains("The sheet or its options were changed: \(edit.says)"), "\(ending.errors)")
            #expect(ending.output.contains("\nThe sheet or its options were changed: \(edit.says)"), "\(ending.output)")
            let updates = try await emulator.log.entries(of: branch).filter(\.isUpdate).dropFirst(sent)
            #expect(updates.flatMap(\.connectors) == edit.sent.map(branch.connector))
            #expect(try Set(desk.outcomes()) == ["updated"])
            #expect(try desk.leftovers() == [])
        }
    }
}
