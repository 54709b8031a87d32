/// Why a sheet cannot be read, or a file cannot be written, any further.
///
/// It has the shape of a finding, so that it is printed and encoded as the findings beside it are.
package struct SheetProblem: Error, Hashable, Codable {
    package let finding: Finding

    package init(file: String, line: Int? = nil, _ message: Finding.Message, mappings: [ColumnMapping]? = nil) {
        var finding = Finding(.error, file: file, line: line, message: message)
        finding.mappings = mappings
        self.finding = finding
    }
}

extension SheetProblem: CustomStringConvertible {
    package var description: String { finding.description }
}
