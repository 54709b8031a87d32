/// What a process finds at one of its standard descriptors.
enum Stream: Equatable {
    /// A pipe that the test reads from or, for standard input, one that stays open and brings nothing.
    case pipe
    /// Nothing is open there.
    case closed
    /// A pipe whose other end is closed already.
    case broken
    /// A file or a device. Output goes to its end, and makes it if there is none.
    case file(String)

    static let null = Stream.file("/dev/null")
}

/// How a process ended.
enum ProcessEnd: Equatable {
    case exit(Int32)
    case signal(Int32)

    /// - Parameter status: as `waitpid` gives it.
    init(waitStatus status: Int32) {
        let signal = status & 0x7F
        self = signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
    }
}
