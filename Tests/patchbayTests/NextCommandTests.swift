import Emulator
import Foundation
import Migration
import Testing

@testable import patchbay

@Suite("Commands that are shown to be typed") struct NextCommandTests {
    static let names = [
        "numbers.csv", "numbers $(touch X).csv", "it's `id`; rm -rf ~.csv", "a\nb.csv", "\u{1B}[2Jé\u{202E}.csv",
        "-rf.csv", "\\x41'.csv", "日本.csv", "$'x'.csv", "a&b|c>d.csv", "!!.csv",
    ]

    @Test("a shell takes a name of a file for that name and nothing else", arguments: names)
    func quoted(name: String) throws {
        let world = World(console: .init(output: TextSink(), errors: TextSink()), directory: "/srv")
        let typed = world.typed("/srv/\(name)")
        #expect(typed.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\u{202E}" })
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/bash")
        shell.arguments = ["-c", "printf %s \(typed)"]
        let pipe = Pipe()
        shell.standardOutput = pipe
        try shell.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        shell.waitUntilExit()
        #expect(String(decoding: output, as: UTF8.self) == (name.hasPrefix("-") ? "./" + name : name))
    }

    @Test(
        "it names the target where nobody is sent to on the word of a file",
        arguments: [
            ("https://api.uk.poly.ai", false), ("http://127.0.0.1:8080", false), ("http://[::1]:1", false),
            ("emulator:/srv/inventory.csv", false), ("https://gateway.example.com", true),
            ("https://api.uk.poly.ai.example.com", true), ("https://api.uk.poly.ai:444", true),
            ("https://api.uk.poly.ai/other", true), ("nonsense", true),
        ])
    func target(target: String, isNamed: Bool) {
        let world = World(console: .init(output: TextSink(), errors: TextSink()), directory: "/srv")
        let next = NextCommand(
            runFile: "/srv/my run.patchbay", target: RunTarget(rawValue: target), results: "/srv/other place.csv",
            apiKeyFile: "/srv/key", isVerifying: true)
        let base = isNamed ? " --base-url \(target)" : ""
        let rest = " --results 'other place.csv' --api-key-file key --verify"
        #expect(next.text(in: world) == "patchbay resume 'my run.patchbay'\(base)\(rest)")
    }

    @Test("a run of an unknown place is only gone on with when that is named, and its server hears nothing before")
    func foreign() async throws {
        try await withStoppedRun { bench, emulator in
            let path = bench.path("sheet.patchbay")
            do {
                let file = try RunFile.open(path, creating: false)
                try file.updateRecord { $0.target = .api(baseURL: "https://xn--pi-7kc.uk.poly.ai") }
            }
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let ending = await bench.patchbay("resume", path, "--yes")
            #expect(ending.status == .usage)
            #expect(ending.errors.contains("neither an address of the product nor this machine"))
            #expect(ending.errors.contains("--base-url https://xn--pi-7kc.uk.poly.ai"))
            let other = await bench.patchbay("resume", path, "--yes", "--base-url", emulator.baseURL)
            #expect(other.errors.contains("belongs to https://xn--pi-7kc.uk.poly.ai, not to"))
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
            let status = await bench.patchbay("status", path)
            #expect(status.output.contains("Go on with  patchbay resume sheet.patchbay --base-url https://xn--pi-7kc"))
        }
    }
}
