import AgentsAPI
import Emulator
import Migration
import Telephony
import TestSupport

/// A lie in a history, and the rule that has to find it.
struct Doctoring: Sendable {
    let words: String
    let rule: Rule
    let change: @Sendable (inout History) -> Void

    init(_ words: String, _ rule: Rule, _ change: @escaping @Sendable (inout History) -> Void) {
        self.words = words
        self.rule = rule
        self.change = change
    }

    static let all = sending + bodies + repeating + resuming + states + outcomes + judgements + results

    private static let sending = [
        Doctoring("a connector is deleted", .onlyUpdatesAreSent) {
            $0.log[3].operation = .deleteConnector
        },
        Doctoring("a batch names a connector twice", .onlyUpdatesAreSent) {
            $0.edit(batch("c10"), ["}]}": #"},{"connectorId":"c10","variantId":"summer"}]}"#])
        },
        Doctoring("the sheet has errors, and they are not to be skipped", .nothingIsSentWhileTheSheetHasErrors) {
            $0.skipsInvalid = false
        },
        Doctoring("another voice is sent", .onlyWhatTheSheetAsksIsSent) {
            $0.edit(batch("c06"), [House.newVoice: "en-GB-Neural2-C"])
        },
        Doctoring("one more setting is sent", .onlyWhatTheSheetAsksIsSent) {
            $0.edit(batch("c10"), [#""variantId""#: #""asrLangCode":"en-US","variantId""#])
        },
        Doctoring("another connector is sent", .onlyWhatTheSheetAsksIsSent) {
            $0.edit(batch("c10"), ["c10": "c05"])
        },
        Doctoring("an invalid row is sent", .onlyWhatTheSheetAsksIsSent) { history in
            history.sheet.rows[8].isInvalid = true
        },
        Doctoring("an update goes to another agent", .onlyWhatTheSheetAsksIsSent) { history in
            history.log[history.index(batch("c10"))].path = "/v1/agents/AWAY/telephony/connectors/batch"
        },
        Doctoring("what the connector has already is sent", .onlyWhatTheSheetAsksIsSent) {
            $0.before.connectors[9].variantId = "summer"
        },
        Doctoring("the plan does not hold the connector", .onlyWhatThePlanHoldsIsSent) { history in
            let others = history.record?.changes.filter { $1.connector != "c06" }
            history.record?.changes = others ?? [:]
        },
        Doctoring("the plan holds other settings", .onlyWhatThePlanHoldsIsSent) {
            $0.plan("c06") { $0.settings = [.voiceName: "en-GB-Neural2-C"] }
        },
        Doctoring("updates were sent and there is no run file", .onlyWhatThePlanHoldsIsSent) { $0.record = nil },
        Doctoring("an update is sent for an unchanged row", .nothingIsSentForARefusedRow) {
            $0.edit(batch("c10"), ["c10": "c05"])
        },
        Doctoring("an update is sent for a blocked row", .nothingIsSentForARefusedRow) {
            $0.edit(batch("c10"), ["c10": "c08"])
        },
        Doctoring("an update is sent for a conflict", .nothingIsSentForARefusedRow) {
            $0.edit(batch("c10"), ["c10": "c07"])
        },
        Doctoring("a row that drifted before it was sent is changed", .nothingIsSentForARefusedRow) { history in
            history.record?.rows[8].outcome = "drifted"
            history.plan("c06") { $0.attempts = 0 }
        },
        Doctoring("what changed counts as not sent", .everyChangeIsOnRecord) {
            $0.plan("c06") { $0.state = "planned" }
        },
    ]

    private static let bodies = [
        ("a setting is sent that the API does not know", #""voiceName""#, #""disableHandoff":true,"voiceName""#),
        ("a batch says more than its updates", #"{"updates""#, #"{"dryRun":false,"updates""#),
        ("an update is sent that is none", #""\#(House.newVoice)""#, "null"),
    ].map { (words: String, text: String, lie: String) in
        Doctoring(words, .onlyUpdatesAreSent) { $0.edit(batch("c06"), [text: lie]) }
    }

    private static let resuming = ["updated", "unchanged", "rejected", "drifted"].map { (outcome: String) in
        Doctoring("a connector is sent that was \(outcome) before the session", .nothingDoneIsSentAgain) { history in
            history.planAtLastStart("c06") { ($0.state, $0.outcome) = ("settled", outcome) }
        }
    }

    private static let repeating = [
        Doctoring("a resumed session sends without reading", .aConnectorIsReadBeforeItIsSent) { history in
            history.log.removeAll { $0.number > history.sessionStarts[0] && reading("c06")($0) }
        },
        Doctoring("the first session sends without reading", .aConnectorIsReadBeforeItIsSent) { history in
            // Up to the first update, so the listing that is to say where numbers could go is among them.
            let reading: Set<Operation> = [.lookUpConnector, .getConnectors, .listConnectors]
            let first = history.index { $0.operation == .updateConnectors }
            for index in 1..<first where reading.contains(history.log[index].operation ?? .getPhoneNumber) {
                history.log[index].fault = "wrongShape"
            }
        },
        Doctoring("what was answered is sent once more", .nothingDoneIsSentAgain) { history in
            history.log.append(history.log[history.index(batch("c10"))].repeated)
        },
        Doctoring("what was read back is sent once more, alone", .nothingDoneIsSentAgain) { history in
            var single = history.log[history.index { $0.operation == .updateConnector }].repeated
            (single.path, single.connectors) = ("/v1/agents/HOME/telephony/connectors/c01", ["c01"])
            single.body = #"{"voiceName":"\#(House.newVoice)"}"#
            history.log.append(single)
        },
        Doctoring("what an earlier session had applied is sent without a look", .nothingDoneIsSentAgain) { history in
            let lost = history.log[history.index(batch("c01"))]
            history.log.insert(lost.repeated, at: history.sessionStarts[0])
        },
        Doctoring("what was applied is sent once more by the same call, without a look", .nothingDoneIsSentAgain) {
            history in
            let lost = history.index(batch("c01"))
            history.log.insert(history.log[lost].repeated, at: lost + 1)
        },
        Doctoring("what may be applied is sent once more by the same call, without a look", .doubtIsReadBack) {
            history in
            let lost = history.index(batch("c01"))
            history.log.insert(history.log[lost].repeated, at: lost + 1)
        },
        Doctoring("what an error was answered to is sent once more without a look", .doubtIsReadBack) { history in
            let index = history.index(batch("c10"))
            var failed = history.log[index]
            (failed.status, failed.applied, failed.changed) = (503, false, [])
            history.log.insert(failed, at: index)
        },
        Doctoring("a lost update is sent alone without a look", .doubtIsReadBack) { history in
            let index = history.index(batch("c03"))
            (history.log[index].status, history.log[index].ending) = (nil, .closed)
        },
        Doctoring("a failed update is sent alone without a look", .doubtIsReadBack) { history in
            history.log[history.index(batch("c03"))].status = 503
        },
        Doctoring("an unreadable answer is not followed by a look", .doubtIsReadBack) { history in
            history.log[history.index(batch("c03"))].fault = "wrongShape"
        },
    ]

    private static let states = [
        Doctoring("a connector changed that no request touched", .theLogExplainsTheState) {
            $0.change("c05") { $0.voiceName = House.newVoice }
        },
        Doctoring("a connector did not change that a request changed", .theLogExplainsTheState) {
            $0.change("c06") { $0.voiceName = House.oldVoice }
        },
        Doctoring("what no request can set is other", .theLogExplainsTheState) {
            $0.change("c06") { $0.disableHandoff = true }
        },
        Doctoring("a voice speaks another language", .theLogExplainsTheState) {
            $0.change("c06") { $0.ttsLangCode = "de-DE" }
        },
        Doctoring("a connector is gone", .theLogExplainsTheState) { history in
            history.after.connectors.removeAll { $0.connectorId == "c07" }
        },
        Doctoring("a number is served by another connector", .theLogExplainsTheState) {
            $0.after.phoneNumbers[0].connectorId = "c02"
        },
        Doctoring("a number did not move with its connector", .theLogExplainsTheState) { history in
            history.after.phoneNumbers[3].projectId = House.home
        },
        Doctoring("the end is not that of an undisturbed run", .theEndIsThatOfAnUndisturbedRun) {
            $0.undisturbed?.connectors[0].variantId = "summer"
        },
        Doctoring("a number ends elsewhere than in an undisturbed run", .theEndIsThatOfAnUndisturbedRun) {
            $0.undisturbed?.phoneNumbers[0].projectId = House.away
        },
    ]

    private static let outcomes = [
        Doctoring("a row is updated whose connector is not", .outcomesAreTrue) {
            $0.change("c06") { $0.voiceName = House.oldVoice }
        },
        Doctoring("a row is updated that nothing was sent for", .outcomesAreTrue) {
            $0.record?.rows[5].outcome = "updated"
        },
        Doctoring("a row is unchanged whose connector was other", .outcomesAreTrue) {
            $0.before.connectors[4].voiceName = House.newVoice
        },
        Doctoring("a row is rejected that nobody refused", .outcomesAreTrue) {
            $0.record?.rows[8].outcome = "rejected"
        },
        Doctoring("a row is failed whose connector is changed", .outcomesAreTrue) {
            $0.record?.rows[8].outcome = "failed"
        },
        Doctoring("a row is failed and no request was", .outcomesAreTrue) { history in
            history.log[history.index(batch("c06"))].changed.removeAll { $0 == "c06" }
            history.change("c06") { $0.voiceName = House.oldVoice }
            history.record?.rows[8].outcome = "failed"
        },
        Doctoring("a row is unknown whose update was answered", .outcomesAreTrue) {
            $0.record?.rows[8].outcome = "unknown"
        },
        Doctoring("a row is unknown that nothing was sent for", .outcomesAreTrue) {
            $0.record?.rows[5].outcome = "unknown"
        },
        Doctoring("a row is not attempted whose connector is changed", .outcomesAreTrue) {
            $0.record?.rows[14].outcome = "not_attempted"
        },
        Doctoring("a row is drifted that nobody else changed", .outcomesAreTrue) {
            $0.record?.rows[2].outcome = "drifted"
        },
    ]

    private static let judgements =
        verdicts + [
            Doctoring("a blocked row is sent and refused by a fault", .everyRowIsJudgedRightly) { history in
                var single = history.log[history.index { $0.operation == .updateConnector }].repeated
                (single.path, single.connectors) = ("/v1/agents/HOME/telephony/connectors/c08", ["c08"])
                (single.status, single.fault) = (400, "status")
                history.log.append(single)
                history.record?.rows[11].outcome = "rejected"
            }
        ]

    private static let verdicts: [Doctoring] = [
        ("a conflict is sent", 9, "updated"), ("a blocked row is sent", 11, "failed"),
        ("an invalid row is sent", 13, "not_attempted"),
        ("a row is not found whose connector is there", 8, "not_found"),
        ("a row is a conflict that is none", 8, "conflict"), ("a row is blocked without need", 8, "blocked"),
        ("a row is unchanged that is to change", 8, "unchanged"), ("a missing number is a conflict", 6, "conflict"),
        ("a good row is invalid", 0, "invalid"), ("an unchanged row is blocked", 5, "blocked"),
    ].map { words, row, outcome in
        Doctoring(words, .everyRowIsJudgedRightly) { $0.record?.rows[row].outcome = outcome }
    }

    private static let results =
        [
            Doctoring("there are no results", .everyRowHasOneResult) { $0.results = nil },
            Doctoring("a row has no result", .everyRowHasOneResult) { $0.results?.rows.removeLast() },
            Doctoring("a row has two results", .everyRowHasOneResult) { history in
                history.results.map { history.results?.rows.append($0.rows[0]) }
            },
            Doctoring("two results change places", .everyRowHasOneResult) { $0.results?.rows.swapAt(0, 3) },
            Doctoring("a cell is other than in the sheet", .everyRowHasOneResult) {
                $0.results?.rows[1]["Owner"] = "bob"
            },
            Doctoring("a column is missing", .everyRowHasOneResult) { $0.results?.header.removeFirst() },
            Doctoring("a line is wrong", .everyRowHasOneResult) { $0.results?.rows[1]["result_line"] = "2" },
            Doctoring("a row has no outcome", .everyRowHasOneResult) { $0.results?.rows[1]["result_outcome"] = "" },
            Doctoring("the run file has another outcome", .everyRowHasOneResult) {
                $0.results?.rows[1]["result_outcome"] = "failed"
            },
            Doctoring("the run file lacks a row", .everyRowHasOneResult) { $0.record?.rows.removeLast() },
        ] + falseCells

    private static let falseCells: [Doctoring] = [
        (0, "result_before_voice_name", "en-GB-Neural2-C"), (0, "result_after_voice_name", "en-GB-Neural2-A"),
        (0, "result_after_voice_name", ""), (0, "result_before_variant_id", "v"), (4, "result_changed", "voice_name"),
        (4, "result_connector_id", "c05"),
        (5, "result_changed", "voice_name"), (5, "result_connector_id", "c06"), (9, "result_connector_id", "c08"),
        (11, "result_connector_id", ""),
    ].map { (row: Int, column: String, cell: String) in
        Doctoring("\(column) says “\(cell)”", .resultsAreTrue) { $0.results?.rows[row][column] = cell }
    }
}

private func batch(_ connector: ConnectorID) -> @Sendable (RequestLog.Entry) -> Bool {
    { $0.operation == .updateConnectors && $0.connectors.contains(connector) }
}

private func reading(_ connector: ConnectorID) -> @Sendable (RequestLog.Entry) -> Bool {
    { $0.operation == .getConnectors && $0.connectors.contains(connector) }
}
