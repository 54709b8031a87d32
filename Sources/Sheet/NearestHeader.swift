/// Guesses which header was meant for a column. A guess is only ever shown, never acted upon.
enum NearestHeader {
    /// The most plausible pair, or nil if no header is near any of the columns.
    static func guess(among headers: [String], for columns: [ColumnDefinition]) -> ColumnMapping? {
        var best: (score: Int, mapping: ColumnMapping)?
        for header in headers {
            let key = ColumnKey(header).text
            for column in columns {
                guard let score = column.keys.compactMap({ distance(key, $0.text) }).min() else { continue }
                guard score < best?.score ?? .max else { continue }
                best = (score, ColumnMapping(header: header, column: column.name))
            }
        }
        return best?.mapping
    }

    /// Edits between the two, or nil if they are too many to be a slip.
    ///
    /// A name inside a longer header (`phone` in `Customer phone`) counts as near, but behind every slip.
    private static func distance(_ header: String, _ name: String) -> Int? {
        let edits = editDistance(header, name)
        if edits <= (name.count < 5 ? 1 : max(2, name.count / 3)) { return edits }
        return name.count >= 3 && header.contains(name) ? 100 - name.count : nil
    }

    /// The Levenshtein distance in characters.
    static func editDistance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (index, character) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let substituted = diagonal + (character == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
