import Foundation

/// Reads random files for some time, or until one is read wrongly.
///
/// Two environment variables steer it: `PATCHBAY_FUZZ_SECONDS`, how long (3 unless told), and `PATCHBAY_FUZZ_SEED`, to
/// see the same files again (random unless told).
struct FuzzRun {
    /// No input takes milliseconds but the few long ones; a reader that hangs ends the process after this many seconds.
    private static let patience: UInt32 = 60

    let seed: UInt64
    let seconds: Double

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        seed = environment["PATCHBAY_FUZZ_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000_000)
        seconds = environment["PATCHBAY_FUZZ_SECONDS"].flatMap { Double($0) } ?? 3
    }

    struct Report {
        var inputs = 0
        var bytes = 0
        /// What the reader and the reference do not agree on, with all that is needed to see it again.
        var disagreement: String?
    }

    func run(samples: [[[UInt8]]]) throws -> Report {
        print("Fuzzing the reader: seed \(seed), \(seconds) seconds")
        defer { alarm(0) }
        var report = Report()
        let end = ContinuousClock.now + .seconds(seconds)
        while report.disagreement == nil, ContinuousClock.now < end {
            alarm(Self.patience)
            for _ in 0..<100 where report.disagreement == nil { try next(&report, samples) }
        }
        print("Fuzzed the reader: \(report.inputs) inputs, \(report.bytes) bytes")
        return report
    }

    /// Every input has a seed of its own, so that it can be had without those before it.
    private func next(_ report: inout Report, _ samples: [[[UInt8]]]) throws {
        let seed = seed &+ UInt64(report.inputs)
        var generator = FuzzGenerator(seed: seed, samples: samples)
        let input = generator.input()
        report.inputs += 1
        report.bytes += input.bytes.count
        guard let words = try FuzzCheck.disagreement(on: input) else { return }
        // Said before the input is shortened, so that it is known whatever happens then.
        print("Disagreement: PATCHBAY_FUZZ_SEED=\(seed), \(input.bytes.count) bytes: \(words.prefix(300))")
        alarm(0)
        let short = try FuzzCheck.shortened(input, until: .now + .seconds(30))
        report.disagreement = """
            PATCHBAY_FUZZ_SEED=\(seed): \(words) Shortened, with delimiter \(String(describing: short.delimiter)) and \
            reads of \(short.bufferSize) bytes: \
            \(String(decoding: short.bytes.prefix(2000), as: UTF8.self).debugDescription) \
            \(short.bytes.prefix(200)) \(try FuzzCheck.disagreement(on: short) ?? "")
            """
    }
}
