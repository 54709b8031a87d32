import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import GRDB
import Sheet
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("Run files on disk") struct RunFileTests {
    private let stopped: @Sendable (APIRequest) -> Treatment = {
        $0.operation == .updateConnectors ? .refuse(429, "RATE_LIMIT_EXCEEDED") : .pass
    }

    @Test("only its owner can read a run file")
    func permissions() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout([1]))
            let attributes = try FileManager.default.attributesOfItem(atPath: bench.runFilePath)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("a run file that is being worked on is locked, and can be looked at; afterwards it is free")
    func locked() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path("a.patchbay")
        do {
            let first = try RunFile.open(path, creating: true)
            #expect(code { try RunFile.open(path, creating: true) } == .locked)
            #expect(try RunFile.openForReading(path).record() == nil)
            withExtendedLifetime(first) {}
        }
        _ = try RunFile.open(path, creating: false)
    }

    @Test("a file system without locks is no other patchbay, and the reason is said")
    func withoutLocks() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path("a.patchbay")
        func fail(_ code: CInt) -> (CInt) -> CInt {
            { _ in
                errno = code
                return -1
            }
        }
        #expect(try FileLock.acquire(path, lock: fail(EWOULDBLOCK)) == nil)
        let problem = #expect(throws: RunFileProblem.self) { try FileLock.acquire(path, lock: fail(ENOLCK)) }
        #expect(problem?.code == .unwritable)
        #expect(problem?.description.contains(": its file system cannot lock it (no locks available).") == true)
    }

    /// As a process has that is just being started, until it becomes another program.
    @Test("a run file is free even while somebody else holds a copy of its descriptor")
    func copiedDescriptor() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path("a.patchbay")
        var copies: [CInt] = []
        defer { for copy in copies { close(copy) } }
        do {
            let first = try RunFile.open(path, creating: true)
            copies = descriptors(of: path).map { dup($0) }
            #expect(!copies.isEmpty)
            withExtendedLifetime(first) {}
        }
        _ = try RunFile.open(path, creating: false)
    }

    private func descriptors(of path: String) -> [CInt] {
        var (file, opened) = (stat(), stat())
        guard stat(path, &file) == 0 else { return [] }
        return (0..<1_024).filter {
            fstat($0, &opened) == 0 && opened.st_dev == file.st_dev && opened.st_ino == file.st_ino
        }
    }

    @Test("a run file that does not exist is only made when it may be")
    func missing() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path("a.patchbay")
        #expect(code { try RunFile.open(path, creating: false) } == .missing)
        #expect(code { try RunFile.openForReading(path) } == .missing)
        #expect(code { try Run.resume(path) } == .missing)
        #expect(code { try RunFile.open(scratch.path("none/a.patchbay"), creating: true) } == .unwritable)
        #expect(try scratch.names.isEmpty)
    }

    @Test("an unfinished run is only taken up against its own target")
    func otherTarget() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout([1])) { $0.treat = stopped }
            let before = try contents(bench.runFilePath)
            let problem = await #expect(throws: RunFileProblem.self) {
                try await bench.apply(Inventory.rollout([1])) { $0.target = .api(baseURL: "https://api.uk.poly.ai") }
            }
            #expect(problem?.code == .otherTarget)
            #expect(
                problem?.description.contains("belongs to \(bench.emulator.baseURL), not to https://api.uk") == true)
            let resumed = await #expect(throws: RunFileProblem.self) {
                try await bench.resume { $0.target = .emulator(inventoryPath: "/inventory.csv") }
            }
            #expect(resumed?.code == .otherTarget)
            #expect(try contents(bench.runFilePath) == before)
        }
    }

    @Test("an unfinished run is not taken over by another sheet of the same name")
    func otherSheet() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout([1])) { $0.treat = stopped }
            let before = try contents(bench.runFilePath)
            let job = Job(
                sheetPath: bench.scratch.path("numbers.txt"), runFilePath: bench.runFilePath,
                resultsPath: bench.resultsPath, options: RunOptions(), target: .api(baseURL: bench.emulator.baseURL))
            let problem = #expect(throws: RunFileProblem.self) { try Run.open(job) }
            #expect(problem?.code == .otherSheet)
            #expect(problem?.description.contains("numbers.csv, not to") == true)
            #expect(try contents(bench.runFilePath) == before)
        }
    }

    @Test("a finished run file is kept under another name, with all it holds")
    func archived() async throws {
        try await withBench { bench in
            let finish = Date(timeIntervalSince1970: 1_800_000_000)
            for number in 1...3 {
                let ending = try await bench.apply(Inventory.rollout([number])) { $0.pipeline.now = { finish } }
                #expect(ending.outcomes == ["updated"])
            }
            let archives = [
                "numbers.2027-01-15T080000Z-2.patchbay", "numbers.2027-01-15T080000Z.patchbay",
            ]
            let results = archives.map { $0.replacing(".patchbay", with: ".results.csv") }
            let own = ["numbers.csv", "numbers.patchbay", "numbers.results.csv"]
            #expect(try Set(bench.scratch.names) == Set(archives + results + own))
            for archive in archives {
                let kept = try RunFile.openForReading(bench.scratch.path(archive))
                #expect(try kept.outcomeCounts() == [.updated: 1])
                #expect(try kept.record()?.finishedAt == finish)
            }
        }
    }

    @Test("a finished run file that somebody is looking at is archived whole, and leaves the next run nothing")
    func archivedWhileRead() async throws {
        try await withBench { bench in
            let finish = Date(timeIntervalSince1970: 1_800_000_000)
            let readers = Recorder<RunFile>()
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.now = { finish }
                $0.confirm = { _, _ in
                    readers.append(try RunFile.openForReading(bench.runFilePath))
                    return true
                }
            }
            let reader = try #require(readers.all.first)
            #expect(try reader.status().outcomes == [.updated: 3])
            let next = try await bench.apply(Inventory.rollout([1]))
            #expect(next.outcomes == ["unchanged"])
            let archive = try RunFile.openForReading(bench.scratch.path("numbers.2027-01-15T080000Z.patchbay"))
            #expect(try archive.status().outcomes == [.updated: 3])
            #expect(try reader.status().outcomes == [.updated: 3])
        }
    }

    @Test(
        "a finished run file is back in its place when the next run is not begun", arguments: [true, false])
    func backInPlace(isDeclined: Bool) async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout([1]))
            let (before, events) = (try contents(bench.runFilePath), bench.events.count)
            let sheet = isDeclined ? Inventory.rollout([2]) : "phone_number,voice_name\n12,nobody\n"
            await #expect(throws: Refusal.self) {
                try await bench.apply(sheet) { $0.confirm = { _, _ in false } }
            }
            #expect(try bench.scratch.names == ["numbers.csv", "numbers.patchbay", "numbers.results.csv"])
            #expect(try contents(bench.runFilePath) == before)
            let wasAnnounced = bench.events[events...].contains { if case .archived = $0 { true } else { false } }
            #expect(!wasAnnounced)
        }
    }

    @Test("a run that was ended at its question leaves the one before to look at, to go on with, and to be kept")
    func endedAtTheQuestion() async throws {
        try await withBench { bench in
            let finish = Date(timeIntervalSince1970: 1_800_000_000)
            _ = try await bench.apply(Inventory.rollout([1])) { $0.pipeline.now = { finish } }
            let results = try contents(bench.resultsPath)
            for look in [true, false] {
                // As a kill leaves it: the run before has made room, and nothing of the new one is kept.
                try bench.scratch.write(Inventory.rollout([2]), to: "numbers.csv")
                do {
                    _ = try Run.open(
                        Job(
                            sheetPath: bench.sheetPath, runFilePath: bench.runFilePath, resultsPath: bench.resultsPath,
                            options: RunOptions(), target: .api(baseURL: bench.emulator.baseURL)))
                }
                #expect(try !bench.scratch.names.contains("numbers.results.csv"))
                if look {
                    #expect(try RunFile.openForReading(bench.runFilePath).record()?.finishedAt == finish)
                    #expect(try contents(bench.resultsPath) == results)
                    let names = try bench.scratch.names
                    #expect(names == ["numbers.csv", "numbers.patchbay", "numbers.results.csv"], "\(names)")
                }
            }
            let next = try await bench.apply(Inventory.rollout([2]))
            #expect(next.outcomes == ["updated"])
            #expect(try contents(bench.scratch.path("numbers.2027-01-15T080000Z.results.csv")) == results)
            let former = try RunFile.openForReading(bench.scratch.path("numbers.2027-01-15T080000Z.patchbay"))
            #expect(try former.status().outcomes == [.updated: 1])
        }
    }

    @Test("a run that sent nothing is begun again, with the sheet as it is now")
    func begunAgain() async throws {
        try await withBench { bench in
            await #expect(throws: KilledWhileAsking.self) {
                try await bench.apply(Inventory.rollout(1...3)) {
                    $0.confirm = { _, _ in
                        try FileManager.default.copyItem(
                            atPath: bench.runFilePath, toPath: bench.scratch.path("kept.patchbay"))
                        throw KilledWhileAsking()
                    }
                }
            }
            let ending = try await bench.apply(Inventory.rollout([2])) {
                $0.runFilePath = bench.scratch.path("kept.patchbay")
            }
            #expect(ending.outcomes == ["updated"])
            #expect(ending.batches == [["c02"]])
        }
    }

    @Test("the lock is let go when a run is refused, stopped or finished")
    func lockReleased() async throws {
        try await withBench { bench in
            await #expect(throws: Refusal.self) { try await bench.apply(Inventory.rollout([1], voice: "x")) }
            _ = try await bench.apply(Inventory.rollout([1])) { $0.treat = stopped }
            _ = try RunFile.open(bench.runFilePath, creating: false)
            _ = try await bench.resume()
            _ = try RunFile.open(bench.runFilePath, creating: false)
        }
    }

    @Test("a sheet that is missing is said to be missing, and no run file is left")
    func missingSheet() async throws {
        try await withBench { bench in
            let options = RunOptions()
            let job = Job(
                sheetPath: bench.scratch.path("none.csv"), runFilePath: bench.runFilePath,
                resultsPath: bench.resultsPath, options: options, target: .api(baseURL: bench.emulator.baseURL))
            let run = try Run.open(job)
            let pipeline = Pipeline { _ in }
            await #expect(throws: SheetProblem.self) {
                try await pipeline.apply(run, bench.someoneElse, takingUpEdits: true) { _, _ in true }
            }
            #expect(try bench.scratch.names.isEmpty)
        }
    }

    private func code(_ body: () throws -> some Any) -> RunFileProblem.Code? {
        #expect(throws: RunFileProblem.self) { _ = try body() }?.code
    }
}

private struct KilledWhileAsking: Error {}
