import Foundation
import TestSupport
import Testing

@Suite("Files that may not be written", .enabled(if: Stranger.isPossible, Stranger.reason), .untilItHangs)
struct PermissionTests {
    @Test("a read-only directory is said to be so before anything is sent")
    func directory() async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            try set(0o555, of: desk.scratch.path)
            defer { try? set(0o755, of: desk.scratch.path) }
            let ending = try await Stranger.run(desk, desk.apply)
            #expect(ending.end == .exit(3))
            #expect(ending.errors.contains("the run file cannot go here, as you may not write to "), "\(ending)")
            #expect(try await emulator.log.entries(of: desk.branch).isEmpty)
        }
    }

    @Test("a read-only run file is not gone on with, and can be looked at", arguments: [0o444, 0o000])
    func file(mode: Int) async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            #expect(try await desk.run(desk.apply, environment: ["PATCHBAY_CRASH_AT": "recorded:2"]).end == .exit(137))
            #expect(try await desk.run(["status", "numbers.patchbay"]).end == .exit(0))
            try set(0o777, of: desk.scratch.path)
            try set(mode, of: desk.runFile)
            try Stranger.give(desk.runFile)
            let (before, requests) = (try contents(desk.runFile), try await emulator.log.entries(of: desk.branch).count)
            for command in [desk.apply, desk.resume] {
                let ending = try await Stranger.run(desk, command)
                #expect(ending.end == .exit(3))
                #expect(
                    ending.errors.contains("numbers.patchbay: the run file cannot be written: permission denied."),
                    "\(ending)")
            }
            let status = try await Stranger.run(desk, ["status", "numbers.patchbay"])
            #expect(status.end == .exit(mode == 0 ? 3 : 0), "\(status)")
            #expect(try contents(desk.runFile) == before)
            #expect(try await emulator.log.entries(of: desk.branch).count == requests)
            try set(0o600, of: desk.runFile)
            try Stranger.takeBack(desk.runFile)
            #expect(try await desk.run(desk.resume).end == .exit(1))
            #expect(try await desk.problems(comparedWith: .undisturbed()) == [])
        }
    }

    private func set(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
}

/// Someone for whom permissions hold, as they do not for root.
enum Stranger {
    private static let setpriv = "/usr/bin/setpriv"
    private static let isRoot = geteuid() == 0

    static let isPossible = !isRoot || FileManager.default.isExecutableFile(atPath: setpriv)
    static let reason: Comment = "permissions do not hold for root, and there is no setpriv to become somebody else"

    /// Makes a file theirs, as another's would not be opened at all.
    static func give(_ path: String) throws {
        if isRoot { #expect(chown(path, 65534, 65534) == 0) }
    }

    /// With what SQLite has left beside it, which is theirs too.
    static func takeBack(_ path: String) throws {
        guard isRoot else { return }
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            #expect(chown(path + suffix, geteuid(), getegid()) == 0)
        }
    }

    static func run(_ desk: Desk, _ arguments: [String]) async throws -> Ending {
        guard isRoot else { return try await desk.run(arguments) }
        let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]
        return try await desk.run(arguments, by: [setpriv] + nobody)
    }
}
