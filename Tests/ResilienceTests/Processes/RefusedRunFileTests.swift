import Emulator
import Foundation
import GRDB
import TestSupport
import Testing

@Suite("A run file that cannot be used", .untilItHangs) struct RefusedRunFileTests {
    /// What stands where the run file should.
    enum Kind: CaseIterable {
        case zeroLength, directory, text, otherDatabase, newer, cut, flipped, withoutLog

        /// What each of `apply`, `resume` and `status` says; nil when it can go on.
        func sentence(_ command: Command) -> String? {
            switch self {
            case .zeroLength: command == .apply ? nil : "this run file holds no run."
            case .withoutLog: "this is only a part of a run: what it did last is in numbers.patchbay-wal, which is not"
            case .directory:
                command == .apply ? "as this is a directory." : "this is not a run file, and was left as it is."
            case .text, .otherDatabase: "this is not a run file, and was left as it is."
            case .newer: "this run file was made by a newer patchbay. Go on with that version."
            case .cut, .flipped: "this run file is damaged"
            }
        }
    }

    enum Command: CaseIterable { case status, results, resume, apply }

    @Test("it is refused in a sentence, left as it is, and nothing is sent", arguments: Kind.allCases)
    func refused(kind: Kind) async throws {
        try await withEmulatorProcess(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            try await make(kind, desk)
            let (before, sent) = (try bytes(desk), try await emulator.log.entries(of: desk.branch).filter(\.isUpdate))
            for command in Command.allCases {
                guard let sentence = kind.sentence(command) else { continue }
                let ending = try await desk.run(arguments(command, desk))
                #expect(ending.end == .exit(3), "\(command): \(ending)")
                #expect(ending.errors.contains("numbers.patchbay: "), "\(command): \(ending)")
                #expect(ending.errors.contains(sentence), "\(command): \(ending)")
                #expect(!ending.errors.contains("SQL"))
                #expect(try bytes(desk) == before, "\(command)")
            }
            #expect(try await emulator.log.entries(of: desk.branch).filter(\.isUpdate) == sent)
            guard kind.sentence(.apply) == nil else { return }
            #expect(try await desk.run(desk.apply).end == .exit(1))
            #expect(try await desk.history().violations.filter { $0.rule == .nothingDoneIsSentAgain } == [])
            #expect(try await desk.account().state == Account.undisturbed().state)
        }
    }

    private func arguments(_ command: Command, _ desk: Desk) -> [String] {
        switch command {
        case .status: ["status", "numbers.patchbay"]
        case .results: ["results", "numbers.patchbay", "--output", "copy.csv"]
        case .resume: desk.resume
        case .apply: desk.apply
        }
    }

    private func make(_ kind: Kind, _ desk: Desk) async throws {
        let files = FileManager.default
        switch kind {
        case .zeroLength: try desk.scratch.write("", to: "numbers.patchbay")
        case .directory: try files.createDirectory(atPath: desk.runFile, withIntermediateDirectories: false)
        case .text: try desk.scratch.write("These are my notes.\n", to: "numbers.patchbay")
        case .otherDatabase: try execute("CREATE TABLE notes (text TEXT)", desk)
        case .newer:
            try await halfDone(desk)
            try execute("INSERT INTO grdb_migrations VALUES ('99: something to come')", desk)
        case .cut:
            try await halfDone(desk)
            try execute("PRAGMA wal_checkpoint(TRUNCATE)", desk)
            try contents(desk.runFile).dropLast(4096).write(to: URL(filePath: desk.runFile))
        case .flipped:
            try await halfDone(desk)
            #expect(try await desk.run(["status", "numbers.patchbay"]).end == .exit(0))
            var bytes = try contents(desk.runFile)
            let name = try #require(bytes.range(of: Data("sheetConnector".utf8)))
            bytes[name.lowerBound] ^= 0x20
            try bytes.write(to: URL(filePath: desk.runFile))
        case .withoutLog:
            try await halfDone(desk)
            for suffix in ["-wal", "-shm"] { try files.removeItem(atPath: desk.runFile + suffix) }
        }
    }

    private func halfDone(_ desk: Desk) async throws {
        #expect(try await desk.run(desk.apply, environment: ["PATCHBAY_CRASH_AT": "recorded:4"]).end == .exit(137))
    }

    private func execute(_ sql: String, _ desk: Desk) throws {
        let database = try DatabaseQueue(path: desk.runFile)
        try database.writeWithoutTransaction { try $0.execute(sql: sql) }
        try database.close()
    }

    /// Nil of a directory.
    private func bytes(_ desk: Desk) throws -> Data? {
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: desk.runFile, isDirectory: &isDirectory)
        return isDirectory.boolValue ? nil : try contents(desk.runFile)
    }
}
