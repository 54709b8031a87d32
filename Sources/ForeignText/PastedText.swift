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

    /// A mark of general category Format, such as U+FEFF (byte order mark), U+200B (zero width space) or U+202A.
    package var isInvisible: Bool { value > 0x7F && properties.generalCategory == .format }
}
