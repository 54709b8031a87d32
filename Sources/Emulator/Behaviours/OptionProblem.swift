/// Why the text of an option does not say what the emulator should do.
package enum OptionProblem: Error, Hashable, Sendable {
    case rateLimit(String)
    case latency(String)
    case latencyBackwards(String)
}

extension OptionProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rateLimit(let text):
            """
            "\(text)" is not a rate. Write requests per second, minute or hour: 20/s, 600/m or 10000/h; and how they \
            are counted, if not in a bucket that holds them all: 20/s,burst=1 or 600/m,fixed or 600/m,sliding.
            """
        case .latency(let text):
            "\"\(text)\" is not a latency of at most an hour. Write a time or a range: 50ms, 20ms…80ms or 0.5s..2s."
        case .latencyBackwards(let text):
            "The latency \"\(text)\" ends before it begins. Write the shorter time first."
        }
    }
}
