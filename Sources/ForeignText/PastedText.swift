extension StringProtocol {
    /// The text without what surrounds a pasted value: white space of every kind, byte order marks, and the invisible
    /// marks (zero width, direction) that spreadsheets and web pages carry along.
    package var trimmedOfPaste: SubSequence {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isBlank }),
            let last = scalars.lastIndex(where: { !$0.isBlank })
        else { return self[endIndex...] }
        return self[first..<scalars.index(after: last)]
    }
}

extension Unicode.Scalar {
    /// White space, or a mark that shows as nothing.
    package var isBlank: Bool {
        isASCII ? value == 0x20 || 0x09...0x0D ~= value : properties.isWhitespace || isInvisible
    }

    /// A mark of general category Format, such as U+FEFF (byte order mark), U+200B (zero width space) or U+202A, or a
    /// letter or symbol that has no ink.
    package var isInvisible: Bool {
        guard value > 0x7F else { return false }
        return properties.generalCategory == .format || Self.inkless.contains(value)
    }

    /// Fillers of Hangul, the joiner of graphemes, and the empty pattern of Braille.
    private static let inkless: Set<UInt32> = [0x034F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0]
}
