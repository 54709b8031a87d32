import Foundation
import Testing

@testable import patchbay

@Suite("check") struct CheckTests {
    private static let messy = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "samples/messy.csv").path

    @Test("the messy sample shows every kind of finding, on standard error, with file and line")
    func messySample() async throws {
        try await withBench { bench in
            let ending = await bench.patchbay("check", Self.messy)
            #expect(ending.status == .nothingSent)
            #expect(ending.output == "\(Self.messy): 45 rows, 24 errors, 3 warnings, 1 note\n")
            for kind in Self.kinds { #expect(ending.errors.contains(kind)) }
            let lines = ending.errors.split(separator: "\n")
            #expect(lines.count == 30)
            #expect(lines[0].hasPrefix("Reads    agent_id, 'Phone' as phone_number, 'ASR language' as asr_lang_code, "))
            #expect(lines[1] == "Carries  'Comment'")
            #expect(lines[2...].allSatisfy { $0.hasPrefix("\(Self.messy):") })
        }
    }

    private static let kinds = [
        ":10: error: [Phone] '+44 20 7946 0169' has spaces in it; write +442079460169 instead.", "has dots in it",
        "has hyphens in it", "has brackets in it", "begins with 00", "does not begin with +", "dialled only inside",
        "scientific notation", "has the letter 'O'", "a calling code that no country has", "check for missing digits",
        "check for digits too many", "no phone number has more than 15", "is not among the known voices",
        "is not in its exact form", "is not a voice name", "has UK for its region",
        "warning: [Voice] fr-FR-Neural2-A speaks fr-FR", "only variant_id can be cleared",
        "names neither a phone number",
        "has 10 cells but the header has 8", "warning: The row has 4 cells",
        "note: [Phone] +441514960041 is on line 38 too",
        "with other settings",
    ]

    @Test("JSON holds the findings and the totals, and nothing else is printed")
    func json() async throws {
        try await withBench { bench in
            let ending = await bench.patchbay("check", Self.messy, "--format", "json")
            #expect(ending.status == .nothingSent)
            #expect(ending.errors.isEmpty)
            let json = try ending.json()
            #expect(try json.count("findings") == 28)
            #expect(try json.elementKeys("findings") == ["severity", "file", "line", "column", "message"])
            #expect(try json.keys("summary") == ["rows", "errors", "warnings", "notes"])
            #expect(try json.int("summary", "errors") == 24)
        }
    }

    @Test(
        "a good sheet ends with 0, and so does one without rows",
        arguments: [
            (Hotel.rollout, "9 rows, 0 errors", "'Place'"), ("phone_number\n", "no rows", "no other column"),
        ])
    func goodSheets(_ text: String, _ says: String, _ carried: String) async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", text)
            let ending = await bench.patchbay("check", sheet, "--agent", "SALES")
            #expect(ending.status == .done)
            #expect(ending.output == "\(sheet): \(says)\n")
            #expect(ending.errors.hasPrefix("Reads    "))
            #expect(ending.errors.hasSuffix("\nCarries  \(carried)\n"))
        }
    }

    @Test("JSON of a sheet that cannot be read to its end is still JSON, with the error")
    func brokenJSON() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.rollout + "x,\"never closed")
            let ending = await bench.patchbay("check", sheet, "--agent", "SALES", "--format", "json")
            #expect(ending.status == .nothingSent)
            #expect(try ending.json().keys == ["findings", "error"])
            #expect(try ending.json().int("error", "line") == 11)
            #expect(ending.errors.hasPrefix("\(sheet):11: error: "))
        }
    }

    @Test("JSON of a good sheet has an empty list")
    func emptyJSON() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let json = try await bench.patchbay("check", sheet, "--agent", "SALES", "--format", "json").json()
            #expect(try json.count("findings") == 0)
            #expect(try json.int("summary", "rows") == 9)
        }
    }
}
