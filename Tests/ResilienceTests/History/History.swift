import AgentsAPI
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport

/// All that is left of a run, to be held against the rules that every run keeps: ``violations``.
///
/// Plain values, so that a test can doctor them. From files, as tests of the built program have them:
///
///     var history = try History(
///         before: before, after: after, log: try RequestLogFile.entries(in: logFile), sheet: sheetPath,
///         options: options, runFile: runFilePath, results: resultsPath)
///     history.sessionStarts = [37]
///     #expect(history.violations == [])
///
/// The states are those of `EmulatorStore(path:).snapshot()`. The log and the state before are those of the whole run,
/// from the beginning of its first session. The rules know a run of one sheet, without `--strict`.
struct History {
    /// The requests of the run's sessions. Those of anyone else are to be left out.
    var log: [RequestLog.Entry]
    /// How long the log was when the second session began, the third, and so on. Left out, some repeats are not seen.
    var sessionStarts: [Int] = []
    /// What the run file said when the second session began, the third, and so on; `nil` when there was none. Left out,
    /// what was settled by then is not looked up.
    var sessionRecords: [RecordedRun?] = []
    /// Whether the last session came to its end by itself, so that results are due and all that it sent is accounted
    /// for.
    var hasEnded = false
    /// Whether the server was out of reach for a while, so that requests may have been sent that are not in the log.
    var mayLackRequests = false
    /// Whether each session had a key of its own, the first one the emulator's first. Then what a killed session had on
    /// the wire is told from the requests of the next, which may have come before it.
    var hasKeyForEachSession = false
    var before: EmulatorState
    var after: EmulatorState
    var sheet: AskedSheet
    var allowsCollateral: Bool
    /// Whether numbers may be routed to other connectors where one that they share cannot be changed.
    var splits = false
    /// Whether the run goes on without the rows that have errors.
    var skipsInvalid = true
    /// `nil` when the run left no run file, as one that sent nothing.
    var record: RecordedRun?
    /// `nil` when the last session was killed before it wrote them.
    var results: ResultsTable?
    /// Connectors of which the API tells or stores something else than it was asked, or that somebody else changes.
    /// What is said of their state is not held against the run; what is sent for them is.
    var unreliable: Set<ConnectorID> = []
    /// What the same sheet makes of the same state when nothing goes wrong. To be given once nothing is left to do and
    /// no fault was permanent. Connectors that a fault kept from their end for good are left out, see
    /// ``Inspection/hindered``.
    var undisturbed: EmulatorState?

    init(
        before: EmulatorState, after: EmulatorState, log: [RequestLog.Entry], sheet: AskedSheet,
        allowsCollateral: Bool = false, record: RecordedRun?, results: ResultsTable?
    ) {
        self.before = before
        self.after = after
        self.log = log
        self.sheet = sheet
        self.allowsCollateral = allowsCollateral
        self.record = record
        self.results = results
    }

    /// Reads what a run left in files. A run file without a run, and results that do not exist, are `nil`.
    init(
        before: EmulatorState, after: EmulatorState, log: [RequestLog.Entry], sheet: String, options: RunOptions,
        runFile: String, results: String
    ) throws {
        self.init(
            before: before, after: after, log: log, sheet: try AskedSheet(sheet, options.sheet),
            allowsCollateral: options.allowsCollateral, record: try RecordedRun(runFile),
            results: FileManager.default.fileExists(atPath: results) ? try ResultsTable(results) : nil)
        (skipsInvalid, splits) = (options.skipsInvalid, options.splits)
    }

    /// Whether numbers may be imported, routed or released.
    var placesNumbers: Bool { splits || sheet.rows.contains(where: \.placesNumber) }

    /// Whether the API seemed not to list numbers, so that it could not be seen what a change reaches.
    var numbersAreHidden: Bool {
        !allowsCollateral
            && log.contains { $0.operation == .listPhoneNumbers && [404, 405, 501].contains($0.status ?? 0) }
    }

    /// Whether the run is to be refused for what stands in its sheet.
    var isToBeRefused: Bool {
        let forecast = Forecast(of: sheet, on: before, allowsCollateral: allowsCollateral)
        return !skipsInvalid && forecast.hasErrors || forecast.findsNothing
    }

    /// Empty when all is well.
    var violations: [Violation] {
        let inspection = Inspection(self)
        return Rule.allCases.flatMap(inspection.violations)
    }
}

extension Inspection {
    func violations(of rule: Rule) -> [Violation] {
        let sentences =
            switch rule {
            case .onlyUpdatesAreSent: otherRequests()
            case .nothingIsSentWhileTheSheetHasErrors: updatesOfFaultySheet()
            case .onlyWhatTheSheetAsksIsSent: unaskedUpdates() + unaskedPlaces() + unaskedReach()
            case .onlyWhatThePlanHoldsIsSent: unplannedDemands()
            case .nothingIsSentForARefusedRow: updatesOfRefusedRows() + placesOfRefusedRows()
            case .aConnectorIsReadBeforeItIsSent: unreadUpdates() + unreadPlaces()
            case .nothingDoneIsSentAgain: repeats()
            case .doubtIsReadBack: unsettledDoubts()
            case .everyChangeIsOnRecord: unrecordedChanges()
            case .theLogExplainsTheState: unexplainedStates()
            case .outcomesAreTrue: falseOutcomes() + falsePlaces()
            case .everyRowIsJudgedRightly: misjudgedRows()
            case .everyRowHasOneResult: misplacedResults()
            case .resultsAreTrue: falseResults() + falseSteps()
            case .theEndIsThatOfAnUndisturbedRun: disturbances()
            }
        return sentences.map { Violation(rule, $0) }
    }
}
