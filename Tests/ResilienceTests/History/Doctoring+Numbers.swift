import AgentsAPI
import Emulator
import Migration
import Telephony
import TestSupport

/// Lies in the history of a run of ``NumberCombination/premise``.
extension Doctoring {
    static let ofNumbers = numbersSent + numbersRepeated + numbersSaid

    private static let numbersSent = [
        Doctoring("a batch names a number twice", .onlyUpdatesAreSent) {
            $0.edit(of(.deletePhoneNumbers), ["]}": #","\#(House.number(4))"]}"#])
        },
        Doctoring("a request on numbers holds what the API does not know", .onlyUpdatesAreSent) {
            $0.edit(of(.routePhoneNumber, 20), ["}": #","clientEnv":"live"}"#])
        },
        Doctoring("numbers are routed although no row says where they should be", .onlyUpdatesAreSent) { history in
            for index in history.sheet.rows.indices {
                (history.sheet.rows[index].action, history.sheet.rows[index].target) = (.change, nil)
            }
        },
        Doctoring("the sheet has errors, and they are not to be skipped", .nothingIsSentWhileTheSheetHasErrors) {
            $0.sheet.rows[10].isInvalid = true
            $0.skipsInvalid = false
        },
        Doctoring("a number is released that is to stay", .onlyWhatTheSheetAsksIsSent) {
            $0.sheet.rows[5].action = .change
        },
        Doctoring("a number is imported to another environment", .onlyWhatTheSheetAsksIsSent) {
            $0.edit(of(.importPhoneNumbers), ["live": "sandbox"])
        },
        Doctoring("a number is routed to another connector", .onlyWhatTheSheetAsksIsSent) {
            $0.edit(of(.routePhoneNumber, 20), ["c03": "c05"])
        },
        Doctoring("a number is routed for another agent", .onlyWhatTheSheetAsksIsSent) { history in
            history.log[history.index(of(.routePhoneNumber, 20))].path.replace("HOME", with: "AWAY")
        },
        Doctoring("a number is routed that was so before", .onlyWhatTheSheetAsksIsSent) { history in
            for index in history.before.phoneNumbers.indices
            where history.before.phoneNumbers[index].number == House.number(20) {
                history.before.phoneNumbers[index].connectorId = "c03"
            }
        },
        Doctoring("a connector is changed that serves a number of a blocked row", .onlyWhatTheSheetAsksIsSent) {
            $0.record?.rows[9].outcome = "blocked"
        },
        Doctoring("a connector is changed that serves a number without a row", .onlyWhatTheSheetAsksIsSent) { history in
            for index in history.before.phoneNumbers.indices
            where history.before.phoneNumbers[index].number == House.number(1) {
                history.before.phoneNumbers[index].connectorId = "c02"
            }
        },
        Doctoring("the plan does not hold a number", .onlyWhatThePlanHoldsIsSent) { history in
            history.record?.numberChanges.removeAll { $0.number == House.number(20) }
        },
        Doctoring("the plan holds another target", .onlyWhatThePlanHoldsIsSent) {
            $0.plan(number: 20) { $0.demand = .routing("c05") }
        },
        Doctoring("a number of a blocked row is routed", .nothingIsSentForARefusedRow) {
            $0.record?.rows[4].outcome = "blocked"
        },
        Doctoring("numbers are not read first", .aConnectorIsReadBeforeItIsSent) { history in
            history.log.removeAll { $0.operation == .getPhoneNumbers }
        },
        Doctoring("a number changed that the run file takes for not sent", .everyChangeIsOnRecord) {
            $0.plan(number: 20) { ($0.state, $0.outcome) = ("planned", nil) }
        },
    ]

    private static let numbersRepeated: [Doctoring] =
        ([.importPhoneNumbers, .routePhoneNumber, .deletePhoneNumbers] as [Operation]).map { operation in
            Doctoring("what was answered is sent once more: \(operation)", .nothingDoneIsSentAgain) { history in
                history.log.append(history.log[history.index { $0.operation == operation && $0.applied }].repeated)
            }
        } + [
            Doctoring("a route that failed is sent once more without a look", .doubtIsReadBack) { history in
                let index = history.index(of(.routePhoneNumber, 20))
                history.log[index].status = 503
                var again = history.log[index].repeated
                again.number = history.log[index].number
                history.log.insert(again, at: index + 1)
            },
            Doctoring("what an earlier session was done with is sent", .nothingDoneIsSentAgain) { history in
                guard var record = history.sessionRecords.popLast() ?? nil, let last = history.record else { return }
                record.numberChanges = last.numberChanges
                history.sessionRecords.append(record)
            },
        ]

    private static let numbersSaid = [
        Doctoring("a number is served by another connector", .theLogExplainsTheState) {
            $0.change(number: 20) { $0.connectorId = "c05" }
        },
        Doctoring("a number is in another environment", .theLogExplainsTheState) {
            $0.change(number: 40) { $0.clientEnv = .sandbox }
        },
        Doctoring("a number is gone", .theLogExplainsTheState) { history in
            history.after.phoneNumbers.removeAll { $0.number == House.number(3) }
        },
        Doctoring("a number is there that nobody imported", .theLogExplainsTheState) { history in
            var number = history.after.phoneNumbers[0]
            number.number = House.number(99)
            history.after.phoneNumbers.append(number)
        },
        Doctoring("a row is updated whose number is elsewhere", .outcomesAreTrue) {
            $0.change(number: 20) { $0.connectorId = "c05" }
        },
        Doctoring("a row is updated whose number is there still", .outcomesAreTrue) { history in
            history.after.phoneNumbers += history.before.phoneNumbers.filter { $0.number == House.number(4) }
        },
        Doctoring("a row is updated for which nothing was done", .outcomesAreTrue) {
            $0.record?.rows[7].outcome = "updated"
        },
        Doctoring("a row is unchanged whose number was released", .outcomesAreTrue) {
            $0.record?.rows[5].outcome = "unchanged"
        },
        Doctoring("a row is rejected whose number is where it should be", .outcomesAreTrue) {
            $0.record?.rows[0].outcome = "rejected"
        },
        Doctoring("a row is not attempted whose number is where it should be", .outcomesAreTrue) {
            $0.record?.rows[4].outcome = "not_attempted"
        },
        Doctoring("the run file has another outcome", .everyRowHasOneResult) {
            $0.record?.rows[8].outcome = "updated"
        },
        Doctoring("a step is not named", .resultsAreTrue) { $0.results?.rows[2]["result_changed"] = "import route" },
        Doctoring("a step is named that there was none", .resultsAreTrue) {
            $0.results?.rows[4]["result_changed"] = "import route"
        },
    ]
}

extension History {
    fileprivate mutating func change(number: Int, _ change: (inout PhoneNumberResource) -> Void) {
        for index in after.phoneNumbers.indices where after.phoneNumbers[index].number == House.number(number) {
            change(&after.phoneNumbers[index])
        }
    }

    fileprivate mutating func plan(number: Int, _ change: (inout RecordedRun.NumberChange) -> Void) {
        for index in record?.numberChanges.indices ?? 0..<0
        where record?.numberChanges[index].number == House.number(number) {
            if var plan = record?.numberChanges[index] {
                change(&plan)
                record?.numberChanges[index] = plan
            }
        }
    }
}

private func of(_ operation: Operation, _ number: Int? = nil) -> @Sendable (RequestLog.Entry) -> Bool {
    let name = number.map(House.number)
    return { entry in entry.operation == operation && (name.map(entry.numbers.contains) ?? true) }
}
