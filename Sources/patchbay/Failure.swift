import AgentsClient
import ArgumentParser
import Emulator
import ForeignText
import Migration
import Sheet

/// An error on its way out: what a person is told, and the exit status.
///
/// Errors are named by one rule. A `…Problem` is in what a person gave: a value, an option, a file; nothing was done
/// with it. A `…Failure` is outside: the API or the system did not do what it was asked. A ``Refusal`` keeps a run from
/// beginning and a ``RunStop`` ends it early, both on purpose. A `…Defect` is a mistake of this program. The
/// `description` of each is a sentence that says what is wrong and where; what takes words of the command line to say
/// is added in `Render/EndSentences.swift`.
struct Failure {
    var message: String
    var status: ExitStatus
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
        case let error as SheetProblem: self.init(sentence: error.finding.advised.description, status: .nothingSent)
        case let error as Refusal: self.init(sentence: error.sentence(), status: .nothingSent)
        case let error as MisplacedRun:
            self.init(
                sentence: "\(error.refusal.sentence()) It was looked for at \(error.target).", status: .nothingSent)
        case let error as RunFileProblem: self.init(sentence: "Error: \(error.sentence)", status: .nothingSent)
        case let error as UndoProblem: self.init(sentence: "Error: \(error)", status: .nothingSent)
        case let error as EmulatorProblem: self.init(sentence: "Error: \(error)", status: .nothingSent)
        case let error as SeedProblem: self.init(sentence: "\(error)", status: .nothingSent)
        case let error as CommandProblem: self.init(sentence: "Error: " + error.message, status: error.status)
        case let error as UnfinishedRun: self.init(error)
        case RunStop.interrupted, is CancellationError:
            self.init(sentence: "Interrupted. Nothing was sent.", status: .interrupted)
        case let error as RunStop: self.init(sentence: "\(error.sentence) Nothing was sent.", status: .nothingSent)
        case let error as ClientFailure: self.init(error)
        case let error as AccountingDefect: self.init(sentence: error.description, status: .internalError)
        case let error as StepDefect: self.init(sentence: error.description, status: .internalError)
        default: self.init(parsing: error)
        }
    }

    /// One line, whatever names of files and values of a sheet it holds.
    private init(sentence: String, status: ExitStatus, isOutput: Bool = false) {
        self.init(message: HarmlessText.whole(sentence), status: status, isOutput: isOutput)
    }

    private init(_ failure: ClientFailure) {
        self.init(
            sentence: failure.kind == .interrupted ? "Interrupted." : failure.message,
            status: failure.kind == .interrupted ? .interrupted : .incomplete)
    }

    /// Whatever ended it, a run that has sent something and is not at its end can be resumed.
    private init(_ unfinished: UnfinishedRun) {
        switch unfinished.cause {
        case let refusal as Refusal: self.init(sentence: refusal.sentence(inSession: true), status: .stopped)
        case RunStop.interrupted, is CancellationError: self.init(sentence: "Interrupted.", status: .interrupted)
        case let stop as RunStop: self.init(sentence: stop.sentence, status: .stopped)
        default:
            self.init(unfinished.cause)
            if status == .nothingSent { status = .stopped }
        }
        if !unfinished.hasSent, !(unfinished.cause is Refusal) { message += " Nothing was sent in this session." }
        if case RunStop.runFileLost = unfinished.cause { return }
        if case UndoProblem.takenBack = unfinished.cause {
            status = .nothingSent
            return
        }
        message += "\nGo on with  \(unfinished.next)"
        guard unfinished.leavesEdit else { return }
        message += "\nThat goes on with the sheet as it was. To take up the edited one, give the same command again."
    }

    /// Errors of the command line itself, and those that nobody expected.
    private init(parsing error: any Error) {
        switch Patchbay.exitCode(for: error) {
        case .success: self.init(message: Patchbay.fullMessage(for: error), status: .done, isOutput: true)
        case .validationFailure: self.init(message: Patchbay.fullMessage(for: error), status: .usage)
        default: self.init(sentence: "Internal error: \(error)", status: .internalError)
        }
    }
}

/// Something that a command cannot do, said by the command itself.
struct CommandProblem: Error, Hashable {
    let message: String
    var status = ExitStatus.nothingSent

    static func usage(_ message: String) -> Self { Self(message: message, status: .usage) }
}

/// A refusal that is easier to understand with the place that was asked.
struct MisplacedRun: Error {
    let refusal: Refusal
    /// In words.
    let target: String
}

extension Error {
    func naming(_ target: String) -> any Error {
        switch self as? Refusal {
        case .nothingFound?, .unknownAgent?:
            (self as? Refusal).map { MisplacedRun(refusal: $0, target: target) } ?? self
        default: self
        }
    }
}

/// An error that ended a session of a run whose run file stays, because requests that write have left, now or earlier.
struct UnfinishedRun: Error {
    let cause: any Error
    /// The command that goes on with it, as a person would type it.
    let next: String
    /// Whether the session that ended got as far as sending.
    let hasSent: Bool
    /// Whether the sheet was edited since the run took it up, and the run has not taken that up.
    var leavesEdit = false

    /// Whether nobody agreed to go on with it.
    var isDeclined: Bool { if case Refusal.declined = cause { true } else { false } }
}
