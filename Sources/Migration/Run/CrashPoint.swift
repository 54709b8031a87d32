/// A place beside a durable step of a run, where a test can end the process as a power cut would.
///
/// Whoever runs a migration says what happens at one, by the hook in ``Pipeline``; usually nothing does.
package enum CrashPoint: String, CaseIterable, Sendable {
    /// The run file is named as one, and has nothing in it.
    case creating
    /// All rows are in the run file, and nothing of it is kept.
    case staging
    case staged
    /// Every connector is read, and nothing is planned.
    case resolved
    /// The plan is made, and nothing of it is kept.
    case planning
    case planned
    /// The person has agreed, and nothing says so yet.
    case permitted
    /// From here on the run file is the only account of the run.
    case begun
    case markingSent
    /// Marked as sent, and not sent.
    case markedSent
    /// The answer is here, and nothing of it is recorded.
    case answered
    /// Connectors were read to see whether a change has been made to them, and nothing of it is recorded.
    case readBack
    case recording
    case recorded
    /// A change that was not applied is about to be noted for another time.
    case puttingOff
    case putOff
    /// Connectors were read to verify them, and nothing of it is recorded.
    case verified
    /// An earlier session's unanswered changes are settled; its failed ones are not taken up again yet.
    case takenUp
    /// An edited sheet has taken the place of the old one, and nothing of it is kept.
    case restaging
    /// Nothing is left to send.
    case carriedOut
    /// The results are written under another name.
    case writingResults
    case wroteResults
    /// The person has been told how the run ended, and the run file does not say that it has.
    case reported
    case finished
    /// The results of a finished run have their new name, and its run file has not.
    case makingRoom
    /// A finished run file has its new name, and its log is not removed.
    case archiving
}

/// What happens at each crash point. Must be safe to call within a transaction, and on any thread.
package typealias CrashHook = @Sendable (CrashPoint) -> Void
