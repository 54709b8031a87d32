/// Which of a series, counted from 1: the first, the third to fifth, all from the tenth on.
package struct Occurrences: Hashable, Sendable {
    package var ranges: [ClosedRange<Int>]

    package init(_ ranges: [ClosedRange<Int>]) { self.ranges = ranges }

    package func contains(_ number: Int) -> Bool { ranges.contains { $0.contains(number) } }

    package static func only(_ number: Int) -> Self { Self([number...number]) }

    package static func from(_ number: Int) -> Self { Self([number...Int.max]) }
}

extension Occurrences: ExpressibleByArrayLiteral {
    package init(arrayLiteral ranges: ClosedRange<Int>...) { self.init(ranges) }
}

extension Occurrences: LosslessStringConvertible {
    /// Reads `3`, `3-5`, `10-` and several of them, as in `1,3-5,10-`.
    package init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let ranges = parts.compactMap(Self.range)
        guard !ranges.isEmpty, ranges.count == parts.count else { return nil }
        self.init(ranges)
    }

    package var description: String {
        ranges.map { range in
            if range.count == 1 { return "\(range.lowerBound)" }
            return "\(range.lowerBound)-" + (range.upperBound == .max ? "" : "\(range.upperBound)")
        }.joined(separator: ",")
    }

    private static func range(_ text: Substring) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = Int(ends[0]), first >= 1 else { return nil }
        if ends.count == 1 { return first...first }
        guard let last = ends[1].isEmpty ? .max : Int(ends[1]), last >= first else { return nil }
        return first...last
    }
}
