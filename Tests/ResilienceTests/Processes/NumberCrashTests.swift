import AgentsAPI
import Emulator
import Foundation
import Migration
import TestSupport
import Testing

@Suite("The process ended at each durable step of a run that moves numbers, and of taking it back", .untilItHangs)
struct NumberCrashTests {
    /// Imports alone and with what follows, a rerouting, a release and a change of settings.
    private static func sheet(_ branch: Branch) -> String {
        let rows = [
            "\(branch.phone(90)),import,,", "\(branch.phone(91)),import,\(branch.connector(6)),",
            "\(branch.phone(92)),import,\(branch.connector(7)),\(Branch.newVoice)",
            "\(branch.phone(7)),,,\(Branch.newVoice)", "\(branch.phone(17)),,\(branch.connector(3)),",
            "\(branch.phone(8)),release,,", "\(branch.phone(9)),,,\(Branch.newVoice)",
        ]
        return (["phone_number,action,target_connector_id,voice_name"] + rows).joined(separator: "\n") + "\n"
    }

    private static let places: [(CrashPoint, Int)] = [
        (.permitted, 1), (.begun, 1), (.markingSent, 1), (.markedSent, 1), (.answered, 1), (.recording, 1),
        (.recorded, 1), (.markedSent, 3), (.answered, 3), (.recorded, 3), (.answered, 5), (.recorded, 5),
        (.carriedOut, 1), (.writingResults, 1), (.wroteResults, 1), (.reported, 1),
    ]

    private static let undisturbed = Task {
        try await EmulatorProcess.serving(branches: 1) { emulator in
            let branch = Branch(number: 0)
            let desk = try await Desk(branch, emulator, sheet: sheet(branch))
            #expect(try await desk.run(apply(desk)).end == .exit(0))
            return try await desk.account()
        }
    }

    private static func apply(_ desk: Desk) -> [String] { desk.apply + ["--allow-release", "1"] }

    private static func undo(_ desk: Desk) -> [String] {
        ["undo", "numbers.patchbay", "--yes", "--undo-imports", "--allow-release", "3"] + desk.pace
    }

    @Test("each ends as if it had not been", arguments: places)
    func survives(point: CrashPoint, visit: Int) async throws {
        let name = visit == 1 ? point.rawValue : "\(point.rawValue):\(visit)"
        try await withEmulatorProcess(branches: 1) { emulator in
            let branch = Branch(number: 0)
            let desk = try await Desk(branch, emulator, sheet: Self.sheet(branch))
            let crashed = try await desk.run(Self.apply(desk), environment: ["PATCHBAY_CRASH_AT": name])
            try #require(crashed.end == .exit(137), "did not crash at \(name): \(crashed)")
            // Of what was not begun there is nothing to resume.
            let resumed = try await desk.run(desk.resume)
            let last = resumed.end == .exit(3) ? try await desk.run(Self.apply(desk)) : resumed
            #expect(last.end == .exit(0), "\(last)")
            let problems = try await desk.problems(comparedWith: Self.undisturbed.value)
            #expect(problems == [])
            try await self.undo(desk, crashingAt: name)
        }
    }

    /// The numbers that were released stay so.
    private func undo(_ desk: Desk, crashingAt name: String) async throws {
        let crashed = try await desk.run(Self.undo(desk), environment: ["PATCHBAY_CRASH_AT": name])
        #expect(crashed.end == .exit(137) || name.contains(":"), "did not crash at \(name): \(crashed)")
        let last = try await desk.run(Self.undo(desk))
        // The released one cannot be taken back.
        #expect(last.end == .exit(1), "\(last)")
        let (before, after) = (desk.before, try await desk.emulator.state(of: desk.branch))
        #expect(after.connectors == before.connectors)
        #expect(after.phoneNumbers == before.phoneNumbers.filter { $0.number != desk.branch.phone(8) })
    }
}
