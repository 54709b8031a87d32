import TestSupport

/// Chooses; equal seeds choose alike.
struct Dice {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func seed() -> UInt64 { generator.next() }

    /// - Parameter probability: from 0 to 1.
    mutating func happens(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < probability }

    mutating func one<Element>(of first: Element, _ others: Element...) -> Element { one(of: [first] + others) }

    /// - Precondition: there is something to choose from.
    mutating func one<Element>(of elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &generator) }
}
