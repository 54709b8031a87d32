import Foundation
import Sheet
import Testing

@testable import patchbay

@Suite("Findings that are alike") struct FindingGroupTests {
    /// Two hundred rows with three mistakes each, and one of its own at the end.
    private static let sheet =
        "Phone,voice,asr_lang_code\n"
        + (0..<200).map { "+44 20 7946 0\(100 + $0),en-GBR-Neural2-\($0 % 7),jp-JP\n" }.joined()
        + "+442079460001,en-GB-Neural2-A,English\n"

    @Test("are shown a few times and counted, before anything else is said")
    func counted() async throws {
        try await withBench { bench in
            let ending = await bench.patchbay("check", try bench.write("sheet.csv", Self.sheet), "--agent", "SALES")
            let lines = ending.errors.split(separator: "\n").map { $0.replacing(bench.directory.path + "/", with: "") }
            #expect(lines.count { $0.contains("has spaces in it") } == 5)
            #expect(lines.count { $0.contains("en-GBR-Neural2-") } == 5)
            #expect(lines.count { $0.contains("'jp-JP'") } == 5)
            #expect(lines.count { $0.contains("'English'") } == 1)
            #expect(
                lines.suffix(4) == [
                    "sheet.csv: [Phone] 195 more errors like the one on line 2.",
                    "sheet.csv: [asr_lang_code] 195 more errors like the one on line 2.",
                    "sheet.csv: [voice] 195 more errors like the one on line 2.", "--all-findings shows them all.",
                ])
            #expect(ending.output.hasSuffix("sheet.csv: 201 rows, 601 errors\n"))
        }
    }

    @Test("are shown one by one when asked for, and in JSON")
    func all() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Self.sheet)
            let all = await bench.patchbay("check", sheet, "--agent", "SALES", "--all-findings")
            #expect(all.errors.split(separator: "\n").count { $0.contains(": error: ") } == 601)
            #expect(!all.errors.contains(" more errors"))
            let json = await bench.patchbay("check", sheet, "--agent", "SALES", "--format", "json")
            #expect(try json.json().count("findings") == 601)
        }
    }

    @Test(
        "are told by their words, not by what they quote",
        arguments: [
            (["'a' is bad; write +441 instead.", "'b c' is bad; write +4420 instead."], true),
            (["“x” clears it.", "“y z” clears it."], true),
            (["en-GB-Wavenet-B is odd.", "fr-FR-Neural2-A is odd."], true),
            (["It is on line 7 too.", "It is on line 1234 too."], true), (["'a' is bad.", "'a' is good."], false),
            (["no region's code 'x'.", "no region's code 'y'."], true),
            (["has dots in it.", "has spaces in it."], false),
        ])
    func words(messages: [String], isAlike: Bool) {
        var groups = FindingGroups()
        func admits(_ message: String, _ severity: Finding.Severity = .error, column: String? = nil) -> Bool {
            groups.admits(Finding(severity, file: "f", column: column, message: Finding.Message(rawValue: message)))
        }
        for _ in 0..<FindingGroups.mostShown { #expect(admits(messages[0])) }
        #expect(admits(messages[1]) != isAlike)
        #expect(admits(messages[0], .warning))
        #expect(admits(messages[0], column: "c"))
    }

    @Test("do not take more memory than a thousand kinds, whatever a sheet holds")
    func bounded() {
        var groups = FindingGroups()
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        var admitted = 0
        for number in 0..<5_000 {
            let word = String([letters[number % 26], letters[number / 26 % 26], letters[number / 676]])
            if groups.admits(Finding(.error, file: "f", message: Finding.Message(rawValue: "it is \(word)."))) {
                admitted += 1
            }
        }
        #expect(admitted == 1_000 + FindingGroups.mostShown)
        #expect(groups.rest.map(\.more) == [5_000 - admitted])
    }
}
