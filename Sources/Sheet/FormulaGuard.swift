extension Collection<UInt8> {
    /// Whether a spreadsheet may run the text of a cell as a formula when it opens the file.
    ///
    /// It may if the text begins with `=`, `@`, tab, carriage return or line feed, or with `+` or `-` and is not a
    /// plain number. White space and invisible characters before the sign do not help, as some programs take them off,
    /// and the full-width signs count as well, as Excel takes them for the others where such a keyboard is usual.
    ///
    /// Sources: OWASP, "CSV Injection" (the signs, tab, carriage return, line feed, the full-width signs), CWE-1236,
    /// and for blanks before a sign the reports against guards that only looked at the first byte, csv-safe's among
    /// them.
    var isFormula: Bool {
        guard let first else { return false }
        if first == Byte.tab || first == Byte.carriageReturn || first == Byte.lineFeed { return true }
        switch firstVisibleScalar {
        case "=", "@", "＝", "＠", "＋", "－": return true
        case "+", "-": return !isPlainNumber
        default: return false
        }
    }

    /// Whether the text is a sign and digits, such as `+442071838750`, `-0,5`, `-1,234.56` or `+1.5e3`, spaces aside.
    ///
    /// There is nothing in it to calculate, so that it is left alone.
    private var isPlainNumber: Bool {
        var rest = drop { $0 == Byte.space }.dropFirst()
        let mantissa = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
        guard mantissa.contains(where: \.isDigit) else { return false }
        rest = rest.dropFirst(mantissa.count)
        if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
            let exponent = rest.prefix(while: \.isDigit)
            guard !exponent.isEmpty else { return false }
            rest = rest.dropFirst(exponent.count)
        }
        return rest.allSatisfy { $0 == Byte.space }
    }

    private var firstVisibleScalar: Unicode.Scalar? {
        var decoder = UTF8()
        var bytes = makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&bytes) {
            if !scalar.isInvisible { return scalar }
        }
        return nil
    }
}

extension UInt8 {
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
}

extension Unicode.Scalar {
    /// Spaces of all kinds, controls such as NUL, and format characters such as the byte order mark.
    fileprivate var isInvisible: Bool {
        if isASCII { return value <= 0x20 || value == 0x7F }
        return switch properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
