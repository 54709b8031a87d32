import ForeignText

/// The digits of a number that is written for people, and what was met among them.
struct DigitScan {
    private typealias Separator = PhoneNumberProblem.Separator

    /// In ASCII, whatever they were written in; letters stand here as the digits of their keys.
    private(set) var digits = ""
    private(set) var hasPlus = false

    /// A character that can be in no phone number, or a sign of a second number.
    private(set) var fault: PhoneNumberProblem.Fault?
    private(set) var letters: [Unicode.Scalar] = []

    /// Where in `digits` a 0 in brackets of its own stands, as in `+44 (0)20`.
    private(set) var bracketedZero: Int?

    private var separators: [PhoneNumberProblem.Separator] = []
    private var hasForeignDigits = false

    init(_ text: ArraySlice<Unicode.Scalar>) {
        for index in text.indices where fault == nil {
            if text[index...].starts(with: "(0)".unicodeScalars) { bracketedZero = digits.utf8.count }
            take(text[index])
            if case .character = fault { explainCharacter(before: text[index...]) }
        }
    }

    /// A strange character may stand between two numbers, or in a text that is none, such as `#REF!`.
    private mutating func explainCharacter(before rest: ArraySlice<Unicode.Scalar>) {
        let following = rest.count(where: \.isASCIIDigit)
        if digits.utf8.count >= 7, following >= 7 { fault = .severalNumbers }
        if digits.isEmpty, following == 0 { fault = .noNumber }
    }

    var slips: [PhoneNumberProblem.Slip] {
        var slips: [PhoneNumberProblem.Slip] = []
        if !separators.isEmpty { slips.append(.separators(separators)) }
        if hasForeignDigits { slips.append(.foreignDigits) }
        if !letters.isEmpty { slips.append(.keypadLetters) }
        return slips
    }

    /// `00`, or North America's `011`, where the `+` should be.
    var exitCode: String? {
        if digits.hasPrefix("00") { return "00" }
        return digits.hasPrefix("011") && !hasPlus && digits.utf8.count > 10 ? "011" : nil
    }

    mutating func removeExitCode(_ exitCode: String) {
        digits.removeFirst(exitCode.count)
        if let zero = bracketedZero { bracketedZero = zero < exitCode.count ? nil : zero - exitCode.count }
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        if let digit = scalar.decimalDigit {
            digits += String(digit)
            hasForeignDigits = hasForeignDigits || !scalar.isASCII
        } else if let separator = Separator(scalar) {
            if !separators.contains(separator) { separators.append(separator) }
        } else if "+＋﹢⁺".unicodeScalars.contains(scalar) {
            takePlus(scalar)
        } else if scalar.properties.isAlphabetic {
            letters.append(scalar)
            digits += scalar.keypadDigit ?? ""
        } else {
            fault = .character(String(scalar))
        }
    }

    private mutating func takePlus(_ plus: Unicode.Scalar) {
        if digits.utf8.count > 3 {
            fault = .severalNumbers
        } else if hasPlus || !digits.isEmpty {
            fault = .character(String(plus))
        }
        hasPlus = true
        hasForeignDigits = hasForeignDigits || !plus.isASCII
    }
}

extension PhoneNumberProblem.Separator {
    fileprivate init?(_ scalar: Unicode.Scalar) {
        switch (scalar, scalar.properties.generalCategory) {
        case (".", _), ("·", _), ("•", _): self = .dots
        case ("/", _), ("\\", _), ("|", _): self = .slashes
        case (",", _): self = .commas
        case ("_", _): self = .underscores
        case ("\u{2212}", _), (_, .dashPunctuation): self = .hyphens
        case (_, .openPunctuation), (_, .closePunctuation): self = .brackets
        case _ where scalar.isInvisible: self = .invisible
        case _ where scalar.properties.isWhitespace: self = .spaces
        default: return nil
        }
    }
}

extension Unicode.Scalar {
    /// The value of a decimal digit of any script or width.
    fileprivate var decimalDigit: Int? {
        if isASCII { return "0"..."9" ~= self ? Int(value) - 0x30 : nil }
        return properties.numericType == .decimal ? properties.numericValue.map { Int($0) } : nil
    }

    /// The digit that shares a telephone key with an ASCII letter.
    fileprivate var keypadDigit: String? {
        let keys = [
            "2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ",
        ]
        let letter = properties.uppercaseMapping
        return keys.first { $0.value.contains(letter) }?.key
    }
}
