/// Which changes one pass has still to send, in order.
struct OpenSpans {
    struct Span {
        /// The changes after this one,
        var after: Change.ID
        /// up to this one.
        let through: Change.ID
    }

    private var spans = [Span(after: 0, through: .max)]

    var first: Span? { spans.first }

    mutating func removeFirst() { spans.removeFirst() }

    /// The first span's changes up to this one are on their way.
    mutating func take(through id: Change.ID) { spans[0].after = id }

    /// Changes are to be sent again. Those that were the last to leave go with what comes after them; the others by
    /// themselves, as what lies between is on its way.
    mutating func reopen(_ ids: ClosedRange<Change.ID>) {
        if let next = spans.first, next.after == ids.upperBound {
            spans[0].after = ids.lowerBound - 1
        } else {
            spans.insert(Span(after: ids.lowerBound - 1, through: ids.upperBound), at: 0)
        }
    }
}
