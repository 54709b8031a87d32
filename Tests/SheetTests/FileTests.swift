import Foundation
import Testing

@testable import Sheet

@Suite("Files")
struct FileTests {
    @Test("a file that is not there, and one that is a directory, get one sentence")
    func absent() throws {
        let scratch = try ScratchDirectory()
        #expect(
            stop(reading: "\(scratch.path)/n.csv")
                == "\(scratch.path)/n.csv: error: There is no such file. Check the path.")
        #expect(
            stop(reading: scratch.path) == "\(scratch.path): error: This is a directory. Give the path of a CSV file.")
        let file = try scratch.file("f", [])
        #expect(
            stop(reading: file + "/n.csv")
                == "\(file)/n.csv: error: There is no such file: a part of its path is not a directory. Check the path."
        )
    }

    @Test("a file without permission gets one sentence", .enabled(if: geteuid() != 0, "root may read everything"))
    func forbidden() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.file("n.csv", Array("phone\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
        #expect(stop(reading: path) == "\(path): error: \(Finding.Message.cannotRead(SystemFailure(code: EACCES)))")
    }

    @Test(
        "a sheet with nothing in it is empty",
        arguments: [[], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], Array("\n,,\r\n \n".utf8)] as [[UInt8]])
    func empty(bytes: [UInt8]) throws {
        #expect(
            try Reading(bytes).stop
                == "numbers.csv: error: The sheet is empty. It needs a line of headers, and a row for every change.")
    }

    @Test(
        "what the system refuses is said in words",
        arguments: [
            (EACCES, "You have no permission to read this file. Ask its owner, or copy it to where you can."),
            (EIO, "This file cannot be read: the system says 'Input/output error' (error 5)."),
        ])
    func readFaults(code: Int32, sentence: String) {
        #expect(Finding.Message.cannotRead(SystemFailure(code: code)).description == sentence)
    }

    @Test("standard input and other descriptors are read like files")
    func descriptor() throws {
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Array("phone\n+1\n".utf8))
        try pipe.fileHandleForWriting.close()
        let bytes = FileSource(
            descriptor: pipe.fileHandleForReading.fileDescriptor, name: "standard input", closesDescriptor: false)
        let reader = try SheetReader(source: bytes, schema: .sample, bufferSize: 4)
        var texts: [String] = []
        try reader.forEachRow { texts.append($0.string(at: 0)) }
        #expect(texts == ["+1"])
        #expect(reader.file == "standard input")
    }

    private func stop(reading path: String) -> String? {
        do {
            _ = try SheetReader(path: path, schema: .sample)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
