/// What became of a row. Every row ends in exactly one.
package enum Outcome: String, CaseIterable, Codable, Sendable {
    /// Applied, and confirmed by the answer or by reading back.
    case updated
    /// Applied, and the API stored something else than was asked for.
    case altered
    /// Already so; nothing was sent.
    case unchanged
    /// The row itself cannot be used.
    case invalid
    /// No connector serves it.
    case notFound = "not_found"
    /// Rows want different things of one connector.
    case conflict
    /// A guard refused it.
    case blocked
    /// The connector changed since the plan.
    case drifted
    /// The API refused it for good.
    case rejected
    /// Retries ran out; safe to resume.
    case failed
    /// Sent, but no answer came and reading back failed too.
    case unknown
    /// The run stopped first.
    case notAttempted = "not_attempted"

    /// Whether a row that ended so leaves nothing to do.
    package var isSuccess: Bool { self == .updated || self == .unchanged }

    /// Whether resuming the run takes the row up again.
    package var isOpen: Bool { self == .failed || self == .unknown || self == .notAttempted }
}
