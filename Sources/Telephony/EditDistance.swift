extension String {
    /// How many bytes to insert, delete, replace or swap with their neighbours to turn one text into the other, with no
    /// regard to ASCII case (optimal string alignment).
    package func editDistance(to other: String) -> Int {
        let (left, right) = (utf8.map { $0 | 0x20 }, other.utf8.map { $0 | 0x20 })
        var before: [Int] = []
        var last = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var row = [i + 1]
            for (j, wanted) in right.enumerated() {
                var least = Swift.min(last[j] + (letter == wanted ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == wanted {
                    least = Swift.min(least, before[j - 1] + 1)
                }
                row.append(least)
            }
            (before, last) = (last, row)
        }
        return last[right.count]
    }
}
