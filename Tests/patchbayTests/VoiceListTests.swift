import Testing

@testable import patchbay

@Suite("A list of voices of one's own") struct VoiceListTests {
    private static let sheet = "phone,voice\n\(Hotel.phone(3)),en-GB-Neural9-A\n"

    @Test(
        "takes the place of the one that patchbay brings along",
        arguments: [
            "en-GB-Neural9-A\n", "\u{FEFF}en-GB-Neural2-A\r\n en-GB-Neural9-A \r\n\r\n",
            "# of today\nen-GB-Neural9-A # new",
        ])
    func replaces(list: String) async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Self.sheet)
            let without = await bench.patchbay("check", sheet, "--agent", "SALES")
            #expect(without.errors.contains("of the family Neural9, which is not known"))
            let voices = try bench.write("voices.txt", list)
            let with = await bench.patchbay("check", sheet, "--agent", "SALES", "--voices", voices)
            #expect(!with.errors.contains("warning"), "\(with.errors)")
        }
    }

    @Test(
        "is refused with the line at fault",
        arguments: [
            ("en-GB-Neural9-A\nRachel\n", ":2: 'Rachel' is not a voice name"),
            ("\n# none\n", ": there is no voice in this list."),
            ("en-UK-Neural2-A\n", ":1: 'en-UK-Neural2-A' has UK for its region"),
            ("", ": there is no voice in this list."),
        ])
    func refused(list: String, says: String) async throws {
        try await withBench { bench in
            let (sheet, voices) = (try bench.write("sheet.csv", Self.sheet), try bench.write("voices.txt", list))
            for command in ["check", "plan"] {
                let world = command == "check" ? ["--agent", "SALES"] : try bench.rehearsal()
                let ending = await bench.patchbay([command, sheet, "--voices", voices] + world)
                #expect(ending.status == .nothingSent)
                #expect(ending.errors.contains("voices.txt" + says), "\(ending.errors)")
            }
            let missing = await bench.patchbay("check", sheet, "--agent", "SALES", "--voices", bench.path("nope"))
            #expect(missing.status == .nothingSent)
            #expect(missing.errors.contains("this list of voices cannot be read"))
        }
    }
}
