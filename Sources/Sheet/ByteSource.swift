#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where the bytes of a sheet come from.
protocol ByteSource {
    /// What the person calls it.
    var name: String { get }

    /// The next bytes, at most `count`; empty at the end.
    func nextBytes(upTo count: Int) throws(SheetError) -> [UInt8]
}

/// An open file that is read from start to end. Closed when nobody needs it any more.
final class FileSource: ByteSource {
    let name: String
    private let descriptor: Int32
    private let closesDescriptor: Bool

    init(descriptor: Int32, name: String, closesDescriptor: Bool) {
        self.name = name
        self.descriptor = descriptor
        self.closesDescriptor = closesDescriptor
    }

    /// Opens a file, or standard input if the path is `-`.
    static func opening(_ path: String) throws(SheetError) -> FileSource {
        guard path != "-" else {
            return FileSource(descriptor: STDIN_FILENO, name: "standard input", closesDescriptor: false)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SheetError(file: path, .cannotRead(SystemFault(code: errno))) }
        let source = FileSource(descriptor: descriptor, name: path, closesDescriptor: true)
        guard !isDirectory(descriptor) else { throw SheetError(file: path, .cannotRead(.isDirectory)) }
        return source
    }

    deinit {
        if closesDescriptor { close(descriptor) }
    }

    func nextBytes(upTo count: Int) throws(SheetError) -> [UInt8] {
        let descriptor = descriptor
        var fault: SystemFault?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let got = retryingInterrupts { read(descriptor, buffer.baseAddress, count) }
            if got < 0 { fault = SystemFault(code: errno) }
            filled = max(0, got)
        }
        if let fault { throw SheetError(file: name, .cannotRead(fault)) }
        return bytes
    }

    private static func isDirectory(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
