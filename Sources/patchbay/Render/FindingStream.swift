import Foundation
import Migration
import Sheet
import Synchronization

/// Prints findings as JSON while they are made.
final class FindingStream: Sendable {
    private let stream: Mutex<JSONStream>
    private let columns = Mutex<ColumnUse?>(nil)

    init(_ console: Console) { stream = Mutex(JSONStream(console, list: "findings")) }

    @Sendable func observe(_ event: MigrationEvent) {
        switch event {
        case .columns(let use): columns.withLock { $0 = use }
        case .finding(let finding): stream.withLock { try? $0.add(finding.advised.placed) }
        default: break
        }
    }

    func end(_ report: IntakeReport) throws {
        let columns = columns.withLock { $0 }
        try stream.withLock { try $0.end(["columns": columns, "summary": report]) }
    }

    /// For a sheet that cannot be read to its end.
    func end(_ error: SheetProblem) throws {
        try stream.withLock { try $0.end(["error": error.finding.advised.placed]) }
    }
}

extension Finding {
    /// The same with the file's absolute path, as a program may be anywhere else.
    fileprivate var placed: Finding {
        guard !file.hasPrefix("/"), FileManager.default.fileExists(atPath: file) else { return self }
        var finding = self
        finding.file = URL(fileURLWithPath: file).path
        return finding
    }
}
