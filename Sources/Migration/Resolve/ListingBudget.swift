import AgentsClient
import Synchronization
import Telephony

/// How far a listing is read that spares other requests. How long it is shows only while it arrives.
final class ListingBudget: Sendable {
    /// So many elements of a listing, some 300 KB, are worth a request.
    static let elementsPerRequest = 1_000
    /// Where as many requests as this are spared, a listing is read to its end.
    static let manyRequests = 1_000

    private let limit: Int
    private let elements = Mutex(0)

    /// - Parameter spared: the requests that are needed without the listing; nil when it has to be read.
    init(sparing spared: Int?) {
        limit = spared.map { $0 < Self.manyRequests ? $0 * Self.elementsPerRequest : .max } ?? .max
    }

    /// Throws `ListingIsTooLong` when the piece is beyond the budget.
    func spend(_ piece: ListingPiece<some Sendable>) throws {
        try elements.withLock { elements in
            switch piece {
            case .begins: elements = 0
            case .elements(let more): elements += more.count
            }
            if elements > limit { throw ListingIsTooLong() }
        }
    }
}

/// Asking for what is needed one by one costs less.
struct ListingIsTooLong: Error {}

/// Agents whose listings turned out to be too long, or are not to be had.
final class LongListings: Sendable {
    private let agents = Mutex<Set<AgentID>>([])

    func contains(_ agent: AgentID) -> Bool { agents.withLock { $0.contains(agent) } }

    func insert(_ agent: AgentID) { agents.withLock { _ = $0.insert(agent) } }
}
