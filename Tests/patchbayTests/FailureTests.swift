import AgentsClient
import Emulator
import Migration
import Sheet
import Testing

@testable import patchbay

@Suite("exit codes") struct FailureTests {
    struct Case: Sendable {
        let error: any Error
        let status: Status
    }

    private static let noKey = ClientFailure(.refused(status: 401, nil), of: .listConnectors)
    private static let cut = ClientFailure.notSent(.interrupted, of: .listConnectors)

    static let cases: [Case] = [
        Case(error: SheetProblem(file: "sheet.csv", "It is empty."), status: .nothingSent),
        Case(error: Refusal.declined, status: .nothingSent),
        Case(error: EmulatorProblem.portInUse(host: "localhost", port: 1), status: .nothingSent),
        Case(error: CommandProblem.usage("No."), status: .usage),
        Case(error: CommandProblem(message: "No."), status: .nothingSent),
        Case(error: RunStop.interrupted, status: .interrupted),
        Case(error: RunStop.api(noKey), status: .nothingSent),
        Case(error: CancellationError(), status: .interrupted),
        Case(error: noKey, status: .incomplete),
        Case(error: cut, status: .interrupted),
        Case(error: unfinished(RunStop.api(noKey)), status: .stopped),
        Case(error: unfinished(RunStop.interrupted), status: .interrupted),
        Case(error: unfinished(Refusal.declined), status: .stopped),
        Case(error: unfinished(SheetProblem(file: "results.csv", "The disk is full.")), status: .stopped),
        Case(error: Unforeseen(), status: .internalError),
        Case(error: unfinished(Unforeseen()), status: .internalError),
    ]

    private struct Unforeseen: Error {}

    private static func unfinished(_ cause: any Error) -> UnfinishedRun {
        UnfinishedRun(cause: cause, next: "patchbay resume sheet.patchbay", hasSent: false)
    }

    @Test("one place decides them", arguments: cases)
    func status(_ example: Case) {
        let failure = Failure(example.error)
        #expect(failure.status == example.status)
        #expect(!failure.message.isEmpty)
        #expect(
            failure.message.contains("Go on with  patchbay resume sheet.patchbay") == (example.error is UnfinishedRun))
    }
}
