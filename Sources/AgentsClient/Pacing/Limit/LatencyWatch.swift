/// Sees when answers take longer than they did, which is an objection too.
///
/// Requests are compared with their like: a batch takes longer than a look-up.
struct LatencyWatch {
    /// What is alike: the operation, and how much was sent with it.
    struct Kind: Hashable {
        let operation: APIOperation
        /// The number of binary digits of the body's length.
        let size: Int

        init(_ request: APIRequest) {
            operation = request.operation
            size = Int.bitWidth - (request.body?.count ?? 0).leadingZeroBitCount
        }
    }

    private struct Times {
        var mean: Double
        /// The lowest mean, which rises slowly: what was is not what will be for ever.
        var lowest = Double.infinity
        var count = 1
    }

    private var times: [Kind: Times] = [:]
    /// Whether the last kind that was answered takes more than twice as long as it did at its best, and 50 ms more.
    private(set) var objects = false

    mutating func note(_ kind: Kind, _ seconds: Double) {
        guard var known = times[kind] else {
            times[kind] = Times(mean: seconds)
            return
        }
        known.mean += (seconds - known.mean) * (known.count < 5 ? 1 / Double(known.count + 1) : 0.1)
        known.count += 1
        // A single answer is short by chance; a mean is not.
        if known.count >= 5 { known.lowest = min(known.lowest * 1.001, known.mean) }
        times[kind] = known
        objects = known.count >= 10 && known.mean > 2 * known.lowest + 0.05
    }
}
