import Foundation
import Testing

@testable import Sheet

@Suite("Replacing a file")
struct ReplacementTests {
    @Test("the new file takes the old one's place and leaves nothing beside it")
    func replaces() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.file("r.csv", Array("old".utf8))
        try SheetWriter.replacing(path: path, dialect: SheetDialect()) { try $0.write(["new"]) }
        #expect(try contents(path) == Array("new\n".utf8))
        #expect(try scratch.names == ["r.csv"])
    }

    @Test("what a killed process left is removed, and nothing else is")
    func leftovers() throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.file("r.csv")
        let others = [".r.csv.notes", ".r.csv.A b.tmp", ".s.csv.abc.tmp", "r.csv.abc.tmp"]
        for name in others + [".r.csv.0abc9z.tmp"] { _ = try scratch.file(name, []) }
        try SheetWriter.replacing(path: path, dialect: SheetDialect()) { _ in
            try SheetWriter.replacing(path: path, dialect: SheetDialect()) { try $0.write(["first"]) }
        }
        #expect(try contents(path).isEmpty)
        #expect(try scratch.names.sorted() == (others + ["r.csv"]).sorted())
    }

    @Test("a file system without locks is written to all the same, once", arguments: [ENOLCK, ENOTSUP, ENOSYS])
    func withoutLocks(code: Int32) throws {
        let scratch = try ScratchDirectory()
        var tries = 0
        var replacement = try FileReplacement(of: scratch.file("r.csv"), permissions: 0o600) { _ in
            tries += 1
            errno = code
            return tries > 1 ? 0 : -1
        }
        try replacement.commit()
        #expect(tries == 1)
        #expect(try scratch.names == ["r.csv"])
    }

    @Test("a file that another process took for a leftover is given up for a new one", arguments: [true, false])
    func takenForLeftover(isStillLocked: Bool) throws {
        let scratch = try ScratchDirectory()
        var tries = 0
        var replacement = try FileReplacement(of: scratch.file("r.csv"), permissions: 0o600) { _ in
            tries += 1
            guard tries == 1 else { return 0 }
            if isStillLocked {
                errno = EWOULDBLOCK
                return -1
            }
            for name in (try? scratch.names) ?? [] {
                try? FileManager.default.removeItem(atPath: scratch.path + "/" + name)
            }
            return 0
        }
        try replacement.commit()
        #expect(tries == 2)
        #expect(try scratch.names == ["r.csv"])
    }

    @Test("when the body fails, the old file is as it was")
    func bodyFails() throws {
        struct Failure: Error {}
        let scratch = try ScratchDirectory()
        let path = try scratch.file("r.csv", Array("old".utf8))
        #expect(throws: Failure.self) {
            try SheetWriter.replacing(path: path, dialect: SheetDialect()) { writer in
                for _ in 0..<100_000 { try writer.write(["new"]) }
                throw Failure()
            }
        }
        #expect(try contents(path) == Array("old".utf8))
        #expect(try scratch.names == ["r.csv"])
    }

    @Test("the permissions are those asked for", arguments: [0o600, 0o644] as [UInt16])
    func permissions(permissions: UInt16) throws {
        let scratch = try ScratchDirectory()
        let path = try scratch.file("r.csv")
        try SheetWriter.replacing(path: path, dialect: SheetDialect(), permissions: permissions) { _ in }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let mask = umask(0)
        umask(mask)
        #expect(attributes[.posixPermissions] as? Int == Int(permissions) & ~Int(mask))
    }

    @Test("a symbolic link stays one, and the file it leads to is replaced")
    func link() throws {
        let scratch = try ScratchDirectory()
        let file = try scratch.file("real.csv", [])
        let link = try scratch.file("link.csv")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.csv")
        try SheetWriter.replacing(path: link, dialect: SheetDialect()) { try $0.write(["new"]) }
        #expect(try contents(file) == Array("new\n".utf8))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.csv")
    }

    @Test("what cannot be replaced is said in one sentence")
    func refusals() throws {
        let scratch = try ScratchDirectory()
        #expect(failure(at: scratch.path) == "This file cannot be written: it is a directory.")
        #expect(failure(at: "\(scratch.path)/no/r.csv") == "This file cannot be written: its directory does not exist.")
        #expect(
            failure(at: "/dev/null") == "This file cannot be replaced: it is not a regular file. Choose another path.")
        #expect(try scratch.names.isEmpty)
    }

    @Test("a read-only directory gets one sentence", .enabled(if: geteuid() != 0, "root may write everywhere"))
    func readOnly() throws {
        let scratch = try ScratchDirectory()
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: scratch.path)
        #expect(
            failure(at: "\(scratch.path)/r.csv")
                == "You have no permission to write here. Choose another place, or ask the directory's owner.")
    }

    @Test("a full disk is said in one sentence", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func fullDisk() throws {
        let device = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let sink = FileSink(descriptor: device.fileDescriptor, name: "out.csv")
        let error = #expect(throws: SheetProblem.self) {
            try SheetWriter.writing(to: sink, dialect: SheetDialect()) { try $0.write(["a"]) }
        }
        #expect(
            error?.description
                == "out.csv: error: This file cannot be written: no space is left. Free some, or choose another place.")
    }

    @Test(
        "what the system refuses is said in words",
        arguments: [
            (EACCES, "You have no permission to write here. Choose another place, or ask the directory's owner."),
            (EROFS, "This file cannot be written: the file system is read-only. Choose another place."),
            (EPIPE, "The reader went away before everything was written."),
            (EIO, "This file cannot be written: the system says 'Input/output error' (error 5)."),
        ])
    func writeFaults(code: Int32, sentence: String) {
        #expect(Finding.Message.cannotWrite(SystemFailure(code: code)).description == sentence)
    }

    private func failure(at path: String) -> String? {
        do {
            try SheetWriter.replacing(path: path, dialect: SheetDialect()) { _ in }
            return nil
        } catch {
            return (error as? SheetProblem)?.finding.message.description
        }
    }
}
