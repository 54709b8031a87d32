import Synchronization

/// Draws delays out of a range, the same ones in the same order for the same seed.
final class RandomDelays: Sendable {
    private let range: LatencyRange
    private let generator: Mutex<SplitMix64>

    init(_ range: LatencyRange, seed: UInt64) {
        self.range = range
        generator = Mutex(SplitMix64(state: seed))
    }

    func next() -> Duration {
        let fraction = generator.withLock { Double.random(in: 0...1, using: &$0) }
        return range.bounds.lowerBound + (range.bounds.upperBound - range.bounds.lowerBound) * fraction
    }
}
