import Sheet
import Telephony

/// What the cells of a sheet are told by. A look is enough: whether they are right is checked where they are read.
extension CellKind {
    static let phoneNumbers = CellKind("phone numbers") { text in
        let digits = text.count(where: \.isNumber)
        return (text.hasPrefix("+") || text.hasPrefix("00")) && 8...17 ~= digits
            && text.allSatisfy { $0.isNumber || " +-.()/".contains($0) }
    }

    static let voices = CellKind("voices") { text in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count >= 4 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIWord) }
            && 2...3 ~= parts[0].count && 2...4 ~= parts[1].count && parts[0].allSatisfy(\.isLetter)
    }

    /// With a region: words of two letters are countries and much else.
    static let languages = CellKind("languages") { text in
        (try? LanguageTag(validating: text))?.region != nil
    }

    static let projects = CellKind("projects") { $0.isIdentifier(of: "project") }
    static let connectors = CellKind("connectors") { $0.isIdentifier(of: "conn") }
}

extension Character {
    fileprivate var isASCIIWord: Bool { isASCII && (isLetter || isNumber) }
}

extension String {
    /// Such as `PROJECT-58RP822I` and `conn-ce2f6224`.
    fileprivate func isIdentifier(of thing: String) -> Bool {
        let parts = split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].lowercased() == thing && parts[1].count >= 4
            && parts[1].allSatisfy(\.isASCIIWord)
    }
}
