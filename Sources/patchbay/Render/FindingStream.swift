import Migration
import Sheet
import Synchronization

/// Prints findings as JSON while they are made.
final class FindingStream: Sendable {
    private let stream: Mutex<JSONStream>

    init(_ console: Console) { stream = Mutex(JSONStream(console, list: "findings")) }

    @Sendable func observe(_ event: MigrationEvent) {
        guard case .finding(let finding) = event else { return }
        stream.withLock { try? $0.add(finding.advised) }
    }

    func end(_ report: IntakeReport) throws {
        try stream.withLock { try $0.end("summary", report) }
    }

    /// For a sheet that cannot be read to its end.
    func end(_ error: SheetProblem) throws {
        try stream.withLock { try $0.end("error", error.finding.advised) }
    }
}
