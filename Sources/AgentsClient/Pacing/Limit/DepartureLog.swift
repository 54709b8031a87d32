/// When requests left, for limits that count over a period: those of the last hour, or as many as are kept.
///
/// Times are in seconds since the run began.
struct DepartureLog {
    private static let span = 3_700.0
    private static let most = 200_000

    private var times: [Double] = []
    /// The first entry that is young enough.
    private var head = 0

    mutating func append(_ time: Double) {
        times.append(time)
        while time - times[head] > Self.span || count > Self.most { head += 1 }
        if head > Self.most {
            times.removeFirst(head)
            head = 0
        }
    }

    var count: Int { times.count - head }

    /// The time of the `number`th departure from the end, if so many are known.
    func last(_ number: Int) -> Double? {
        (1...max(1, count)).contains(number) && count > 0 ? times[times.count - number] : nil
    }

    /// How many left in the `period` before `end`, `end` itself excluded.
    func count(in period: Double, before end: Double) -> Int { index(of: end) - index(of: end - period) }

    /// The first entry that is not before `time`.
    private func index(of time: Double) -> Int {
        var (low, high) = (head, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
