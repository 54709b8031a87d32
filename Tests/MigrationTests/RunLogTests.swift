import AgentsAPI
import AgentsClient
import Foundation
import GRDB
import Synchronization
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("The run file and SQLite's log beside it") struct RunLogTests {
    /// Copies what there is of the run file, with or without its log, at the first of a step.
    fileprivate static func copying(
        _ bench: Bench, to place: ScratchDirectory, at point: CrashPoint, withLog: Bool
    ) -> CrashHook {
        let isDone = Mutex(false)
        return { reached in
            guard reached == point,
                !isDone.withLock({
                    let was = $0
                    $0 = true
                    return was
                })
            else { return }
            for suffix in withLog ? ["", "-wal"] : [""] {
                try? FileManager.default.copyItem(
                    atPath: bench.runFilePath + suffix, toPath: place.path("taken.patchbay" + suffix))
            }
        }
    }

    static let steps: [CrashPoint] = [.markedSent, .answered, .recorded, .carriedOut, .wroteResults]

    @Test(
        "a copy that was made of the file alone while a run went on is refused, and says what is missing",
        arguments: steps)
    func stale(point: CrashPoint) async throws {
        try await withBench { bench in
            let elsewhere = try ScratchDirectory()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.reach = Self.copying(bench, to: elsewhere, at: point, withLog: false)
            }
            let copy = elsewhere.path("taken.patchbay")
            let sent = bench.requests.count
            for use in [{ _ = try RunFile.openForReading(copy) }, { _ = try Run.resume(copy) }] as [() throws -> Void] {
                let problem = #expect(throws: RunFileProblem.self) { try use() }
                #expect(problem?.code == .apart)
                #expect(problem?.description.contains("taken.patchbay-wal, which is not beside it or") == true)
            }
            #expect(bench.requests.count == sent)
            #expect(try elsewhere.names == ["taken.patchbay"])
        }
    }

    @Test("a copy of both goes on as the run would have, and looking at it makes it one file", arguments: steps)
    func both(point: CrashPoint) async throws {
        try await withBench { bench in
            let elsewhere = try ScratchDirectory()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.reach = Self.copying(bench, to: elsewhere, at: point, withLog: true)
            }
            let copy = elsewhere.path("taken.patchbay")
            let outcomes = try RunFile.openForReading(copy).status().outcomes
            #expect(try elsewhere.names == ["taken.patchbay"])
            // Carried on once more, alone now.
            let further = try ScratchDirectory()
            try FileManager.default.copyItem(atPath: copy, toPath: further.path("taken.patchbay"))
            #expect(try RunFile.openForReading(further.path("taken.patchbay")).status().outcomes == outcomes)
            let run = try Run.resume(further.path("taken.patchbay"))
            let summary = try await Pipeline { _ in }
                .apply(run, bench.someoneElse, takingUpEdits: false) { _, _ in true }
            // The run itself went on meanwhile, so that some of it is found to be done.
            #expect(summary.rows == 3 && summary.areAllRowsDone)
        }
    }

    @Test("however a session ends in good order, the file is all of the run", arguments: [401, 429, 200])
    func whole(status: Int) async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = { request in
                    request.operation == .updateConnectors && status != 200
                        ? .refuse(status, "RATE_LIMIT_EXCEEDED") : .pass
                }
            }
            #expect(try bench.scratch.names == ["numbers.csv", "numbers.patchbay", "numbers.results.csv"])
            let elsewhere = try ScratchDirectory()
            try FileManager.default.copyItem(
                atPath: bench.runFilePath, toPath: elsewhere.path("taken.patchbay"))
            #expect(
                try RunFile.openForReading(elsewhere.path("taken.patchbay")).status().outcomes
                    == RunFile.openForReading(bench.runFilePath).status().outcomes)
        }
    }

    @Test("a run that is looked at while it goes on says so, and keeps its log")
    func underWay() async throws {
        try await withBench { bench in
            let seen = Recorder<Bool>()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 1
                $0.reach = { point in
                    guard point == .markedSent else { return }
                    if let file = try? RunFile.openForReading(bench.runFilePath), let status = try? file.status() {
                        seen.append(status.isUnderWay)
                    }
                }
            }
            #expect(seen.all == [true, true, true])
            let isUnderWay = try RunFile.openForReading(bench.runFilePath).status().isUnderWay
            #expect(!isUnderWay)
        }
    }

    enum Loss: CaseIterable {
        case removed, renamed, replaced, emptied, cut, overwritten, logRemoved, logCut

        func strike(_ path: String) throws {
            let files = FileManager.default
            switch self {
            case .removed: try files.removeItem(atPath: path)
            case .renamed: try files.moveItem(atPath: path, toPath: path + ".away")
            case .replaced:
                try Data(contentsOf: URL(fileURLWithPath: path)).write(to: URL(fileURLWithPath: path), options: .atomic)
            case .emptied: truncate(path, 0)
            case .cut: truncate(path, 8_192)
            case .overwritten:
                let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
                try handle.seek(toOffset: 8_192)
                try handle.write(contentsOf: Data(repeating: 0x20, count: 10))
                try handle.close()
            case .logRemoved: try files.removeItem(atPath: path + "-wal")
            case .logCut: truncate(path + "-wal", 0)
            }
        }
    }

    @Test("a run file that is taken away or cut stops the run before the next batch", arguments: Loss.allCases)
    func lost(loss: Loss) async throws {
        try await withBench(Inventory.connectors(9)) { bench in
            let turns = Counts()
            let stopped = try? await bench.apply(Inventory.rollout(1...9)) {
                $0.pipeline.batchSize = 1
                $0.reach = { if $0 == .answered, turns.next() == 3 { try? loss.strike(bench.runFilePath) } }
            }
            #expect(bench.requests.filter { $0.operation == .updateConnectors }.count == 3)
            if let stopped {
                #expect(stopped.summary.stop == .runFileLost(bench.runFilePath))
                #expect(stopped.summary.end == .stopped && stopped.summary.isRunFileLost)
            }
        }
    }

    @Test(
        "a long run goes on while SQLite takes its log over now and then, and others look at it and write its results")
    func honest() async throws {
        try await withBench(Inventory.connectors(600)) { bench in
            let (turns, moments) = (Turns(), Recorder<Date?>())
            let ending = try await bench.apply(Inventory.rollout(1...600)) {
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    let attributes = try FileManager.default.attributesOfItem(atPath: bench.runFilePath)
                    moments.append(attributes[.modificationDate] as? Date)
                    if turns.next(request) % 100 == 50 {
                        let file = try RunFile.openForReading(bench.runFilePath)
                        _ = try file.status()
                        _ = try Pipeline { _ in }.writeResults(of: file, to: nil)
                    }
                    return .pass
                }
            }
            #expect(ending.summary.end == .finished && ending.outcomes == Array(repeating: "updated", count: 600))
            #expect(Set(moments.all).count > 1, "The log was never taken over.")
        }
    }

    @Test("a log that came along without its contents, or with damage before its end, is refused and stays")
    func damagedLog() async throws {
        try await withBench(Inventory.connectors(9)) { bench in
            let elsewhere = try ScratchDirectory()
            _ = try await bench.apply(Inventory.rollout(1...9)) {
                $0.pipeline.batchSize = 1
                $0.pipeline.concurrency = { 1 }
                $0.reach = Self.copying(bench, to: elsewhere, at: .carriedOut, withLog: true)
            }
            let copy = elsewhere.path("taken.patchbay")
            let (main, log) = (try contents(copy), try contents(copy + "-wal"))
            let damaged = [0, 1, 40, 5_000].map { offset in
                var bytes = log
                bytes[offset] ^= 0x40
                return bytes
            }
            for bytes in [Data(), log.prefix(32), log.prefix(1_000)] + damaged {
                try bytes.write(to: URL(fileURLWithPath: copy + "-wal"))
                for use in [{ _ = try RunFile.openForReading(copy) }, { _ = try Run.resume(copy) }]
                    as [() throws -> Void]
                {
                    let problem = #expect(throws: RunFileProblem.self) { try use() }
                    #expect(problem?.code == (bytes.count < 4_000 ? .apart : .damaged))
                    if !bytes.isEmpty { #expect(try contents(copy + "-wal") == bytes) }
                    #expect(try contents(copy) == main)
                }
            }
            try log.write(to: URL(fileURLWithPath: copy + "-wal"))
            #expect(try RunFile.openForReading(copy).status().outcomes == [.updated: 9])
        }
    }

    private final class Counts: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }
}

