/// Whether a session may send anything more.
struct Gate: Sendable {
    let budget: FailureBudget
    let breaker: Breaker

    /// Throws `RunStop` when too many rows have failed, and `BreakerIsOpen` while the API does not answer.
    func check() throws {
        try budget.check()
        try breaker.check()
    }
}
