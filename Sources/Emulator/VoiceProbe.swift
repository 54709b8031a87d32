package import Telephony

/// Plays the probe that the API makes of a voice before it accepts the name.
package struct VoiceProbe: Sendable {
    /// The language that the voice of a name speaks, such as `en-GB`; `nil` when the probe fails.
    let language: @Sendable (String) -> LanguageTag?

    package init(_ language: @escaping @Sendable (String) -> LanguageTag?) { self.language = language }

    /// Finds the voices of a list and no others.
    package static func catalogue(_ voices: VoiceCatalogue) -> Self { Self { voices.voice(named: $0)?.languageTag } }

    package static let google = catalogue(.google)
}
