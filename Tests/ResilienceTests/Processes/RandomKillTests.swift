import Foundation
import TestSupport
import Testing

/// `PATCHBAY_KILLS=1000` kills oftener; `PATCHBAY_KILL_SEED=7` chooses the moments as another time.
@Suite("The process killed at random moments", .untilItHangs) struct RandomKillTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let kills = environment["PATCHBAY_KILLS"].flatMap(Int.init) ?? 100
    private static let seed = environment["PATCHBAY_KILL_SEED"].flatMap(UInt64.init) ?? .random(in: 0..<1_000_000)
    /// Series of runs that go on side by side.
    private static let lanes = 2

    @Test("a run that is killed again and again ends as if it had not been")
    func killed() async throws {
        let tally = KillTally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<Self.lanes {
                group.addTask {
                    let kills = Self.kills * (lane + 1) / Self.lanes - Self.kills * lane / Self.lanes
                    let seed = Self.seed &+ UInt64(lane) &* 1_000_003
                    try await Self.run(kills: kills, seed: seed, isTold: lane > 0, tally)
                }
            }
            try await group.waitForAll()
        }
        print("Random kills: \(tally.summary); PATCHBAY_KILL_SEED=\(Self.seed)")
        #expect(tally.kills >= Self.kills)
    }

    /// Applies one branch's sheet after the other until so many processes were killed.
    ///
    /// - Parameter isTold: whether the runs are told how fast and how much the API takes; else they find it out.
    private static func run(kills: Int, seed: UInt64, isTold: Bool, _ tally: KillTally) async throws {
        var reaper = Reaper(seed: seed)
        var left = kills
        while left > 0 {
            // An emulator's log grows with its runs, and is read again for each.
            try await withEmulatorProcess(branches: 20, ["--max-batch", "2"]) { emulator in
                for number in 0..<20 where left > 0 {
                    var desk = try await Desk(Branch(number: number), emulator)
                    if !isTold { (desk.rate, desk.batchSize) = ("auto", "5") }
                    left -= try await finish(&desk, &reaper, atMost: left, tally)
                    let problems = try await desk.problems(comparedWith: .undisturbed())
                    #expect(problems == [], "seed \(Self.seed): \(problems)")
                }
            }
        }
    }

    /// Starts the run again until it ends, every now and then from its run file alone and elsewhere. Returns how often
    /// it was killed.
    private static func finish(
        _ desk: inout Desk, _ reaper: inout Reaper, atMost limit: Int, _ tally: KillTally
    ) async throws -> Int {
        var kills = 0
        var isElsewhere = false
        while true {
            let start = ContinuousClock.now
            let command = isElsewhere ? desk.resume : desk.apply
            let ending = try await session(desk, command, kills < limit ? reaper.moment() : nil)
            if ending.end == .exit(1) {
                if isElsewhere { try desk.scratch.write(desk.branch.sheet, to: "numbers.csv") }
                if kills == 0 { reaper.hasSeen(lifetime: start.duration(to: .now)) }
                tally.countRun()
                return kills
            }
            try #require(ending.end == .signal(SIGKILL), "\(ending), seed \(seed)")
            kills += 1
            let phase = try KillPhase(desk)
            tally.countKill(phase)
            // All has been done and said, so the same command would begin another run.
            if phase == .finished {
                if isElsewhere { try desk.scratch.write(desk.branch.sheet, to: "numbers.csv") }
                return kills
            }
            if phase.isBegun, reaper.moves() {
                try await desk.moveElsewhere()
                isElsewhere = true
            }
        }
    }

    private static func session(
        _ desk: Desk, _ command: [String], _ moment: Reaper.Moment?
    ) async throws -> Ending {
        let process = try desk.start(command)
        switch moment {
        case .time(let time): process.kill(after: time)
        case .request(let nth, let delay): desk.emulator.log.on(nth, of: desk.branch) { process.kill(after: delay) }
        case .update(let nth, let delay):
            desk.emulator.log.on(nth, of: desk.branch, where: \.isUpdate) { process.kill(after: delay) }
        case nil: break
        }
        return await process.ending()
    }
}
