/// The shapes of the values that a request can hold. Only shapes: whether a calling code is assigned is not asked here.
enum ValueForm {
    /// `+`, 1 to 15 digits, the first of them not 0.
    static func isE164(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.utf8.first == UInt8(ascii: "+") && (1...15).contains(digits.count)
            && digits.first != UInt8(ascii: "0") && digits.allSatisfy { isDigit($0) }
    }

    /// `language[-Script][-REGION]` and further subtags of two to eight letters and digits, as in BCP 47.
    static func isLanguageTag(_ text: String) -> Bool {
        let subtags = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard let language = subtags.first, (2...3).contains(language.count), language.allSatisfy(isLetter) else {
            return false
        }
        return subtags.dropFirst().allSatisfy { subtag in
            (2...8).contains(subtag.count) && subtag.allSatisfy { isLetter($0) || isDigit($0) }
        }
    }

    /// The prefix `<language>-<region>` of a voice name, from which the API derives the speech language.
    static func speechLanguage(ofVoice name: String) -> String? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, !parts.contains(where: \.isEmpty) else { return nil }
        let (language, region) = (parts[0].utf8, parts[1].utf8)
        guard (2...3).contains(language.count), language.allSatisfy(isLetter), isRegion(region) else { return nil }
        return "\(parts[0])-\(parts[1])"
    }

    private static func isRegion(_ text: Substring.UTF8View) -> Bool {
        text.count == 2 && text.allSatisfy(isLetter) || text.count == 3 && text.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
