import ForeignText

/// Something about a well-formed voice name that deserves a warning, never an error by itself.
package enum VoiceRemark: Hashable, Sendable, CustomStringConvertible {
    /// Not listed. The nearest listed names come with it, the best guess first.
    case unlisted(VoiceName, nearest: [VoiceName])

    /// Not listed, and neither is any voice of its family.
    case unknownFamily(VoiceName, nearest: [VoiceName])

    /// The voice speaks another language than the one that is listened for.
    case disagrees(VoiceName, with: LanguageTag)

    package var message: String {
        switch self {
        case .unlisted(let voice, let nearest):
            "\(voice) is not among the known voices\(Self.guess(nearest))"
        case .unknownFamily(let voice, let nearest):
            "\(voice) is of the family \(voice.family), which is not known\(Self.guess(nearest))"
        case .disagrees(let voice, let language):
            "\(voice) speaks \(voice.languageTag), but the speech recognition language is \(language)."
        }
    }

    package var description: String { message }

    private static func guess(_ nearest: [VoiceName]) -> String {
        nearest.isEmpty ? "." : "; the nearest are \(nearest.map(\.rawValue).listed())."
    }
}
