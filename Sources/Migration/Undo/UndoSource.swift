import Foundation
import GRDB
import Sheet
import Telephony

/// A run that is to be taken back, and how much of it.
package struct UndoSource: Sendable {
    let file: RunFile
    package let path: String
    let createdAt: Date
    package let target: RunTarget
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
}

/// Why a run cannot be taken back.
package enum UndoProblem: Error, Hashable, CustomStringConvertible {
    case unknownChanges(String, count: Int)
    /// Nothing that the run is known to have done is among what is to be taken back. Names the file of the run before,
    /// if there is one.
    case nothing(String, before: String?)
    /// A run that is to be gone on with was taken back, at least in part.
    case takenBack(String, by: String)
    /// Taking it back was begun, but of another part.
    case otherPart(String)
    /// What is to say which part is no part of results, or not of this run's.
    case noResults(String)
    case otherResults(String)

    package var description: String {
        switch self {
        case .unknownChanges(let path, let count):
            """
            \(path): it is not known what became of \(count == 1 ? "a change" : "\(count) changes") of this run. \
            Resume it first: that finds out.
            """
        case .noResults(let path):
            """
            \(path): it has no columns result_line and result_number. Cut it out of the results CSV of the run.
            """
        case .otherResults(let path):
            """
            \(path): its lines are not those of this run's results. Cut it out of what 'patchbay results' writes for \
            this run.
            """
        case .nothing(let path, let before):
            """
            \(path): nothing that this run is known to have done is to be taken back.\
            \(before.map { " The run before it is in \($0)." } ?? "")
            """
        case .takenBack(let path, let other):
            """
            \(path): this run was taken back, at least in part, by \(other), so it is not gone on with. To carry its \
            sheet out all the same, apply that with another --run-file.
            """
        case .otherPart(let path):
            """
            \(path): taking back another part of the run, or an earlier run of the sheet, is not finished. Go on with \
            that, or discard it, first.
            """
        }
    }
}

/// Rows of a results CSV: the part of a run that is to be taken back.
package struct ResultsCut: Sendable {
    let path: String
    /// By the physical line of a row in the run's sheet, its number, or the empty text.
    let numbers: [Int: String]

    /// Throws `SheetProblem` when it cannot be read, and `UndoProblem` when it is no part of results.
    package init(_ path: String) throws {
        let reader = try SheetReader(path: path, schema: SheetSchema(columns: []))
        let names = reader.header.names
        guard let line = names.firstIndex(of: "result_line"), let number = names.firstIndex(of: "result_number") else {
            throw UndoProblem.noResults(path)
        }
        var numbers: [Int: String] = [:]
        var isReadable = true
        try reader.forEachRow { row in
            let text = row.string(at: line)
            if let line = Int(text) {
                numbers[line] = row.string(at: number)
            } else if !text.isEmpty {
                isReadable = false
            }
        }
        guard isReadable else { throw UndoProblem.otherResults(path) }
        (self.path, self.numbers) = (path, numbers)
    }
}
