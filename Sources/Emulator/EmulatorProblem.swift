package import DatabaseFile

/// Why the emulator cannot start.
package enum EmulatorProblem: Error, Hashable, Sendable {
    case databaseUnreachable(path: String)
    case databaseForeign(path: String)
    case databaseNewer(path: String)
    case databaseUntrusted(path: String, DatabaseThreat)
    case seedNotWritten(path: String)
    case portInUse(host: String, port: Int)
    case cannotListen(host: String, port: Int)
    case requestLogUnwritable(path: String)
    case stoppedBeforeReady
}

extension EmulatorProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .databaseUnreachable(let path):
            "The database \(path) cannot be opened for writing. Check that its folder exists and is yours."
        case .databaseForeign(let path):
            "\(path) is not a database of the emulator. Name another file, or one that does not exist yet."
        case .databaseNewer(let path):
            "The database \(path) was written by a newer patchbay. Use that one, or another file."
        case .databaseUntrusted(let path, .planted(let file)):
            "The database \(path) is not opened, as \(file) lies beside it. Look where that comes from, and remove it."
        case .databaseUntrusted(let path, .notRegular):
            "The database \(path) cannot be a directory, a pipe or a device. Name another file."
        case .databaseUntrusted(let path, .ofAnotherUser), .databaseUntrusted(let path, .writableByOthers):
            "The database \(path) is not opened, as others may write to it. Copy it, or take that away from them."
        case .seedNotWritten(let path):
            "The seed could not be written to the database \(path). Check that the disk has room."
        case .portInUse(let host, let port):
            "Port \(port) of \(host) is in use. Choose another, or 0 for one that is free."
        case .cannotListen(let host, let port):
            "The emulator cannot listen on \(host), port \(port). Check the address and your permissions."
        case .requestLogUnwritable(let path):
            "The request log \(path) cannot be opened for writing. Check that its folder exists and is yours."
        case .stoppedBeforeReady:
            "The emulator was stopped before it was ready."
        }
    }
}
