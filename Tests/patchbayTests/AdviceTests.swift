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
        "the mapping of a sheet with foreign headers is proposed whole, and works when it is copied",
        arguments: [
            """
            Standort;Rufnummer;Projekt;Sprache;Stimme
            Madrid;+442079460001;PROJECT-58RP822I;es-ES;es-ES-Neural2-A
            Sevilla;+442079460002;PROJECT-58RP822I;es-ES;es-ES-Neural2-B

            """,
            "Ort,\"Rufnummer, neu\",Stimme\n,+442079460001,es-ES-Neural2-A\nx,+442079460002,en-GB-Neural2-A\n",
            "Numéro\tL'agent\tVoix $1\n+33140205050\tPROJECT-58RP822I\tfr-FR-Neural2-A\n",
            "電話|音声\n+81312345678|ja-JP-Neural2-B\n",
            "Referenz,Stimme\nconn-ce2f6224,es-ES-Neural2-A\n",
        ])
    func proposal(text: String) async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", text)
            let refused = await bench.patchbay("check", sheet, "--agent", "SALES")
            #expect(refused.status == .nothingSent)
            let advice = try #require(refused.errors.split(separator: "For that, add ").last?.dropLast(2))
            let ending = await bench.patchbay(["check", sheet, "--agent", "SALES"] + (try words(of: String(advice))))
            #expect(ending.status == .done, "\(ending.errors)")
            #expect(!ending.errors.contains("warning"), "\(ending.errors)")
        }
    }

    @Test(
        "either way out of a doubt about a column works when it is copied",
        arguments: ["New voice", "voice_nane", "Ann's voice", "Voice $HOME", "-new voice"])
    func doubt(header: String) async throws {
        try await withBench { bench in
            let sheet = try bench.write(
                "sheet.csv", "phone_number,asr_lang_code,\"\(header)\"\n+442079460001,es-ES,es-ES-Neural2-A\n")
            let refused = await bench.patchbay("check", sheet, "--agent", "SALES", "--strict")
            #expect(refused.status == .nothingSent)
            let advice = try #require(refused.errors.split(separator: "If it is, add ").last)
            let ways = String(advice).split(separator: "; if not, add ")
            try #require(ways.count == 2)
            for way in [ways[0], ways[1].prefix(while: { $0 != "\n" }).dropLast()] {
                let command = ["check", sheet, "--agent", "SALES", "--strict"] + (try words(of: String(way)))
                let ending = await bench.patchbay(command)
                #expect(ending.status == .done, "\(ending.errors)")
            }
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
