#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where the bytes of a sheet come from.
package protocol ByteSource {
    /// What the person calls it.
    var name: String { get }

    /// The next bytes, at most `count`; empty at the end.
    func nextBytes(upTo count: Int) throws(SheetProblem) -> [UInt8]
}

/// An open file that is read from start to end. Closed when nobody needs it any more.
final class FileSource: ByteSource {
    let name: String
    /// How long a wait for bytes goes on without asking whether it should, in milliseconds.
    private static let patience: Int32 = 50

    private let descriptor: Int32
    private let closesDescriptor: Bool
    private let isStopped: () -> Bool

    /// - Parameter isStopped: asked while nothing comes; the bytes end when it says so.
    init(
        descriptor: Int32, name: String, closesDescriptor: Bool, isStopped: @escaping () -> Bool = { false }
    ) {
        self.name = name
        self.descriptor = descriptor
        self.closesDescriptor = closesDescriptor
        self.isStopped = isStopped
    }

    /// Opens a file, or standard input if the path is `-`.
    static func opening(
        _ path: String, isStopped: @escaping () -> Bool = { false }
    ) throws(SheetProblem) -> FileSource {
        guard path != "-" else {
            return FileSource(
                descriptor: STDIN_FILENO, name: "standard input", closesDescriptor: false, isStopped: isStopped)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SheetProblem(file: path, .cannotRead(SystemFailure(code: errno))) }
        let source = FileSource(descriptor: descriptor, name: path, closesDescriptor: true, isStopped: isStopped)
        guard !isDirectory(descriptor) else { throw SheetProblem(file: path, .cannotRead(.isDirectory)) }
        return source
    }

    deinit {
        if closesDescriptor { close(descriptor) }
    }

    func nextBytes(upTo count: Int) throws(SheetProblem) -> [UInt8] {
        guard hasBytes() else { return [] }
        let descriptor = descriptor
        var fault: SystemFailure?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let got = retryingInterrupts { read(descriptor, buffer.baseAddress, count) }
            if got < 0 { fault = SystemFailure(code: errno) }
            filled = max(0, got)
        }
        if let fault { throw SheetProblem(file: name, .cannotRead(fault)) }
        return bytes
    }

    /// Waits until there is something to read, which a file's end is too. False when the wait was called off.
    private func hasBytes() -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while systemPoll(&poll, 1, Self.patience) == 0 {
            if isStopped() { return false }
        }
        return true
    }

    private static func isDirectory(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

private func systemPoll(_ descriptors: UnsafeMutablePointer<pollfd>, _ count: nfds_t, _ milliseconds: Int32) -> Int32 {
    poll(descriptors, count, milliseconds)
}
