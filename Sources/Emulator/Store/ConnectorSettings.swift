import AgentsAPI
import Telephony

extension Connector {
    /// Takes over the settings of a patch; the move to another project is not one of them.
    mutating func apply(_ patch: ConnectorPatch, voices: VoiceProbe) throws(Refusal) {
        switch patch.variantId {
        case .leave: break
        case .clear: variantId = ""
        case .set(let variant): variantId = variant
        }
        if let code = patch.asrLangCode {
            guard LanguageTag(rawValue: code) != nil else { throw .badLanguage(code) }
            asrLangCode = code
        }
        if let voice = patch.voiceName {
            guard let language = voices.language(voice) else { throw .unknownVoice(voice) }
            voiceName = voice
            ttsLangCode = language.rawValue
        }
    }
}
