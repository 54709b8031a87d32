import Migration

/// Why rows will not change, each reason once: a connector that is held up is so for all of its rows.
struct RefusedSentences {
    /// Beyond so many, rows are only counted.
    private static let most = 10_000

    struct Sentence {
        let first: RefusedRow
        fileprivate(set) var rows = 1
    }

    private struct Key: Hashable {
        let outcome: Outcome
        let message: String
    }

    private var places: [Key: Int] = [:]
    /// In the order of the sheet.
    private(set) var all: [Sentence] = []
    private(set) var furtherRows = 0

    mutating func add(_ row: RefusedRow) {
        let key = Key(outcome: row.outcome, message: row.message)
        if let place = places[key] {
            all[place].rows += 1
        } else if all.count < Self.most {
            places[key] = all.count
            all.append(Sentence(first: row))
        } else {
            furtherRows += 1
        }
    }
}
