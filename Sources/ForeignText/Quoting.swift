extension StringProtocol {
    /// The text in single quotes for a message: cut to a readable length, with nothing in it that a terminal obeys.
    package var quoted: String { "'\(HarmlessText.spelledOut(self, limit: 60))'" }
}

extension [String] {
    /// `a`, `a and b`, `a, b and c`.
    package func listed(with word: String = " and ") -> String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + word + last
    }
}

extension Collection where Element: StringProtocol {
    /// Each in quotes; long lists end with how many more there are.
    package func quotedList(limit: Int = 20) -> String {
        let shown = prefix(limit).map(\.quoted).joined(separator: ", ")
        return count > limit ? "\(shown) and \(count - limit) more" : shown
    }
}
