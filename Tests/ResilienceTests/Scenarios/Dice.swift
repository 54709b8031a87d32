import TestSupport

/// Draws choices, the same ones for the same seed.
struct Dice {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// True in `count` of `total` cases.
    mutating func chance(_ count: Int, of total: Int) -> Bool { number(1...total) <= count }

    mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[number(0...choices.count - 1)] }

    /// Some of them, at least one, in their order.
    mutating func some<Choice>(_ choices: [Choice]) -> [Choice] {
        let sure = number(0...choices.count - 1)
        var some: [Choice] = []
        for index in choices.indices where index == sure || chance(1, of: 3) { some.append(choices[index]) }
        return some
    }

    mutating func seed() -> UInt64 { random.next() }
}
