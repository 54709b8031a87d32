import AgentsClient
import Synchronization

/// How many elements one request may hold. The API publishes no limit, so it is found by what it takes and refuses,
/// once for the whole run.
///
/// It begins with what every server can be expected to take, and grows while larger requests are taken and spare
/// others. After a refusal it looks between what was taken and what was refused: at the number that the refusal names,
/// then at round numbers, as limits are, as long as trying costs less than it may save.
final class BatchSize: Sendable {
    /// What the API was seen to do.
    struct Known: Hashable, Sendable {
        /// The most elements that were taken in one request.
        var taken = 0
        /// The fewest that were refused for being too many.
        var refused: Int?
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
        /// Whether it was the words of a refusal that said there are too many.
        var isByText = false
        /// What would be answered in time, by the last larger request.
        var prompt = Int.max
        /// Whether refusals are taken at their word.
        var believesTexts = true
    }

    let ceiling: Int
    private let first: Int
    private let modest: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - first: how many to begin with.
    ///   - modest: how many a server can be expected to take.
    ///   - ceiling: never more.
    ///   - known: from an earlier session.
    init(first: Int, modest: Int, ceiling: Int, known: Known = Known()) {
        self.ceiling = max(1, ceiling)
        self.first = min(max(1, first), self.ceiling)
        self.modest = min(modest, self.first)
        state = Mutex(State(known: known))
    }

    var known: Known { state.withLock { $0.known } }

    /// Whether nothing is left to be found out.
    var isSettled: Bool {
        state.withLock { state in
            let known = state.known
            return known.taken >= ceiling || known.refused.map { $0 - known.taken <= 1 } ?? false
        }
    }

    /// The most elements for the next request when `left` of them are to go.
    func next(left: Int) -> Int {
        state.withLock { state in
            let known = state.known
            guard let refused = known.refused else { return larger(state, left: left) }
            if let named = state.named { return min(named, ceiling) }
            if known.taken == 0, modest < refused { return modest }
            return between(min(max(known.taken, 1), ceiling), min(refused, ceiling + 1), left: left)
        }
    }

    /// Whether a request of so many elements shows what the API takes, so that others are better sent after it.
    func isTrial(_ count: Int) -> Bool { count > 1 && count > state.withLock { $0.known.taken } }

    private func larger(_ state: State, left: Int) -> Int {
        let proven = min(max(state.known.taken, first), ceiling)
        // Only who has seen as many taken tries more.
        guard state.known.taken >= first, left > proven else { return proven }
        return max(proven, min(ceiling, state.prompt))
    }

    private func between(_ taken: Int, _ refused: Int, left: Int) -> Int {
        guard refused - taken > 1 else { return taken }
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

// MARK: - Of what

extension BatchSize {
    /// Changes begin with 50: a refused batch changes nothing, but one that is lost has to be read back.
    static func forChanges(
        atMost ceiling: Int = RunFile.mostChangesAtOnce, knowing known: Known = Known()
    ) -> BatchSize {
        BatchSize(first: 50, modest: 50, ceiling: ceiling, known: known)
    }

    /// Reading changes nothing, so it begins with the most.
    static func forReading() -> BatchSize { BatchSize(first: 500, modest: 100, ceiling: 500) }
}

// MARK: - What the API does

extension BatchSize {
    /// - Parameter elapsed: how long the answer took.
    func take(_ count: Int, in elapsed: Duration = .zero) {
        state.withLock { state in
            state.known.taken = max(state.known.taken, count)
            if let refused = state.known.refused, count >= refused {
                // What was refused for another reason.
                (state.known.refused, state.named) = (nil, nil)
            }
            if let named = state.named, state.known.taken >= named {
                // Just as many are taken as it said, or it was wrong.
                if state.known.taken == named { state.known.refused = named + 1 }
                state.named = nil
            }
            guard count >= min(first, state.known.taken) else { return }
            let room = elapsed > .zero ? Double(count) * (Self.longestAnswer / elapsed) : .infinity
            state.prompt = room < 1e9 ? max(count, Int(room)) : .max
        }
    }

    /// Notes that so many were too many.
    ///
    /// - Parameter limit: what the refusal says the limit is, if it does.
    func refuse(_ count: Int, limit: Int? = nil, isByText: Bool = false) {
        guard count > 1 else { return }
        state.withLock { state in
            state.isByText = isByText
            state.known.refused = min(state.known.refused ?? .max, count)
            // Limits fall, too.
            if state.known.taken >= count { state.known.taken = 0 }
            state.named = limit.flatMap { max(1, state.known.taken)..<count ~= $0 ? $0 : nil }
        }
    }

    /// Notes how a request of so many failed. Returns whether they were too many; else it may be one of them that is at
    /// fault, or nothing of theirs.
    func fail(_ count: Int, _ failure: ClientFailure) -> Bool {
        if count > modest, !failure.stopsTheRun, failure.isTemporary, failure.mayHaveBeenApplied {
            // Nothing says that it is their number, but a modest one is not to fail for it.
            refuse(count)
            return true
        }
        guard failure.mayBeOneItemsFault, failure.saysTooMany else { return false }
        guard count > 1 else {
            distrust(failure)
            return false
        }
        guard failure.isStatus(413) || state.withLock({ $0.believesTexts }) else { return false }
        refuse(count, limit: failure.limitNamed(below: count), isByText: !failure.isStatus(413))
        return true
    }

    /// What is said of a single element, too, is not said of their number. What was learnt from it is forgotten.
    private func distrust(_ failure: ClientFailure) {
        guard !failure.isStatus(413) else { return }
        state.withLock { state in
            state.believesTexts = false
            if state.isByText { (state.known.refused, state.named) = (nil, nil) }
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
}
