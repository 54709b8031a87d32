#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where written bytes go.
package protocol ByteSink {
    /// Takes all of the bytes, or throws.
    func write(_ bytes: [UInt8]) throws
}

/// An open file that someone else closes, such as standard output.
package struct FileSink: ByteSink {
    let descriptor: Int32
    let name: String

    package init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    package static let standardOutput = FileSink(descriptor: STDOUT_FILENO, name: "standard output")

    package func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = retryingInterrupts {
                rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            }
            guard written >= 0 else { throw SheetProblem(file: name, .cannotWrite(SystemFailure(code: errno))) }
            rest = rest.dropFirst(written)
        }
    }
}

/// Keeps what is written.
package final class MemorySink: ByteSink {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package func write(_ bytes: [UInt8]) {
        self.bytes += bytes
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
