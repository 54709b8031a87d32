import Emulator
import Foundation
import Testing

@testable import patchbay

@Suite("secrecy") struct SecrecyTests {
    private static let key = "k3y-that-nobody-may-see"

    @Test("the key is in nothing that is printed or written, also at trace level")
    func nowhere() async throws {
        let log = FileManager.default.temporaryDirectory.appending(path: "requests-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: log) }
        try await withHotel { configuration in
            configuration.keys = [AccessKey(Self.key)]
            configuration.requestLogFile = log.path
        } _: { bench, emulator in
            var bench = bench
            bench.environment["POLYAI_API_KEY"] = Self.key
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let options = bench.options(emulator) + ["--log-level", "trace"]
            var endings = [await bench.patchbay(["apply", sheet, "--yes"] + options)]
            endings.append(await bench.patchbay(["connector", "list"] + options))
            endings.append(await bench.patchbay("status", bench.path("sheet.patchbay")))
            #expect(endings.allSatisfy { $0.status == .done })
            #expect(endings[0].errors.contains("trace "))
            for text in endings.flatMap({ [$0.output, $0.errors] }) { #expect(!text.contains(Self.key)) }
            let files = try bench.files
            #expect(files.contains("sheet.patchbay") && files.contains("sheet.results.csv"))
            for file in files.map({ URL(filePath: bench.path($0)) }) + [log] {
                let bytes = try Data(contentsOf: file)
                #expect(!bytes.isEmpty || file.lastPathComponent.hasSuffix("-wal"))
                #expect(bytes.firstRange(of: Data(Self.key.utf8)) == nil)
            }
        }
    }

    @Test(
        "a key file that others may use is warned of, with what to type",
        arguments: [
            (0o600, nil), (0o400, nil), (0o700, nil), (0o640, "0640"), (0o604, "0604"), (0o620, "0620"),
            (0o777, "0777"),
        ])
    func keyFile(permissions: Int, mode: String?) async throws {
        try await withHotel { bench, emulator in
            let path = try bench.write("the key", "emulator-key\n")
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
            let ending = await bench.patchbay(["number", "list", "--api-key-file", path] + bench.options(emulator))
            #expect(ending.status == .done)
            let warning = mode.map { mode in
                """
                warning: \(path): others can use this API key file, as its mode is \(mode). Type:  chmod 600 \
                '\(path)'\n
                """
            }
            #expect(ending.errors == warning ?? "")
        }
    }

    @Test("a key file that is empty is said to be")
    func emptyKeyFile() async throws {
        try await withHotel { bench, emulator in
            let options = ["--api-key-file", try bench.write("key", "")] + bench.options(emulator)
            let ending = await bench.patchbay(["number", "list"] + options)
            #expect(ending.errors.contains("/key: The API key is empty."))
        }
    }

    @Test("a pipe that a key comes through is not warned of")
    func pipe() async throws {
        try await withHotel { bench, emulator in
            let pipe = Pipe()
            try pipe.fileHandleForWriting.write(contentsOf: Data("emulator-key\n".utf8))
            try pipe.fileHandleForWriting.close()
            let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
            let ending = await bench.patchbay(["number", "list", "--api-key-file", path] + bench.options(emulator))
            #expect(ending.status == .done)
            #expect(ending.errors.isEmpty)
        }
    }
}
