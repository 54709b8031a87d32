import AgentsClient
import Synchronization

/// How many elements one request may hold. The API publishes no limit, so it is found by what it takes and refuses,
/// once for the whole run.
///
/// It begins with what every server can be expected to take, and grows while larger requests are taken and spare
/// others. After a refusal it looks between what was taken and what was refused: at the number that the refusal names,
/// then at round numbers, as limits are, as long as trying costs less than it may save.
package final class BatchSize: Sendable {
    /// What the API was seen to do.
    package struct Known: Hashable, Sendable {
        /// The most elements that were taken in one request.
        package var taken = 0
        /// The fewest that were refused for being too many.
        package var refused: Int?

        package init(taken: Int = 0, refused: Int? = nil) { (self.taken, self.refused) = (taken, refused) }
    }

    /// A request that takes longer to be answered is not made larger: one that runs into a time limit may or may not
    /// have been carried out.
    static let longestAnswer: Duration = .seconds(5)

    /// A refused try costs one request, and a limit is seldom a number that is not round.
    private static let worthTrying = 2
    private static let worthTryingOddNumbers = 15

    private struct State {
        var known: Known
        /// What a refusal said the limit was.
        var named: Int?
        /// What would be answered in time, by the last larger request.
        var prompt = Int.max
    }

    package static let usualCeiling = 500

    /// Changes begin with 50, which nobody is known to refuse: a refused batch changes nothing, but one that is lost has
    /// to be read back.
    static func forChanges(atMost ceiling: Int = usualCeiling, knowing known: Known = Known()) -> BatchSize {
        BatchSize(usual: 50, ceiling: ceiling, known: known)
    }

    /// Reading changes nothing, so it begins with the most.
    static func forReading() -> BatchSize { BatchSize(usual: usualCeiling, ceiling: usualCeiling) }

    let ceiling: Int
    private let usual: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - usual: to begin with.
    ///   - ceiling: never more.
    ///   - known: from an earlier session.
    init(usual: Int, ceiling: Int, known: Known = Known()) {
        self.ceiling = max(1, ceiling)
        self.usual = min(max(1, usual), self.ceiling)
        state = Mutex(State(known: known))
    }

    package var known: Known { state.withLock { $0.known } }

    /// Whether nothing is left to be found out.
    var isSettled: Bool {
        state.withLock { state in
            guard let refused = state.known.refused else { return state.known.taken >= ceiling }
            return refused - state.known.taken <= 1 || state.named == state.known.taken
        }
    }

    /// The most elements for the next request when `left` of them are to go.
    func next(left: Int) -> Int {
        state.withLock { state in
            let known = state.known
            guard let refused = known.refused else { return larger(than: max(known.taken, usual), state, left: left) }
            let least = min(max(known.taken, 1), ceiling)
            guard let limit = state.named, limit > known.taken else {
                return between(least, min(refused, ceiling + 1), left: left, isNamed: state.named != nil)
            }
            return min(limit, ceiling)
        }
    }

    /// How many requests that many elements go in, when each of them is taken; notes that they were.
    func batchCount(of elements: Int) -> Int {
        var (left, count) = (elements, 0)
        while left > 0 {
            let portion = min(left, next(left: left))
            take(portion)
            (left, count) = (left - portion, count + 1)
        }
        return count
    }

    /// Whether a request of so many elements shows what the API takes, so that others are better sent after it.
    func isTrial(_ count: Int) -> Bool { count > 1 && count > state.withLock { $0.known.taken } }

    private func larger(than proven: Int, _ state: State, left: Int) -> Int {
        let proven = min(proven, ceiling)
        // Nothing was taken yet, so nothing is proven.
        guard state.known.taken > 0 else { return proven }
        let next = min(ceiling, state.prompt)
        return next > proven && left > proven ? next : proven
    }

    /// - Parameter isNamed: whether the limit was named, and what was named is taken.
    private func between(_ taken: Int, _ refused: Int, left: Int, isNamed: Bool) -> Int {
        guard !isNamed, refused - taken > 1 else { return taken }
        let round = Self.roundNumbers(between: taken, and: refused)
        let next = round.isEmpty ? (taken + refused) / 2 : round[round.count / 2]
        let spared = (left + taken - 1) / taken - (left + next - 1) / next
        return spared >= (round.isEmpty ? Self.worthTryingOddNumbers : Self.worthTrying) ? next : taken
    }

    /// 1, 2, 5, 10, 20, 25, 50, 100 and so on, between the two and neither of them.
    private static func roundNumbers(between low: Int, and high: Int) -> [Int] {
        var numbers: [Int] = []
        var power = 1
        while power < high {
            numbers += [1, 2, 5].map { $0 * power } + (power == 1 ? [] : [power * 5 / 2])
            power *= 10
        }
        return numbers.filter { $0 > low && $0 < high }.sorted()
    }
}

// MARK: - What the API does

extension BatchSize {
    /// - Parameter elapsed: how long the answer took.
    func take(_ count: Int, in elapsed: Duration = .zero) {
        state.withLock { state in
            if count > state.known.taken { state.known.taken = count }
            if let refused = state.known.refused, count >= refused {
                // What was refused for another reason.
                (state.known.refused, state.named) = (nil, nil)
            }
            guard count >= min(usual, state.known.taken) else { return }
            let room = elapsed > .zero ? Double(count) * (Self.longestAnswer / elapsed) : .infinity
            state.prompt = room < 1e9 ? max(count, Int(room)) : .max
        }
    }

    /// Notes that so many were too many.
    ///
    /// - Parameter limit: what the refusal says the limit is, if it does.
    func refuse(_ count: Int, limit: Int? = nil) {
        guard count > 1 else { return }
        state.withLock { state in
            state.known.refused = min(state.known.refused ?? .max, count)
            // Limits fall, too.
            if state.known.taken >= count { state.known.taken = 0 }
            state.named = limit.flatMap { 1..<count ~= $0 ? $0 : nil }
        }
    }

    /// Notes a refusal of so many. Returns whether it says that they were too many; else it may be one of them that is
    /// at fault.
    func refuse(_ count: Int, for failure: ClientFailure) -> Bool {
        guard count > 1, failure.saysTooMany else { return false }
        refuse(count, limit: failure.limitNamed(below: count))
        return true
    }
}
