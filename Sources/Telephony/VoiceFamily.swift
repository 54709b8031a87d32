/// A generation of Google voices, such as `Neural2`. Google adds families: one that is not known here may well exist.
package struct VoiceFamily: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let chirp3HD = Self(rawValue: "Chirp3-HD")

    /// The families seen on telephony platforms up to April 2026.
    package static let known: [Self] =
        [
            "Standard", "Wavenet", "Neural2", "Studio", "News", "Casual", "Polyglot", "Journey", "Chirp-HD",
        ].map(Self.init) + [.chirp3HD]

    package var isKnown: Bool { Self.known.contains(self) }

    package var description: String { rawValue }

    /// The known family of this spelling in any case.
    static func known(spelled text: String) -> Self? {
        known.first { $0.rawValue.lowercased() == text.lowercased() }
    }

    /// The variant in its canonical case: a capital letter, or the name of a star or moon where those are in use.
    func canonicalVariant(_ variant: String) -> String {
        if variant.utf8.count == 1 { return variant.uppercased() }
        guard self == .chirp3HD else { return variant }
        return Self.celestialNames.first { $0.lowercased() == variant.lowercased() } ?? variant
    }

    private static let celestialNames = [
        "Achernar", "Achird", "Algenib", "Algieba", "Alnilam", "Aoede", "Autonoe", "Callirrhoe", "Charon", "Despina",
        "Enceladus", "Erinome", "Fenrir", "Gacrux", "Iapetus", "Kore", "Laomedeia", "Leda", "Orus", "Puck",
        "Pulcherrima",
        "Rasalgethi", "Sadachbia", "Sadaltager", "Schedar", "Sulafat", "Umbriel", "Vindemiatrix", "Zephyr",
        "Zubenelgenubi",
    ]
}
