package import Foundation

/// Text from outside, made safe to print on one line of a terminal or a log.
package enum HarmlessText {
    /// Keeps the first `limit` characters; bytes that are not UTF-8 and control characters become `U+FFFD`.
    ///
    /// Line breaks and tabs become spaces. Controls include those that reorder text, such as `U+202E`.
    package static func make(_ text: some StringProtocol, limit: Int = 200) -> String {
        var harmless = ""
        for character in text.prefix(limit) {
            harmless.unicodeScalars.append(contentsOf: character.unicodeScalars.map(replacement))
        }
        return harmless
    }

    /// The same of bytes.
    package static func make(_ bytes: Data, limit: Int = 200) -> String {
        // A character of many scalars can be long; 64 bytes each is far more than honest text has.
        make(String(decoding: bytes.prefix(limit * 64), as: UTF8.self), limit: limit)
    }

    private static func replacement(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control where scalar.properties.isWhitespace, .lineSeparator, .paragraphSeparator: " "
        case .control, .format, .surrogate, .privateUse, .unassigned: "\u{FFFD}"
        default: scalar
        }
    }
}
