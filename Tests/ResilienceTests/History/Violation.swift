/// A rule that a history breaks, and where: a sentence that names the connector, the row or the request.
struct Violation: Hashable, CustomStringConvertible {
    let rule: Rule
    let sentence: String

    init(_ rule: Rule, _ sentence: String) {
        self.rule = rule
        self.sentence = sentence
    }

    var description: String { "\(rule): \(sentence)" }
}

/// What has to be true of every history, whatever went wrong in it.
enum Rule: CaseIterable {
    /// A run reads, and updates connectors; it sends nothing else, no update holds what the API does not know, and no
    /// batch names a connector twice.
    case onlyUpdatesAreSent
    /// Unless the rows with errors are to be skipped, nothing is sent for a sheet that has some.
    case nothingIsSentWhileTheSheetHasErrors
    /// Every setting that is sent is one that a usable row of the sheet asks for, of that connector, with that value.
    case onlyWhatTheSheetAsksIsSent
    /// Every update is one that the plan in the run file holds, setting for setting; without a run file nothing is
    /// sent.
    case onlyWhatThePlanHoldsIsSent
    /// Nothing is sent for a row that ended as invalid, not found, conflict, blocked or unchanged, and nothing is
    /// changed for one that drifted before it was sent.
    case nothingIsSentForARefusedRow
    /// In each session a connector is read before the first update that names it is sent.
    case aConnectorIsReadBeforeItIsSent
    /// What the run knows or could know to be applied is not sent again, and nothing is sent for a connector that an
    /// earlier session was done with. See ``Inspection/repeats()``.
    case nothingDoneIsSentAgain
    /// An update whose fate is in doubt is read back before another request names the connector.
    case doubtIsReadBack
    /// What changed is on record as sent or settled, at every moment.
    case everyChangeIsOnRecord
    /// The log accounts for every difference between the state before and the state after.
    case theLogExplainsTheState
    /// What the rows are said to have come to is true of the states, and of the answers.
    case outcomesAreTrue
    /// Each row is refused or planned as the sheet and the state before demand.
    case everyRowIsJudgedRightly
    /// Once a session has ended, there is one result for each row, in the sheet's order, with the sheet's own cells and
    /// the outcome of the run file.
    case everyRowHasOneResult
    /// What the results say that a connector was and is, it was and is.
    case resultsAreTrue
    /// The state is that of a run that nothing disturbed.
    case theEndIsThatOfAnUndisturbedRun
}
