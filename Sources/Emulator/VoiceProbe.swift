/// Plays the probe that the API makes of a voice before it accepts the name.
package struct VoiceProbe: Sendable {
    private let offers: @Sendable (String) -> Bool

    package init(_ offers: @escaping @Sendable (String) -> Bool) { self.offers = offers }

    /// Knows the voices of a list and no others.
    package static func catalogue(_ names: Set<String>) -> Self { Self { names.contains($0) } }

    /// Believes in every name of the shape `<language>-<region>-<family>-<variant>`.
    package static let wellFormed = Self { _ in true }

    /// The language that a voice speaks, `en-US` of `en-US-Neural2-A`; `nil` when the probe fails.
    func language(ofVoice name: String) -> String? {
        guard let language = ValueForm.speechLanguage(ofVoice: name), offers(name) else { return nil }
        return language
    }
}
