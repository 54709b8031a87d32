import ForeignText

/// Something about a well-formed voice name that deserves a warning, never an error by itself.
package enum VoiceRemark: Hashable, Sendable, CustomStringConvertible {
    /// Not listed. The nearest listed names come with it, the best guess first.
    case unlisted(VoiceName, nearest: [String])

    /// Not listed, and neither is any voice of its language and region.
    case unlistedLocale(VoiceName, nearest: [LanguageTag])

    /// Not listed, and neither is any voice of its family.
    case unknownFamily(VoiceName, nearest: [String])

    /// The voice speaks another language than the one that is listened for.
    case disagrees(VoiceName, with: LanguageTag)

    package var message: String {
        switch self {
        case .unlisted(let voice, let nearest):
            "\(voice) is not among the known voices\(Self.guess(nearest))"
        case .unknownFamily(let voice, let nearest):
            "\(voice) is of the family \(voice.family), which is not known\(Self.guess(nearest))"
        case .unlistedLocale(let voice, let nearest):
            "\(voice) begins with \(voice.languageTag), as no known voice does\(Self.guess(nearest.map(\.rawValue)))"
        case .disagrees(let voice, let language):
            "\(voice) speaks \(voice.languageTag), but the speech recognition language is \(language)."
        }
    }

    package var description: String { message }

    private static func guess(_ nearest: [String]) -> String {
        switch nearest.count {
        case 0: "."
        case 1: "; the nearest is \(nearest[0])."
        default: "; the nearest are \(nearest.listed())."
        }
    }
}
