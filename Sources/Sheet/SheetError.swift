/// Why a sheet cannot be read, or a file cannot be written, any further.
///
/// It has the shape of a finding, so that it is printed and encoded as the findings beside it are.
package struct SheetError: Error, Hashable, Codable {
    package let finding: Finding

    package init(file: String, line: Int? = nil, _ message: Finding.Message) {
        finding = Finding(.error, file: file, line: line, message: message)
    }
}

extension SheetError: CustomStringConvertible {
    package var description: String { finding.description }
}
