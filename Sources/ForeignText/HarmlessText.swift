package import Foundation

/// Text from outside, made safe to print on one line of a terminal or a log, or in a cell of a sheet.
///
/// Line breaks and tabs become spaces; bytes that are not UTF-8 and characters that are not `isHarmless` become
/// `U+FFFD`.
package enum HarmlessText {
    /// Keeps the first `limit` characters, and no more than eight bytes for each: one character can have millions.
    package static func make(_ text: some StringProtocol, limit: Int = 200) -> String {
        // Most texts are short, and a character has at least a byte.
        guard text.utf8.count > limit else { return whole(String(text)) }
        return whole(String(text.bounded(toBytes: 8 * limit).prefix(limit)))
    }

    /// The same of bytes.
    package static func make(_ bytes: Data, limit: Int = 200) -> String {
        make(String(decoding: bytes.prefix(8 * limit), as: UTF8.self), limit: limit)
    }

    /// The text in all its length.
    package static func whole(_ text: some StringProtocol) -> String { whole(String(text)) }

    package static func whole(_ text: String) -> String {
        var text = text
        guard !text.withUTF8({ $0.allSatisfy { 0x20..<0x7F ~= $0 } }) else { return text }
        var harmless = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { harmless.append(replacement(of: scalar)) }
        return String(harmless)
    }

    /// The text in all its length, in a cell that no spreadsheet takes a formula from, also not one that splits the
    /// file at another delimiter: behind each, a formula has an apostrophe before it.
    package static func cell(_ text: some StringProtocol) -> String {
        let whole = whole(text)
        guard whole.utf8.contains(where: { $0 == 0x2C || $0 == 0x3B || $0 == 0x7C }) else { return whole }
        var cell = String.UnicodeScalarView()
        var isBehindDelimiter = false
        for scalar in whole.unicodeScalars {
            if isBehindDelimiter, "=+-@＝＋－＠".unicodeScalars.contains(scalar) { cell.append("'") }
            if ",;|".unicodeScalars.contains(scalar) {
                isBehindDelimiter = true
            } else if scalar != " ", scalar != "\"", scalar != "\u{A0}" {
                isBehindDelimiter = false
            }
            cell.append(scalar)
        }
        return String(cell)
    }

    /// The text with what is not harmless spelled out, as `\u{200B}`: where a person has to see what stands there.
    ///
    /// - Parameter limit: in scalars; what is cut off ends in an ellipsis.
    package static func spelledOut(_ text: some StringProtocol, limit: Int = .max) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            result += scalar.isHarmless ? String(scalar) : scalar.escaped(asASCII: true)
        }
        return text.unicodeScalars.count > limit ? result + "…" : result
    }

    /// The scalar itself if it is harmless.
    package static func replacement(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isHarmless { return scalar }
        switch scalar.properties.generalCategory {
        case .control where scalar.properties.isWhitespace, .lineSeparator, .paragraphSeparator: return " "
        default: return "\u{FFFD}"
        }
    }
}

extension StringProtocol {
    /// As much of the text as has at most so many bytes, without a part of a scalar.
    package func bounded(toBytes limit: Int) -> SubSequence {
        guard utf8.count > limit else { return self[...] }
        var count = limit
        while count > 0, UTF8.isContinuation(utf8[utf8.index(startIndex, offsetBy: count)]) { count -= 1 }
        return self[..<utf8.index(startIndex, offsetBy: count)]
    }
}

extension Unicode.Scalar {
    /// Whether it can do nothing to a terminal and to the text beside it.
    ///
    /// Controls can, those of `U+0080` to `U+009F` too; so can what breaks lines, and format characters, which reorder
    /// text as `U+202E` does or are not seen at all. What a private or unassigned character does, nobody knows.
    package var isHarmless: Bool {
        if isASCII { return 0x20..<0x7F ~= value }
        return switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
