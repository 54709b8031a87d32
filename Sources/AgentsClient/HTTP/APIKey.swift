import Foundation

/// The secret that the API knows its caller by. It cannot be printed, dumped, mirrored or encoded.
package struct APIKey: Hashable, Sendable {
    package enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
        case empty
        /// `position` counts characters from 1.
        case unsafeCharacter(position: Int)

        package var message: String {
            switch self {
            case .empty: "The API key is empty."
            case .unsafeCharacter(let position):
                "The API key cannot be sent: its character \(position) is a space, a control character or not ASCII. "
                    + "Check that the key was copied whole and alone."
            }
        }

        package var description: String { message }
    }

    /// For the request header only.
    let headerValue: String

    /// Accepts visible ASCII; white space round the key, such as a file's last line break, is dropped.
    package init(_ text: String) throws(Problem) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { throw .empty }
        let visible = Unicode.Scalar("!")...Unicode.Scalar("~")
        if let offset = trimmed.unicodeScalars.map({ visible.contains($0) }).firstIndex(of: false) {
            throw .unsafeCharacter(position: offset + 1)
        }
        headerValue = trimmed
    }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(API key)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
