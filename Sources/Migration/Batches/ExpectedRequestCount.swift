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
        let known = try batchSize()
        let groups = try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT kind, COUNT(*) FROM change WHERE state = ?
                    GROUP BY kind, agent, iif(kind = \(ActionKind.importing.rawValue), environment, 0) ORDER BY min(id)
                    """,
                arguments: [ChangeState.planned.rawValue]
            ).map { (kind: try kind($0[0]), count: $0[1] as Int) }
        }
        return Dictionary(grouping: groups, by: \.kind).reduce(0) { sum, group in
            let (kind, size) = (group.key, BatchSize.forReading())
            let changes = BatchSize.forChanges(
                atMost: ceiling, knowing: kind == .settings ? known : BatchSize.Known())
            return group.value.reduce(sum) { sum, group in
                let batches = kind.type.isBatched ? changes.batchCount(of: group.count) : group.count
                // Each batch's connectors or numbers, and once a listing of the agent's numbers.
                let before = readingFirst ? batches + (kind == .settings ? 1 : 0) : 0
                return sum + batches + before + (verifying ? size.batchCount(of: group.count) : 0)
            }
        }
    }
}
