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

/// Sebastiano Vigna's SplitMix64: the standard library has no generator that can be seeded.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
