import AgentsAPI
import AgentsClient
import Foundation
import GRDB
import Migration
import Telephony
import TestSupport
import Testing

@Suite("What lies where a run file is opened") struct UntrustedRunFileTests {
    private func unfinishedRun(_ bench: Bench) async throws {
        _ = try await bench.apply(Inventory.rollout(1...3)) {
            $0.treat = { $0.operation == .updateConnectors ? .refuse(401, "AUTH_USER_INVALID_TOKEN") : .pass }
        }
    }

    /// All that can be done with a run file, each of which has to be refused.
    private func expectRefusal(
        _ bench: Bench, _ path: String? = nil, code: RunFileProblem.Code = .untrusted, says: String
    ) async {
        let path = path ?? bench.runFilePath
        let sent = bench.requests.count
        let uses: [() async throws -> Void] = [
            { _ = try RunFile.openForReading(path).status() }, { _ = try await bench.resume { $0.runFilePath = path } },
            { _ = try await bench.apply(Inventory.rollout(1...3)) { $0.runFilePath = path } },
        ]
        for use in uses {
            let problem = await #expect(throws: RunFileProblem.self) { try await use() }
            #expect(problem?.code == code && problem?.description.contains(says) == true)
        }
        #expect(bench.requests.count == sent)
    }

    @Test(
        "a journal beside it is refused before SQLite sees it, so that the file it names stays",
        arguments: [true, false])
    func journal(isLinked: Bool) async throws {
        try await withBench { bench in
            try await unfinishedRun(bench)
            let victim = try bench.scratch.write("precious", to: "victim")
            try journal(naming: victim).write(to: URL(fileURLWithPath: bench.runFilePath + "-journal"))
            var path = bench.runFilePath
            if isLinked {
                path = bench.scratch.path("link.patchbay")
                try FileManager.default.createSymbolicLink(
                    atPath: path, withDestinationPath: bench.runFilePath)
            }
            await expectRefusal(bench, path, says: "-journal lies beside this run file")
            #expect(FileManager.default.fileExists(atPath: victim))
            #expect(FileManager.default.fileExists(atPath: bench.runFilePath + "-journal"))
        }
    }

    /// Such as a transaction over several files leaves when it is killed: its end names the super-journal.
    private func journal(naming file: String) -> Data {
        let name = Array(file.utf8)
        func word(_ value: UInt32) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> (8 * $0) & 0xFF) } }
        let checksum = name.reduce(UInt32(0)) { $0 &+ UInt32($1) }
        let magic: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        let head = magic + word(0) + word(0) + word(1) + word(512) + word(4096)
        let page = [UInt8](repeating: 0, count: 512 - head.count)
        return Data(head + page + word(0x4000_0001) + name + word(UInt32(name.count)) + word(checksum) + magic)
    }

    @Test("a log that is a link is refused, and what it points to stays", arguments: ["-wal", "-shm"])
    func link(suffix: String) async throws {
        try await withBench { bench in
            try await unfinishedRun(bench)
            let victim = try bench.scratch.write("precious", to: "victim")
            try FileManager.default.createSymbolicLink(
                atPath: bench.runFilePath + suffix, withDestinationPath: victim)
            await expectRefusal(bench, says: "\(suffix) lies beside this run file")
            #expect(try contents(victim) == Data("precious".utf8))
        }
    }

    @Test("one that others may write is refused, with what to type", arguments: [0o666, 0o622, 0o602])
    func writable(mode: Int) async throws {
        try await withBench { bench in
            try await unfinishedRun(bench)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: bench.runFilePath)
            await expectRefusal(bench, says: "(chmod go-w)")
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: bench.runFilePath)
            #expect(try await bench.resume().outcomes == ["updated", "updated", "updated"])
        }
    }

    @Test("one of another user is refused", .enabled(if: geteuid() == 0, "only root can give a file away"))
    func foreign() async throws {
        try await withBench { bench in
            try await unfinishedRun(bench)
            #expect(chown(bench.runFilePath, 4321, 4321) == 0)
            await expectRefusal(bench, says: "belongs to another user")
        }
    }

    @Test("a pipe or a device is no run file, and is not waited for")
    func pipe() async throws {
        try await withBench { bench in
            let path = bench.scratch.path("pipe.patchbay")
            #expect(mkfifo(path, 0o600) == 0)
            await expectRefusal(bench, path, code: .notARunFile, says: "this is not a run file")
            await expectRefusal(bench, "/dev/zero", code: .notARunFile, says: "this is not a run file")
        }
    }
}
