import Foundation
import GRDB
import Migration
import TestSupport
import Testing

@Suite("Files that are no run files, or no longer") struct ForeignFileTests {
    enum Kind: CaseIterable {
        case text, otherDatabase, newer, damaged, cutOff

        var code: RunFileProblem.Code {
            switch self {
            case .text, .otherDatabase: .notARunFile
            case .newer: .newer
            case .damaged, .cutOff: .damaged
            }
        }
    }

    @Test("it is refused with the reason, and left byte for byte as it was", arguments: Kind.allCases)
    func refused(kind: Kind) async throws {
        try await withBench { bench in
            try await make(kind, bench)
            let before = try contents(bench.runFilePath)
            for attempt in 1...3 {
                let problem = await #expect(throws: RunFileProblem.self) { try await use(bench, attempt) }
                #expect(problem?.code == kind.code, "attempt \(attempt): \(String(describing: problem))")
                #expect(problem?.description.contains("numbers.patchbay: ") == true)
            }
            #expect(try contents(bench.runFilePath) == before)
            #expect(bench.requests.isEmpty)
        }
    }

    @Test("an empty file is no run to go on with or to look at", arguments: [2, 3])
    func empty(attempt: Int) async throws {
        try await withBench { bench in
            try bench.scratch.write("", to: "numbers.patchbay")
            let problem = await #expect(throws: RunFileProblem.self) { try await use(bench, attempt) }
            #expect(problem?.code == .empty)
        }
    }

    private func use(_ bench: Bench, _ attempt: Int) async throws {
        switch attempt {
        case 1: _ = try await bench.apply(Inventory.rollout([1]))
        case 2: _ = try await bench.resume()
        default: _ = try RunFile.openForReading(bench.runFilePath).status()
        }
    }

    private func make(_ kind: Kind, _ bench: Bench) async throws {
        switch kind {
        case .text: try bench.scratch.write("These are my notes.\n", to: "numbers.patchbay")
        case .otherDatabase: try execute("CREATE TABLE notes (text TEXT)", bench)
        case .newer:
            try unfinishedRun(bench)
            try execute("INSERT INTO grdb_migrations VALUES ('5: something to come')", bench)
        case .damaged:
            try unfinishedRun(bench)
            var bytes = try contents(bench.runFilePath)
            bytes.replaceSubrange(4096..<bytes.count, with: Data(repeating: 0x55, count: bytes.count - 4096))
            try bytes.write(to: URL(fileURLWithPath: bench.runFilePath))
        case .cutOff:
            try unfinishedRun(bench)
            let bytes = try contents(bench.runFilePath)
            try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: bench.runFilePath))
        }
    }

    private func unfinishedRun(_ bench: Bench) throws {
        _ = try RunFile.open(bench.runFilePath, creating: true)
    }

    private func execute(_ sql: String, _ bench: Bench) throws {
        let database = try DatabaseQueue(path: bench.runFilePath)
        try database.write { try $0.execute(sql: sql) }
        try database.close()
    }
}
