import Foundation
import TestSupport
import Testing

@Suite("A disk that is full, or a file that may not grow", .untilItHangs) struct FullDiskTests {
    /// In units of 512 bytes: from too little for an empty run file to too little for the last of a run.
    static let limits = [1, 8, 40, 100, 200, 300, 400, 500, 550, 600, 650, 700, 750, 800, 850, 900]

    @Test("a limit of the size of files stops a run without harm, wherever it strikes")
    func fileSizes() async throws {
        try await withEmulatorProcess(branches: Self.limits.count) { emulator in
            var ends: Set<String> = []
            for (number, limit) in Self.limits.enumerated() {
                let desk = try await Desk(Branch(number: number), emulator)
                let stopped = try await desk.shell(#"ulimit -f \#(limit); exec "$0" "$@""#, desk.apply)
                let sent = try await emulator.log.entries(of: desk.branch).contains(where: \.isUpdate)
                ends.insert("\(try #require(stopped.end))")
                #expect(stopped.end == .exit(1) || stopped.end == .exit(sent ? 2 : 3), "\(limit): \(stopped)")
                #expect(stopped.end == .exit(1) || stopped.errors.contains("numbers."), "\(limit): \(stopped)")
                #expect(!stopped.errors.contains("SQL"))
                #expect(try desk.leftovers() == [])
                if stopped.end != .exit(1) {
                    #expect(try await desk.run(sent ? desk.resume : desk.apply).end == .exit(1))
                }
                #expect(try await desk.problems(comparedWith: .undisturbed()) == [], "\(limit)")
            }
            // What the plan had room for in the log, the run has: the log begins anew when it is agreed to.
            #expect(ends == ["exit(1)", "exit(3)"])
        }
    }

    /// In KiB: from too little for an empty run file to too little for its results.
    static let sizes = Array(stride(from: 16, through: 640, by: 48))
    /// In KiB: what is left of a disk on which a run was agreed to.
    static let rests = [0, 4, 8, 12, 16, 24, 32, 48, 64, 96]

    @Test(
        "a disk that fills up before a run is agreed to leaves nothing behind, and space lets it begin",
        .enabled(if: SmallDisk.isPossible, SmallDisk.reason))
    func disk() async throws {
        #expect(try await ends(Self.sizes) { try await SmallDisk.run($0, kibibytes: $1) } == ["1\n", "3\n"])
    }

    @Test(
        "a disk that fills up afterwards stops the run without harm, and space lets it go on",
        .enabled(if: SmallDisk.isPossible, SmallDisk.reason))
    func fullLater() async throws {
        let ends = try await ends(Self.rests) { try await SmallDisk.run($0, kibibytes: 2_000, leaving: $1) }
        #expect(ends.contains("2\n") && ends.isSubset(of: ["1\n", "2\n", "3\n"]), "\(ends)")
    }

    /// How the sessions ended that had too little space, or enough.
    private func ends(
        _ sizes: [Int], _ run: (Desk, Int) async throws -> Ending
    ) async throws -> Set<String> {
        try await withEmulatorProcess(branches: sizes.count) { emulator in
            var ends: Set<String> = []
            for (number, size) in sizes.enumerated() {
                let desk = try await Desk(Branch(number: number), emulator)
                let ending = try await run(desk, size)
                let first = try String(decoding: contents(desk.scratch.path("first.status")), as: UTF8.self)
                let said = try String(decoding: contents(desk.scratch.path("first.errors")), as: UTF8.self)
                ends.insert(first)
                #expect(first == "1\n" || said.contains("numbers."), "\(size) KiB: \(said)")
                #expect(!said.contains("SQL"))
                #expect(ending.end == .exit(1), "\(size) KiB: \(ending)")
                #expect(try await desk.problems(comparedWith: .undisturbed()) == [], "\(size) KiB: \(said)")
            }
            return ends
        }
    }
}

/// A file system of its own for one process, which needs rights that not every machine gives.
enum SmallDisk {
    static let isPossible = (try? canMount()) ?? false
    static let reason: Comment = "no file system can be mounted here (unshare -m, mount -t tmpfs)"

    private static func canMount() throws -> Bool {
        let script = "mount -t tmpfs -o size=16k none /mnt"
        let process = try Foundation.Process.run(
            URL(filePath: "/usr/bin/unshare"), arguments: ["-m", "sh", "-c", script + " 2>/dev/null"])
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Applies the sheet on a disk of that size, makes the disk larger, and applies it again unless it was done; then
    /// brings the files to the desk.
    ///
    /// - Parameter rest: so much is left on the disk, in KiB, after a session that ended when it was agreed to.
    static func run(_ desk: Desk, kibibytes: Int, leaving rest: Int? = nil) async throws -> Ending {
        let begin = rest.map { rest in
            """
            set +e; PATCHBAY_CRASH_AT=begun "$0" "$@" >/dev/null 2>&1; set -e
            mount -o remount,size=$(($(df -k . | tail -1 | awk '{print $3}') + \(rest)))k none .
            """
        }
        let script = """
            set -e; desk=$PWD; mkdir disk; mount -t tmpfs -o size=\(kibibytes)k none disk; cp numbers.csv disk; cd disk
            \(begin ?? "")
            set +e; "$0" "$@" >/dev/null 2>"$desk/first.errors"; first=$?; set -e
            echo $first >"$desk/first.status"; ls -A >"$desk/first.files"
            mount -o remount,size=64m none .
            set +e; [ $first = 1 ] || "$0" "$@"; last=$?; [ $first = 1 ] && last=1; set -e
            cp numbers.* "$desk"; cd "$desk"; umount disk; exit $last
            """
        return try await desk.shell(script, desk.apply, by: ["/usr/bin/unshare", "-m"])
    }
}
