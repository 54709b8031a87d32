/// What a run came to.
package struct RunSummary: Encodable, Sendable {
    package enum End: String, Encodable, Sendable {
        /// Every row has been taken up.
        case finished
        /// The run stopped by itself and can be resumed.
        case stopped
        /// A signal stopped the run; it can be resumed.
        case interrupted
    }

    package let end: End
    /// Why the run stopped, when it did.
    package let stop: RunStop?
    /// The same in words.
    package let reason: String?
    package let rows: Int
    /// Rows by the name of their outcome; they add up to `rows`.
    package let outcomes: [String: Int]
    /// Why rows ended otherwise than as the sheet says.
    package let causes: [Cause]
    /// Numbers that the sheet does not name and that answer differently now, as they share a connector with others.
    package let collateralNumbers: Int
    /// What was different about the sheet, when this session took up an edited one.
    package let edit: SheetEdit?
    /// The connectors that were read as asked at the end, in this session or an earlier one; nil when that was not
    /// wanted.
    package let verified: Int?
    /// The numbers of which the same is true.
    package let verifiedNumbers: Int?
    /// Whether the run took another one back.
    package let takesBack: Bool
    package let runFile: String
    /// Where the results are, or would be if they could be written.
    package let results: String
    /// Why they were not written, when they were not.
    package let resultsProblem: String?

    private enum CodingKeys: CodingKey {
        case end, reason, rows, outcomes, causes, collateralNumbers, edit, verified, verifiedNumbers, runFile, results,
            resultsProblem
    }

    package func rows(_ outcome: Outcome) -> Int { outcomes[outcome.rawValue] ?? 0 }

    package var areAllRowsDone: Bool {
        Outcome.allCases.allSatisfy { $0.isSuccess || rows($0) == 0 }
    }

    package var isRunFileLost: Bool {
        if case .runFileLost = stop { true } else { false }
    }

    /// Whether there are rows that resuming takes up again.
    package var canBeResumed: Bool {
        end != .finished || Outcome.allCases.contains { $0.isOpen && rows($0) > 0 }
    }
}
