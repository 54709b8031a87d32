/// The subtags that a language tag may be made of, by the IANA Language Subtag Registry.
///
/// The facts are in `Data/language-subtags.csv`; the tables are generated from it. What the registry sets aside for
/// private use (`qaa` to `qtz`, `Qaaa` to `Qabx`, `QM` to `QZ`, `XA` to `XZ`) counts as known: Google's `ar-XA` is one.
enum LanguageSubtags {
    /// In lower case.
    static func knows(language: String) -> Bool {
        switch language.utf8.count {
        case 2: contains(language, in: shortLanguages)
        case 3: contains(language, in: longLanguages) || ("qaa"..."qtz").contains(language)
        default: false
        }
    }

    /// In title case.
    static func knows(script: String) -> Bool { contains(script, in: scripts) || ("Qaaa"..."Qabx").contains(script) }

    /// In upper case.
    static func knows(region: String) -> Bool {
        guard region.utf8.count == 2 else { return contains(region, in: numbersOfRegions) }
        return contains(region, in: lettersOfRegions) || ("QM"..."QZ").contains(region)
            || ("XA"..."XZ").contains(region)
    }

    /// What to write for another code of a language, such as `de` for `deu`.
    static func language(ofCode code: String) -> String? { languages[code] }

    /// What to write for another code of a region, such as `GB` for `GBR` and for `UK`.
    static func region(ofCode code: String) -> String? { code == "UK" ? "GB" : regions[code] }

    private static let languages = pairs(languagesOfCodes)
    private static let regions = pairs(regionsOfCodes)

    private static func pairs(_ text: StaticString) -> [String: String] {
        let pairs = text.description.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
        return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
    }

    /// Looks through texts of one length that stand in ascending order, with nothing between them.
    private static func contains(_ text: String, in table: StaticString) -> Bool {
        let wanted = Array(text.utf8)
        let size = wanted.count
        let bytes = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
        var range = 0..<bytes.count / size
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let entry = bytes[middle * size..<(middle + 1) * size]
            if entry.elementsEqual(wanted) { return true }
            range = entry.lexicographicallyPrecedes(wanted) ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }
}
