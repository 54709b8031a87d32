/// A language tag taken apart by the grammar of RFC 5646, section 2.1.
struct LanguageTagParts {
    private(set) var language = ""
    private(set) var extendedLanguage: String?
    private(set) var script: String?
    private(set) var region: String?

    /// The whole tag in canonical case.
    let canonical: String

    private var rest: ArraySlice<String>

    /// Registered before there was a grammar, and not of its form. Those that are of its form need no mention.
    private static let irregular: Set = [
        "en-GB-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo",
        "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE",
    ]

    /// Takes a tag in any case; nil if it is not well-formed.
    init?(_ text: String) {
        let subtags = text.split(separator: "-", omittingEmptySubsequences: false).map { $0.lowercased() }
        guard subtags.allSatisfy({ 1...8 ~= $0.utf8.count && $0.utf8.allSatisfy(\.isAlphanumeric) }) else { return nil }
        canonical = Self.canonicalCase(of: subtags)
        rest = subtags[...]
        if Self.irregular.contains(canonical) {
            takeIrregular()
        } else if subtags[0] == "x" {
            guard subtags.count > 1 else { return nil }
            language = canonical
        } else if !takeLanguageTag() {
            return nil
        }
    }

    /// Two letters are a region and four a script, unless they come first or after a singleton (section 2.1.1).
    private static func canonicalCase(of subtags: [String]) -> String {
        let plain = subtags.firstIndex { $0.utf8.count == 1 } ?? subtags.endIndex
        let cased = subtags.enumerated().map { index, subtag in
            switch subtag.utf8.count {
            case 2 where 0 < index && index < plain: subtag.uppercased()
            case 4 where 0 < index && index < plain: subtag.titlecased
            default: subtag
            }
        }
        return cased.joined(separator: "-")
    }

    private mutating func takeIrregular() {
        if rest.first == "i" {
            language = canonical
            return
        }
        language = take { _ in true } ?? ""
        region = take { _ in true }?.uppercased()
    }

    private mutating func takeLanguageTag() -> Bool {
        guard let language = take({ 2...3 ~= $0.utf8.count && $0.isAlphabetic }) else { return false }
        self.language = language
        extendedLanguage = take { $0.utf8.count == 3 && $0.isAlphabetic }
        for _ in 0..<2 where extendedLanguage != nil { _ = take { $0.utf8.count == 3 && $0.isAlphabetic } }
        script = take { $0.utf8.count == 4 && $0.isAlphabetic }?.titlecased
        region = take { ($0.utf8.count == 2 && $0.isAlphabetic) || ($0.utf8.count == 3 && $0.isNumeric) }?.uppercased()
        return takeVariants() && takeExtensions() && takePrivateUse() && rest.isEmpty
    }

    /// False if a variant is there twice.
    private mutating func takeVariants() -> Bool {
        var seen: Set<String> = []
        while let variant = take({ $0.utf8.count > 4 || ($0.utf8.count == 4 && $0.utf8.first?.isDigit == true) }) {
            guard seen.insert(variant).inserted else { return false }
        }
        return true
    }

    /// False if an extension is empty or its singleton is there twice.
    private mutating func takeExtensions() -> Bool {
        var seen: Set<String> = []
        while let singleton = take({ $0.utf8.count == 1 && $0 != "x" }) {
            guard seen.insert(singleton).inserted, take({ $0.utf8.count > 1 }) != nil else { return false }
            while take({ $0.utf8.count > 1 }) != nil {}
        }
        return true
    }

    private mutating func takePrivateUse() -> Bool {
        guard take({ $0 == "x" }) != nil else { return true }
        defer { rest = [] }
        return !rest.isEmpty
    }

    private mutating func take(_ isWanted: (String) -> Bool) -> String? {
        guard let first = rest.first, isWanted(first) else { return nil }
        return rest.removeFirst()
    }
}

extension String {
    fileprivate var titlecased: String { prefix(1).uppercased() + dropFirst() }
    fileprivate var isAlphabetic: Bool { utf8.allSatisfy { !$0.isDigit } }
    fileprivate var isNumeric: Bool { utf8.allSatisfy(\.isDigit) }
}

extension UInt8 {
    fileprivate var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
    fileprivate var isAlphanumeric: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
}
