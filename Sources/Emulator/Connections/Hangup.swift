/// A request that ends with its connection and without an answer.
enum Hangup: Error, Hashable {
    case closing
    /// Every open connection ends, and so does each of the next ones as soon as it is made.
    case outage(connections: Int)
}
