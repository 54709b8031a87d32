import Foundation
import TestSupport
import Testing

/// The run file of a run that was ended half-way, as bytes to damage.
struct HalfDoneRun: Sendable {
    /// As the crash left it.
    let main: Data
    /// SQLite's write-ahead log beside it.
    let log: Data
    /// The two put together, as they are once somebody has looked at the run.
    let closed: Data

    static let pageSize = 4096
    static let logHeader = 32
    static let frameSize = 24 + pageSize

    static func made() async throws -> HalfDoneRun { try await cached.value }

    private static let cached = Task {
        try await EmulatorProcess.serving(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator)
            try await desk.crashHalfway()
            let (main, log) = (try contents(desk.runFile), try contents(desk.runFile + "-wal"))
            #expect(try await desk.run(["status", "numbers.patchbay"]).end == .exit(0))
            #expect(!FileManager.default.fileExists(atPath: desk.runFile + "-wal"))
            return HalfDoneRun(main: main, log: log, closed: try contents(desk.runFile))
        }
    }

    /// How long a log is after each of its transactions, from none on.
    static func commits(in log: Data) -> [Int] {
        let frames = stride(from: logHeader, through: log.count - frameSize, by: frameSize)
        // A frame that ends a transaction says how many pages the file has then; the others say zero.
        let ends = frames.filter { log[log.startIndex + $0 + 4..<log.startIndex + $0 + 8].contains { $0 != 0 } }
        return [logHeader] + ends.map { $0 + frameSize }
    }
}

extension Desk {
    /// Leaves a run with some batches done and others on the wire.
    func crashHalfway() async throws {
        #expect(try await run(apply, environment: ["PATCHBAY_CRASH_AT": "recorded:4"]).end == .exit(137))
    }
}
