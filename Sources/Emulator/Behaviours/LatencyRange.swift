/// The time that answers take, each its own out of the range.
package struct LatencyRange: Hashable, Sendable {
    package let bounds: ClosedRange<Duration>

    package init(_ bounds: ClosedRange<Duration>) { self.bounds = bounds }

    /// Reads `20ms…80ms`, `20ms..80ms`, or a single `50ms`; seconds as in `1.5s`.
    package init(parsing text: String) throws(OptionProblem) {
        let separator = ["…", "...", ".."].first { text.contains($0) }
        let parts = separator.map { text.split(separator: $0, omittingEmptySubsequences: false) } ?? [text[...]]
        let durations = parts.compactMap(Self.duration)
        guard durations.count == parts.count, let low = durations.first, let high = durations.last, parts.count <= 2
        else { throw .latency(text) }
        guard low <= high else { throw .latencyBackwards(text) }
        self.init(low...high)
    }

    private static func duration(_ text: Substring) -> Duration? {
        if text.hasSuffix("ms") { return seconds(text.dropLast(2), each: 0.001) }
        if text.hasSuffix("s") { return seconds(text.dropLast(), each: 1) }
        return nil
    }

    /// Up to an hour: more is a slip of the pen.
    private static func seconds(_ text: Substring, each unit: Double) -> Duration? {
        guard let count = Double(text), (0...3600).contains(count * unit) else { return nil }
        return .seconds(count * unit)
    }
}
