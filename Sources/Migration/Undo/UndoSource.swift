import Foundation
import GRDB
import Sheet
import Telephony

/// A run that is to be taken back, and how much of it.
package struct UndoSource: Sendable {
    let file: RunFile
    let path: String
    let createdAt: Date
    /// Nil for all of it.
    let cut: ResultsCut?
    /// Whether numbers that it imported are released.
    let releasesImports: Bool

    /// Throws `RunFileProblem` when the file cannot be read, and `UndoProblem` when it is not known what the run did.
    package init(_ path: String, cut: ResultsCut? = nil, releasesImports: Bool = false) throws {
        file = try RunFile.openForReading(path)
        guard let record = try file.record() else { throw RunFileProblem.empty(path) }
        if file.isUnderWay { throw RunFileProblem.locked(path) }
        let unknown = try file.changeCount(.sent)
        guard unknown == 0 else { throw UndoProblem.unknownChanges(path, count: unknown) }
        (self.path, createdAt, self.cut, self.releasesImports) = (path, record.createdAt, cut, releasesImports)
        target = record.target
    }

    package let target: RunTarget
}

/// Why a run cannot be taken back.
package enum UndoProblem: Error, Hashable, CustomStringConvertible {
    case unknownChanges(String, count: Int)
    /// Nothing that the run is known to have done is among what is to be taken back.
    case nothing(String)
    /// What is to say which part is no part of results.
    case noResults(String)

    package var description: String {
        switch self {
        case .unknownChanges(let path, let count):
            """
            \(path): it is not known what became of \(count == 1 ? "a change" : "\(count) changes") of this run. Resume \
            it first: that finds out.
            """
        case .noResults(let path):
            """
            \(path): it has no columns result_connector_id and result_number. Cut it out of the results CSV of the run.
            """
        case .nothing(let path): "\(path): nothing that this run is known to have done is to be taken back."
        }
    }
}

/// Rows of a results CSV: the part of a run that is to be taken back.
package struct ResultsCut: Sendable {
    private let connectors: Set<String>
    private let numbers: Set<String>

    /// Throws `SheetProblem` when it cannot be read, and `UndoProblem` when it is no part of results.
    package init(_ path: String) throws {
        let reader = try SheetReader(path: path, schema: SheetSchema(columns: []))
        let names = reader.header.names
        guard let connector = names.firstIndex(of: "result_connector_id"),
            let number = names.firstIndex(of: "result_number")
        else { throw UndoProblem.noResults(path) }
        var (connectors, numbers): (Set<String>, Set<String>) = ([], [])
        try reader.forEachRow { row in
            connectors.insert(row.string(at: connector))
            numbers.insert(row.string(at: number))
        }
        (self.connectors, self.numbers) = (connectors.subtracting([""]), numbers.subtracting([""]))
    }

    func holds(connector: String) -> Bool { connectors.contains(connector) }

    func holds(number: String) -> Bool { numbers.contains(number) }
}
