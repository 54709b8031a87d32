import GRDB

/// Which numbers of changes the API was seen to take in one request, and to refuse.
package struct FoundBatchLimit: Hashable, Sendable, Encodable {
    /// The most that it took.
    package let taken: Int
    /// The fewest that it refused, or that are too many by what a refusal said.
    package let refused: Int
}

extension RunFile {
    /// Nil while no limit was met.
    package func foundBatchLimit() throws -> FoundBatchLimit? {
        let known = try batchSize()
        return known.refused.flatMap {
            $0 > 1 && known.taken > 0 ? FoundBatchLimit(taken: known.taken, refused: $0) : nil
        }
    }

    /// The most changes in one request where nothing else is asked for.
    package static let mostChangesAtOnce = 500

    /// How many requests it takes to carry the plan out, when nothing has to be made again and batches of every size
    /// are taken.
    ///
    /// - Parameters:
    ///   - ceiling: the most changes in one request.
    ///   - readingFirst: whether connectors and their numbers are read again before they are changed.
    ///   - verifying: whether connectors are read again at the end.
    package func expectedRequestCount(
        batchesOf ceiling: Int, readingFirst: Bool = false, verifying: Bool = false
    ) throws -> Int {
        let (size, known) = (BatchSize.forReading(), try batchSize())
        let changes = BatchSize.forChanges(atMost: ceiling, knowing: known)
        let counts = try read { db in
            try Int.fetchAll(
                db, sql: "SELECT COUNT(*) FROM change WHERE state = ? GROUP BY agent ORDER BY min(id)",
                arguments: [ChangeState.planned.rawValue])
        }
        return counts.reduce(0) { sum, count in
            let batches = changes.batchCount(of: count)
            // Each batch's connectors, and once a listing of the agent's numbers.
            return sum + batches + (readingFirst ? batches + 1 : 0) + (verifying ? size.batchCount(of: count) : 0)
        }
    }
}
