import TestSupport

/// Decides when a process is killed; equal seeds decide alike.
struct Reaper {
    enum Moment {
        /// So long after the start.
        case time(Duration)
        /// So long after the emulator has made up its mind about so many requests.
        case request(Int, delay: Duration)
        /// The same for those that update connectors.
        case update(Int, delay: Duration)
    }

    private var random: SeededGenerator
    /// How long the last whole runs took.
    private var lifetimes: [Duration] = []
    /// How many requests a whole run makes, and how many of them update connectors.
    private static let (requests, updates) = (25, 9)
    /// How long the program deals with an answer, at most.
    private static let aftermath = Duration.milliseconds(15)

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Whether a killed run is gone on with elsewhere: every fourth time.
    mutating func moves() -> Bool { Int.random(in: 0..<4, using: &random) == 0 }

    mutating func hasSeen(lifetime: Duration) { lifetimes = (lifetimes + [lifetime]).suffix(2) }

    /// Every moment of a whole run is as likely as any other for a third of the kills. The others follow a request, so
    /// that enough of them fall into what a run does after it has been started.
    mutating func moment() -> Moment {
        let delay = Self.aftermath * max(0, Double.random(in: -0.5...1, using: &random))
        return switch Int.random(in: 0..<3, using: &random) {
        case 0: .time((lifetimes.max() ?? .seconds(1)) * Double.random(in: 0...1, using: &random))
        case 1: .request(Int.random(in: 1...Self.requests, using: &random), delay: delay)
        default: .update(Int.random(in: 1...Self.updates, using: &random), delay: delay)
        }
    }
}
