import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Sheet

@Suite("How a sheet is read") struct ReadingTests {
    /// Longer than many reads, with cells that go over several of them.
    private static func bytes(_ encoding: TextEncoding, rows: Int = 300) -> [UInt8] {
        let text =
            "Phone,Note\r\n"
            + (1...rows).map { "+\($0),\"Köln 😀 \(String(repeating: "x", count: $0 % 40))\n\"\"\"\r\n" }.joined()
        switch encoding {
        case .utf8: return Array(text.utf8)
        case .utf16LittleEndian: return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case .utf16BigEndian: return [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        }
    }

    @Test(
        "its bytes are handed over whole, in order, and before the rows that are made of them",
        arguments: TextEncoding.allCases, [1, 7, 64, 4_096, 1 << 20])
    func bytes(encoding: TextEncoding, bufferSize: Int) throws {
        let bytes = Self.bytes(encoding)
        for isAhead in [false, true] {
            var (seen, rows): ([UInt8], [String]) = ([], [])
            let reader = try SheetReader(
                source: Bytes(bytes), schema: .sample, bufferSize: bufferSize, onBytes: { seen += $0 })
            #expect(seen.isEmpty)
            func take(_ row: borrowing SheetRow) {
                rows.append(row.string(at: 0) + row.string(at: 1))
                #expect(!seen.isEmpty)
            }
            if isAhead { try reader.forEachRowParsedAhead(take) } else { try reader.forEachRow(take) }
            #expect(seen == bytes)
            #expect(rows.count == 300)
            #expect(rows.last?.hasPrefix("+300Köln 😀 xxxx") == true)
        }
    }

    @Test("an error stands after the rows before it, also when it was found ahead of them", arguments: [16, 4_096])
    func errorsAhead(bufferSize: Int) throws {
        let bytes = Self.bytes(.utf8, rows: 50) + Array("+51,\"never closed\r\n".utf8)
        var rows = 0
        let reader = try SheetReader(source: Bytes(bytes), schema: .sample, bufferSize: bufferSize)
        #expect(throws: SheetProblem.self) { try reader.forEachRowParsedAhead { _ in rows += 1 } }
        #expect(rows == 50)
    }

    @Test("who has enough of it ends the reading ahead too")
    func stoppedByTaker() throws {
        let reader = try SheetReader(source: Bytes(Self.bytes(.utf8)), schema: .sample, bufferSize: 16)
        #expect(throws: Enough.self) { try reader.forEachRowParsedAhead { _ in throw Enough() } }
    }

    @Test(
        "a pipe that nothing comes from is not waited for when the reading is stopped", arguments: ["", "Phone\n+1\n"])
    func openPipe(start: String) async throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(start.utf8))
        let isStopped = Mutex(false)
        let rows = Mutex(0)
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        let ending = Task.detached {
            let reader = try SheetReader(
                path: path, schema: .sample, isStopped: { isStopped.withLock { $0 } })
            try reader.forEachRowParsedAhead { _ in rows.withLock { $0 += 1 } }
        }
        isStopped.withLock { $0 = true }
        await #expect(throws: CancellationError.self) { try await ending.value }
        try pipe.fileHandleForWriting.close()
    }
}

private struct Enough: Error {}

private final class Bytes: ByteSource {
    let name = "bytes.csv"
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    func nextBytes(upTo count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
