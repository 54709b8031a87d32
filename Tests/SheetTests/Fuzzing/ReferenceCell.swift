/// What is known about cells that a spreadsheet makes something else of, in its plainest form.
enum ReferenceCell {
    /// The text that a cell of a file stands for.
    static func text(_ cell: [UInt8]) -> [UInt8] {
        switch cell.first {
        case UInt8(ascii: "'"):
            let formula = String(decoding: cell.drop { $0 == UInt8(ascii: "'") }, as: UTF8.self)
            return isFormula(formula) ? Array(cell.dropFirst()) : cell
        case UInt8(ascii: "="):
            return isNumberForExcel(cell) ? Array(cell[2..<cell.count - 1]) : cell
        default:
            return cell
        }
    }

    /// Whether a file may hold a cell: nothing in it runs, but the formula that shows a number.
    static func isSafe(_ cell: [UInt8]) -> Bool {
        isNumberForExcel(cell) || !isFormula(String(decoding: cell, as: UTF8.self))
    }

    private static func isNumberForExcel(_ cell: [UInt8]) -> Bool {
        var scalars = Array(String(decoding: cell, as: UTF8.self).unicodeScalars)
        guard scalars.starts(with: "=\"".unicodeScalars), scalars.last == "\"" else { return false }
        scalars = Array(scalars.dropFirst(2).dropLast())
        if scalars.first == "+" { scalars.removeFirst() }
        return !scalars.isEmpty && scalars.allSatisfy { "0123456789".unicodeScalars.contains($0) }
    }

    private static func isFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        if "\t\r\n".unicodeScalars.contains(first) { return true }
        if "0"..."9" ~= first || "a"..."z" ~= first || "A"..."Z" ~= first { return false }
        let visible = text.unicodeScalars.drop {
            $0.properties.isWhitespace || [.control, .format].contains($0.properties.generalCategory)
        }
        guard let sign = visible.first else { return false }
        if "=@＝＠＋－".unicodeScalars.contains(sign) { return true }
        return "+-".unicodeScalars.contains(sign) && !isNumber(text)
    }

    private static func isNumber(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.drop { $0 == " " }.dropFirst()
        let end = scalars.lastIndex { $0 != " " }.map { scalars.index(after: $0) } ?? scalars.startIndex
        let parts = scalars[..<end].split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        let digits = "0123456789".unicodeScalars
        guard let mantissa = parts.first, mantissa.contains(where: digits.contains),
            mantissa.allSatisfy({ digits.contains($0) || $0 == "." || $0 == "," })
        else { return false }
        guard parts.count == 2, var exponent = parts.last else { return true }
        if let sign = exponent.first, sign == "+" || sign == "-" { exponent = exponent.dropFirst() }
        return !exponent.isEmpty && exponent.allSatisfy(digits.contains)
    }
}
