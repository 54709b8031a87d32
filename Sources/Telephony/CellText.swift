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

    /// The text in single quotes for a message: at most 40 characters, nothing in it that a terminal would act on.
    var quoted: String {
        let limit = 40
        var shown = "'"
        for scalar in unicodeScalars.prefix(limit) {
            shown += scalar.isPrintable ? String(scalar) : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
        return shown + (unicodeScalars.count > limit ? "…'" : "'")
    }
}

extension Unicode.Scalar {
    /// White space, or a mark that shows as nothing.
    var isBlank: Bool { isASCII ? value == 0x20 || 0x09...0x0D ~= value : properties.isWhitespace || isInvisible }

    /// A mark of general category Format, such as U+FEFF (byte order mark), U+200B (zero width space) or U+202A.
    var isInvisible: Bool { value > 0x7F && properties.generalCategory == .format }

    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }
}

extension [String] {
    /// "a", "a and b", "a, b and c".
    func listed(with word: String = " and ") -> String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + word + last
    }
}
