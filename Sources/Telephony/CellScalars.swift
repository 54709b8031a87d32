import ForeignText

/// The marks that spreadsheets, links and people leave round a number's digits.
extension ArraySlice<Unicode.Scalar> {
    var string: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: self)
        return String(text)
    }

    var withoutBlankEnds: Self {
        Self(drop(while: \.isBlank).reversed().drop(while: \.isBlank).reversed())
    }

    /// Whether the first and the last character are quotation marks.
    var isInQuotationMarks: Bool {
        let marks = "\"“”„‟«»'‘’".unicodeScalars
        guard count > 1, let first, let last else { return false }
        return marks.contains(first) && marks.contains(last)
    }

    /// `prefix` is in lower case.
    func beginsIgnoringCase(_ prefix: String) -> Bool {
        starts(with: prefix.unicodeScalars) { $0.properties.lowercaseMapping == String($1) }
    }

    /// Digits, perhaps a fraction after a point or a comma, `E`, and an exponent.
    var isScientificNotation: Bool {
        var rest = self
        _ = rest.takeOne(of: "+-")
        guard rest.takeDigits() > 0 else { return false }
        if rest.takeOne(of: ".,"), rest.takeDigits() == 0 { return false }
        guard rest.takeOne(of: "eE") else { return false }
        _ = rest.takeOne(of: "+-")
        return rest.takeDigits() > 0 && rest.isEmpty
    }

    /// The digits of a number in scientific notation, if the exponent asks for no more of them than there are.
    ///
    /// One digit fewer may be a 0 at the end, or one that is lost.
    var digitsOfScientificNotation: Self? {
        let sign = prefix { $0 == "+" }
        let mantissa = dropFirst(sign.count).prefix { !"eE".unicodeScalars.contains($0) }
        let exponent = dropFirst(sign.count + mantissa.count + 1).drop { $0 == "+" }
        let digits = mantissa.filter { $0.isASCIIDigit }
        guard let shift = Int(exponent.string), digits.count == shift + 1 else { return nil }
        let isNormal =
            mantissa.count == digits.count + 1 && mantissa.dropFirst().first.map { !$0.isASCIIDigit } ?? false
        return isNormal ? Self(sign + digits) : nil
    }

    /// A word and a colon, of which there is no other.
    var scheme: Self? {
        let word = prefix { $0.isASCII && $0.properties.isAlphabetic }
        guard 1...16 ~= word.count, word.endIndex < endIndex, self[word.endIndex] == ":" else { return nil }
        return self[...word.endIndex]
    }

    /// The `.0` or `,00` behind at least seven digits that nothing separates.
    var decimals: Self? {
        var rest = self
        _ = rest.takeOne(of: "+")
        guard rest.takeDigits() >= 7 else { return nil }
        let tail = rest
        guard rest.takeOne(of: ".,"), 1...2 ~= rest.count, rest.allSatisfy({ $0 == "0" }) else { return nil }
        return tail
    }

    /// The tail from `x`, `ext`, `extension`, `;ext=` or `#` on, behind at least four digits, if digits end it.
    var extensionNumber: Self? {
        var digits = 0
        for index in indices {
            if self[index].isASCIIDigit {
                digits += 1
            } else if digits >= 4, self[index...].isExtension {
                return self[index...]
            }
        }
        return nil
    }

    private var isExtension: Bool {
        for marker in [";ext=", "extension", "extn", "ext", "x", "#"] where beginsIgnoringCase(marker) {
            let number = dropFirst(marker.count).drop { ".:= ".unicodeScalars.contains($0) }
            return !number.isEmpty && number.allSatisfy(\.isASCIIDigit)
        }
        return false
    }

    private mutating func takeOne(of characters: String) -> Bool {
        guard let first, characters.unicodeScalars.contains(first) else { return false }
        removeFirst()
        return true
    }

    /// Takes the digits at the beginning and tells how many there were.
    private mutating func takeDigits() -> Int {
        let digits = prefix(while: \.isASCIIDigit).count
        removeFirst(digits)
        return digits
    }
}

extension Unicode.Scalar {
    var isASCIIDigit: Bool { "0"..."9" ~= self }
}