extension RunLogTests {
    @Test("nobody is asked what became of a change before the person agrees, where that is wanted")
    func unasked() async throws {
        try await withBench { bench in
            let elsewhere = try ScratchDirectory()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.reach = Self.copying(bench, to: elsewhere, at: .markedSent, withLog: true)
            }
            let sent = bench.requests.count
            let asked = Recorder<Pipeline.UnplannedReading>()
            await #expect(throws: Refusal.declined) {
                try await bench.resume {
                    $0.runFilePath = elsewhere.path("taken.patchbay")
                    $0.pipeline.mayRead = { reading in
                        asked.append(reading)
                        return false
                    }
                }
            }
            #expect(asked.all == [.unanswered(changes: 3)])
            #expect(bench.requests.count == sent)
        }
    }

    @Test("nor to verify what an earlier session has changed", arguments: [false, true])
    func unaskedVerification(isAgreedTo: Bool) async throws {
        try await withBench { bench in
            let elsewhere = try ScratchDirectory()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.reach = Self.copying(bench, to: elsewhere, at: .carriedOut, withLog: true)
            }
            let sent = bench.requests.count
            let asked = Recorder<Pipeline.UnplannedReading>()
            let ending = try? await bench.resume {
                $0.runFilePath = elsewhere.path("taken.patchbay")
                $0.pipeline.guards.verifies = true
                $0.pipeline.mayRead = { reading in
                    asked.append(reading)
                    return isAgreedTo
                }
            }
            #expect(asked.all == [.verification(connectors: 3)])
            #expect(ending?.summary.verified == (isAgreedTo ? 3 : nil))
            #expect((bench.requests.count == sent) == !isAgreedTo)
        }
    }
}
