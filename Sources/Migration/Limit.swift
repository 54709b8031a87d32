/// The most of something that is allowed: a count, or a percentage of the whole.
package enum Limit: Hashable, Sendable {
    case count(Int)
    case percent(Double)

    /// Reads `20` or `5%`. Throws `LimitProblem`.
    package init(_ text: String) throws(LimitProblem) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), (0...100).contains(percent) else {
                throw LimitProblem(text: text)
            }
            self = .percent(percent)
        } else {
            guard let count = Int(text), count >= 0 else { throw LimitProblem(text: text) }
            self = .count(count)
        }
    }

    /// The most that is allowed of a whole, rounded down.
    package func most(of whole: Int) -> Int {
        switch self {
        case .count(let count): count
        // The billionth keeps 4.1 % of 3000 at 123 although binary fractions fall short of it.
        case .percent(let percent): Int((percent * Double(whole) / 100 + 1e-9).rounded(.down))
        }
    }
}

/// A text that is no limit.
package struct LimitProblem: Error, Hashable, CustomStringConvertible {
    let text: String

    package var description: String {
        "'\(text)' is neither a number, such as 20, nor a percentage from 0% to 100%, such as 5%."
    }
}
