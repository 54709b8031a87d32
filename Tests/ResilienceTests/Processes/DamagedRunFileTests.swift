import Emulator
import Foundation
import TestSupport
import Testing

@Suite("A run file that was cut or has a byte changed", .untilItHangs) struct DamagedRunFileTests {
    /// Parts of a test that go on side by side, each with every so many-th case.
    static let parts = 0..<2

    @Test("cut at any byte of its last page, or anywhere before, it is refused and left as it is", arguments: parts)
    func cut(part: Int) async throws {
        let run = try await HalfDoneRun.made()
        let lastPage = run.closed.count - HalfDoneRun.pageSize
        // SQLite takes a file of one byte for an empty one.
        let lengths = Array(stride(from: 2, to: lastPage, by: Self.step)) + (lastPage..<run.closed.count)
        let way = part == 0 ? Opening.Way.resume : .apply
        try await forEach(lengths.filter { $0 % Self.parts.count == part }) { length, path in
            let damaged = run.closed.prefix(length)
            let opening = try Opening(damaged, at: path, way)
            return try opening.isRefused && contents(path) == damaged ? nil : "\(opening)"
        }
    }

    /// Every so many-th byte: a prime, so that the cases fall on each place of a page and of a row.
    /// `PATCHBAY_FLIP_STEP=1` tries each.
    static let step = ProcessInfo.processInfo.environment["PATCHBAY_FLIP_STEP"].flatMap(Int.init) ?? 61

    @Test("with any byte changed, it is refused and left as it is, or says what it said", arguments: parts)
    func flipped(part: Int) async throws {
        let run = try await HalfDoneRun.made()
        let scratch = try ScratchDirectory()
        let whole = try Opening(run.closed, at: scratch.path("whole"))
        let offsets = stride(from: part * Self.step, to: run.closed.count, by: Self.step * Self.parts.count)
        let flips = offsets.enumerated().map { Flip(number: $0, offset: $1) }
        try await forEach(flips) { flip, path in
            let damaged = run.closed.flipped(by: flip)
            let opening = try Opening(damaged, at: path, flip.way)
            if opening.isRefused { return try contents(path) == damaged ? nil : "refused, and changed: \(opening)" }
            return opening == whole ? nil : "accepted: \(opening.differences(from: whole))"
        }
    }

    @Test("its log cut within its last frame loses the last transaction and no other")
    func cutLog() async throws {
        let run = try await HalfDoneRun.made()
        let scratch = try ScratchDirectory()
        let before = try Opening(
            run.main, log: run.log.prefix(HalfDoneRun.commits(in: run.log).dropLast().last ?? 0),
            at: scratch.path("before"))
        let frame = run.log.count - HalfDoneRun.frameSize
        let lengths = Array(frame..<frame + 24) + stride(from: frame + 24, to: run.log.count, by: Self.step)
        try await forEach(lengths) { length, path in
            let opening = try Opening(run.main, log: run.log.prefix(length), at: path)
            return opening == before ? nil : "\(opening)"
        }
    }

    @Test("its log with any byte changed is refused, or is that of an earlier moment of the run")
    func flippedLog() async throws {
        let run = try await HalfDoneRun.made()
        let scratch = try ScratchDirectory()
        let moments = Set(
            try HalfDoneRun.commits(in: run.log).map {
                try Opening(run.main, log: run.log.prefix($0), at: scratch.path("moment"))
            })
        let flips = stride(from: 0, to: run.log.count, by: 499).enumerated().map { Flip(number: $0, offset: $1) }
        try await forEach(flips) { flip, path in
            let opening = try Opening(run.main, log: run.log.flipped(by: flip), at: path)
            return opening.isRefused || moments.contains(opening) ? nil : "\(opening)"
        }
    }

    @Test("a log that lost its last transactions makes nobody send again what has arrived")
    func lostTransactions() async throws {
        let losses = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 1_000]
        try await withEmulatorProcess(branches: losses.count) { emulator in
            for (number, loss) in losses.enumerated() {
                let desk = try await Desk(Branch(number: number), emulator)
                try await desk.crashHalfway()
                let log = try contents(desk.runFile + "-wal")
                let commits = HalfDoneRun.commits(in: log)
                let length = commits[max(1, commits.count - 1 - loss)]
                try log.prefix(length).write(to: URL(filePath: desk.runFile + "-wal"))
                let ending = try await Continuation.resume.finish(desk, runFileWasCut: true)
                #expect(ending.end == .exit(1), "\(loss) of \(commits.count) lost: \(ending)")
                let repeats = try await desk.history().violations.filter { $0.rule == .nothingDoneIsSentAgain }
                #expect(repeats == [], "\(loss) of \(commits.count) lost")
                #expect(
                    try await desk.account().state == Account.undisturbed().state, "\(loss) of \(commits.count) lost")
            }
        }
    }

    /// Hands each case a path of its own to write to. What comes back is what is wrong with it.
    private func forEach<Case>(_ cases: [Case], _ check: (Case, String) throws -> String?) async throws {
        let scratch = try ScratchDirectory()
        for one in cases {
            do {
                if let problem = try check(one, scratch.path("numbers.patchbay")) {
                    Issue.record("at byte \(one): \(problem)")
                }
            } catch {
                Issue.record("at byte \(one), an error that is no sentence: \(error)")
            }
            // Others run on the same few threads.
            await Task.yield()
        }
    }
}

/// A change of one byte, and what opens the file then.
private struct Flip: CustomStringConvertible {
    let offset: Int
    let bits: UInt8
    let way: Opening.Way

    /// All bits at once are noticed soonest; one bit makes another letter, the same letter in upper case, or no letter.
    private static let patterns: [UInt8] = [0xFF, 0x01, 0x20, 0x80]

    /// Consecutive numbers go through all patterns in either way.
    init(number: Int, offset: Int) {
        self.offset = offset
        bits = Self.patterns[number % Self.patterns.count]
        way = (number / Self.patterns.count).isMultiple(of: 2) ? .resume : .apply
    }

    var description: String { "\(offset) with bits \(String(bits, radix: 16)) flipped, by \(way)" }
}

extension Data {
    fileprivate func flipped(by flip: Flip) -> Data {
        var bytes = self
        bytes[bytes.startIndex + flip.offset] ^= flip.bits
        return bytes
    }
}

extension Opening {
    fileprivate func differences(from other: Opening) -> [String] {
        guard case .accepted(let own) = self, case .accepted(let others) = other else { return ["\(self)"] }
        return own.filter { !others.contains($0) } + others.filter { !own.contains($0) }.map { "was: \($0)" }
    }
}
