import ForeignText
import Foundation
import Telephony

/// A file of voice names, one a line; blank lines and what follows a `#` are not read.
struct VoiceList {
    let path: String

    func catalogue() throws -> VoiceCatalogue {
        guard let data = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).readToEnd() ?? Data(),
            let text = String(data: data, encoding: .utf8)
        else {
            throw CommandProblem(message: "\(path): this list of voices cannot be read. Check its path and encoding.")
        }
        var names: [String] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let name = line.prefix { $0 != "#" }.trimmedOfPaste
            if !name.isEmpty { names.append(try checked(name, line: index + 1)) }
        }
        guard !names.isEmpty else { throw CommandProblem(message: "\(path): there is no voice in this list.") }
        return VoiceCatalogue(names: names)
    }

    private func checked(_ name: Substring, line: Int) throws -> String {
        do throws(VoiceNameProblem) {
            return try VoiceName(validating: name).rawValue
        } catch {
            throw CommandProblem(message: "\(path):\(line): \(error.message)")
        }
    }
}
