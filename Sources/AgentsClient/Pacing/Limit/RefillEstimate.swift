/// What a limiter lets through, in requests a second, from what passed between refusals that each met an empty bucket.
///
/// Over one such interval it is exact but for one request; over several that follow each other too, so that the
/// estimate gets better the longer it agrees with what happens.
struct RefillEstimate {
    private(set) var passed = 0.0
    private var elapsed = 0.0

    /// 0 while nothing is known.
    var perSecond: Double { elapsed > 0 ? (passed + 0.5) / elapsed : 0 }

    /// Whether as many passed as the estimate says, but for chance and `tolerance`, a part of 1.
    func explains(_ passed: Double, in elapsed: Double, tolerance: Double) -> Bool {
        perSecond > 0 && abs(passed - perSecond * elapsed) < 1.5 + tolerance * passed
    }

    /// Begins anew with one interval.
    init(_ passed: Double = 0, in elapsed: Double = 0) {
        (self.passed, self.elapsed) = (passed, elapsed)
    }

    /// Takes in an interval that it explains. What is older than two minutes counts for less and less.
    mutating func add(_ passed: Double, in elapsed: Double) {
        if self.elapsed > 120 {
            self.passed /= 2
            self.elapsed /= 2
        }
        self.passed += passed
        self.elapsed += elapsed
    }
}
