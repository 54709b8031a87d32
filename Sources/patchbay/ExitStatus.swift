/// How the program ends. Scripts rely on these; each command's help lists its own.
enum ExitStatus: Int32, Sendable {
    /// Every row is `updated` or `unchanged`; for other commands, all went well.
    case done = 0
    /// Finished, but some rows have another outcome; for commands about one thing, the API refused it. Also when all
    /// else went well and the output could not be written.
    case incomplete = 1
    /// Stopped before the end; the run can be resumed.
    case stopped = 2
    /// Nothing was sent.
    case nothingSent = 3
    /// The command line is wrong (`EX_USAGE`).
    case usage = 64
    /// A fault of this program (`EX_SOFTWARE`).
    case internalError = 70
    /// A signal stopped it; the run can be resumed.
    case interrupted = 130
}
