/// How much one request may hold.
struct RequestLimits: Hashable, Sendable {
    var bodyBytes: Int
    /// Elements of a list; `nil` sets no limit.
    var batch: Int?

    /// Refuses an empty list, and one over the limit.
    func check(_ list: [some Any], named name: String) throws(Refusal) {
        guard !list.isEmpty else { throw .schema("\(name) must have at least one element.") }
        if let batch, list.count > batch { throw .batchTooLarge(list.count, limit: batch) }
    }
}
