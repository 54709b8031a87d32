import ForeignText

/// Guesses which header was meant for a column. A guess is only ever shown, never acted upon.
enum NearestHeader {
    /// The most plausible pair, or nil if no header is near any of the columns.
    static func guess(among headers: [String], for columns: [ColumnDefinition]) -> ColumnMapping? {
        var best: (score: Int, mapping: ColumnMapping)?
        for header in headers {
            let key = ColumnKey(header).text
            for column in columns where column.isGuessed {
                guard let score = column.keys.compactMap({ distance(key, $0.text) }).min() else { continue }
                guard score < best?.score ?? .max else { continue }
                best = (score, ColumnMapping(header: String(header.trimmedOfPaste), column: column.name))
            }
        }
        return best?.mapping
    }

    /// The column that a header of the sheet resembles so much that it may have been meant.
    ///
    /// A slip of the keyboard is enough. Words in another order or one more are not when the cells say otherwise, where
    /// that counts: `Room number` is no phone number where rooms stand below it.
    ///
    /// - Parameters:
    ///   - foreign: whether there are cells, and none is what the column holds.
    ///   - contradicted: whether that counts also for a header with all of the column's words.
    static func resembling(
        _ header: String, among columns: [ColumnDefinition], foreign: (ColumnDefinition) -> Bool = { _ in false },
        contradicted: (ColumnDefinition) -> Bool
    ) -> ColumnDefinition? {
        let key = ColumnKey(header).text
        let columns = columns.filter(\.isGuessed)
        guard !key.isEmpty else { return nil }
        let words = Set(Self.words(header))
        func isAny(_ relation: (Set<String>, Set<String>) -> Bool, _ column: ColumnDefinition) -> Bool {
            ([column.name] + column.aliases).contains { relation(words, Set(Self.words($0))) }
        }
        let longer = columns.filter { isAny(isLonger, $0) }
        if !longer.isEmpty { return longer.first { !contradicted($0) } }
        // `Project` alone may be anything: then its cells decide.
        let shorter = columns.filter { isAny(isShorter, $0) }
        if !shorter.isEmpty { return shorter.first { !contradicted($0) && !foreign($0) } }
        return columns.first { $0.keys.contains { isSlip(key, of: $0.text) } }
    }

    private static func isSlip(_ header: String, of name: String) -> Bool {
        guard name.count >= 5 else { return false }
        return editDistance(header, name) <= (name.count < 8 ? 1 : 2)
    }

    /// The same words, or more.
    private static func isLonger(_ header: Set<String>, than name: Set<String>) -> Bool {
        !name.isEmpty && name.isSubset(of: header)
    }

    /// Some of the words, but for those that are in many names.
    private static func isShorter(_ header: Set<String>, than name: Set<String>) -> Bool {
        !header.isEmpty && header.isSubset(of: name) && header != ["id"] && header != ["name"]
    }

    /// In lower case; `newVoice` and `New-voice` have two.
    static func words(_ header: String) -> [String] {
        var words: [String] = [""]
        var previous: Character = " "
        for character in header where !character.unicodeScalars.allSatisfy(\.isInvisible) {
            let isWord = character.isLetter || character.isNumber
            if !isWord || character.isUppercase && previous.isLowercase { words.append("") }
            if isWord { words[words.count - 1] += character.lowercased() }
            previous = character
        }
        return words.filter { !$0.isEmpty }
    }

    /// Edits between the two, or nil if they are too many to be a slip.
    ///
    /// A name inside a longer header (`phone` in `Customer phone`) counts as near, but behind every slip.
    private static func distance(_ header: String, _ name: String) -> Int? {
        let edits = editDistance(header, name)
        if edits <= (name.count < 5 ? 1 : max(2, name.count / 3)) { return edits }
        return name.count >= 3 && header.contains(name) ? 100 - name.count : nil
    }

    /// The distance of Damerau and Levenshtein in characters: two that have changed places are one edit.
    static func editDistance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var earlier: [Int] = []
        var above: [Int] = []
        var row = Array(0...right.count)
        for index in left.indices {
            (earlier, above) = (above, row)
            row[0] = index + 1
            for column in right.indices {
                let substituted = above[column] + (left[index] == right[column] ? 0 : 1)
                row[column + 1] = min(substituted, row[column] + 1, above[column + 1] + 1)
                let hasChangedPlaces =
                    index > 0 && column > 0 && left[index] == right[column - 1] && left[index - 1] == right[column]
                if hasChangedPlaces { row[column + 1] = min(row[column + 1], earlier[column - 1] + 1) }
            }
        }
        return row[right.count]
    }
}
