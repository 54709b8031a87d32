import AgentsClient
import ArgumentParser
import Emulator
import Migration
import Sheet

/// An error on its way out: what a person is told, and the exit status.
struct Failure {
    let message: String
    let status: ExitStatus
    /// Help and version texts are data, not complaints.
    var isOutput = false

    func report(to console: Console) -> ExitStatus {
        if isOutput {
            console.print(message)
        } else if !message.isEmpty {
            console.say(message)
        }
        return status
    }
}

extension Failure {
    /// The one place that decides how errors end the program.
    init(_ error: any Error) {
        switch error {
        case let error as SheetError: self.init(message: error.description, status: .nothingSent)
        case let error as Refusal: self.init(message: error.message, status: .nothingSent)
        case let error as RunFileError: self.init(message: error.description, status: .nothingSent)
        case let error as EmulatorProblem: self.init(message: "\(error)", status: .nothingSent)
        case let error as SeedProblem: self.init(message: "\(error)", status: .nothingSent)
        case let error as CommandProblem: self.init(message: error.message, status: error.status)
        case RunStop.interrupted: self.init(message: "Interrupted; nothing was sent.", status: .interrupted)
        case let error as RunStop: self.init(message: error.message + " Nothing was sent.", status: .nothingSent)
        case let error as ClientFailure: self.init(message: error.message, status: .incomplete)
        case let error as AccountingError: self.init(message: error.description, status: .internalError)
        default: self.init(parsing: error)
        }
    }

    /// Errors of the command line itself, and those that nobody expected.
    private init(parsing error: any Error) {
        switch Patchbay.exitCode(for: error) {
        case .success: self.init(message: Patchbay.fullMessage(for: error), status: .done, isOutput: true)
        case .validationFailure: self.init(message: Patchbay.fullMessage(for: error), status: .usage)
        default: self.init(message: "Internal error: \(error)", status: .internalError)
        }
    }
}

/// Something that a command cannot do, said by the command itself.
struct CommandProblem: Error, Hashable {
    let message: String
    var status = ExitStatus.nothingSent

    static func usage(_ message: String) -> Self { Self(message: "Error: " + message, status: .usage) }
}
