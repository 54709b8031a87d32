import Foundation
import Testing

@testable import patchbay

@Suite("Advice") struct AdviceTests {
    @Test(
        "an option that a message advises works when it is copied into a shell",
        arguments: [
            "Phnoe", "Ann's phone (home)", "Phone $HOME", "phone `id`", "Phone & Co; ls", "  Phone no.  ",
            "Phone \\n", "Télephone",
        ])
    func mapping(header: String) async throws {
        try await withBench { bench in
            try bench.write("sheet.csv", "\"\(header)\",voice_name\n+442079460001,en-GB-Neural2-A\n")
            let sheet = bench.path("sheet.csv")
            let refused = await bench.patchbay("check", sheet, "--agent", "SALES")
            #expect(refused.status == .nothingSent)
            let advice = try #require(refused.errors.split(separator: "For that, add ").last?.dropLast(2))
            let ending = await bench.patchbay(["check", sheet, "--agent", "SALES"] + (try words(of: String(advice))))
            #expect(ending.status == .done, "\(ending.errors)")
        }
    }

    @Test(
        "a finding that an option mends names the option, in JSON too",
        arguments: [
            ("phone_number,voice_name\n+442079460001,en-GB-Neural2-A\n", "For that, add --agent."),
            ("phone_number,agent_id\n+442079460001,SALES\n", "For that, add --set."),
        ], ["text", "json"])
    func option(example: (sheet: String, advice: String), format: String) async throws {
        try await withBench { bench in
            try bench.write("sheet.csv", example.sheet)
            let ending = await bench.patchbay("check", bench.path("sheet.csv"), "--format", format)
            #expect((ending.errors + ending.output).contains(example.advice))
        }
    }

    /// What a shell makes of a part of a command line.
    private func words(of line: String) throws -> [String] {
        let shell = Process()
        let pipe = Pipe()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", "printf '%s\\0' \(line)"]
        shell.standardOutput = pipe
        try shell.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        shell.waitUntilExit()
        return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
