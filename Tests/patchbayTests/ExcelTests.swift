import Emulator
import Testing

@testable import patchbay

@Suite("sheets for Excel") struct ExcelTests {
    private static let mark = "\u{FEFF}"

    /// A cell as Excel needs it.
    private static func formula(_ number: Int) -> String { #""=""\#(Hotel.phone(number))""""# }

    @Test("an export for Excel can be checked, planned, applied, and begin an emulator like any other")
    func export() async throws {
        try await withHotel { bench, emulator in
            let options = ["--base-url", emulator.baseURL, "--rate", "100000"]
            let plain = await bench.patchbay(["export", "--agent", "SALES"] + options)
            let excel = await bench.patchbay(["export", "--agent", "SALES", "--excel"] + options)
            #expect(excel.status == .done)
            #expect(excel.output.hasPrefix(Self.mark + "phone_number,connector_id,"))
            #expect(excel.output.contains("\n\(Self.formula(3)),spa,SALES,"))
            #expect(!excel.output.contains("\n+"))
            let edited = try bench.write("edited.csv", excel.output.replacing("en-GB", with: "es-ES"))
            #expect(await bench.patchbay("check", edited).status == .done)
            let sheet = try bench.write("again.csv", excel.output)
            let unchanged = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(unchanged.output.contains("unchanged     9"))
            let inventory = try bench.write("inventory.csv", excel.output)
            let copy = await bench.patchbay("export", "--agent", "SALES", "--emulator", inventory, "--rate", "100000")
            #expect(copy.output == plain.output)
        }
    }

    @Test("results for Excel show every phone number, and are applied again like the sheet they came from")
    func results() async throws {
        try await withHotel { bench, emulator in
            let rows = "Ask for 5,\(Hotel.phone(3)),es-ES-Neural2-A,\(Hotel.phone(99))\nBar,\(Hotel.phone(4)),,\n"
            let sheet = try bench.write("sheet.csv", "Site,Phone,Voice,Mobile\n" + rows)
            let options = ["--yes", "--carry", "Mobile"] + bench.options(emulator)
            let apply = ["apply", sheet, "--excel"] + options
            #expect(await bench.patchbay(apply).status == .done)
            let lines = try bench.read("sheet.results.csv").split(whereSeparator: \.isNewline)
            #expect(lines[0].hasPrefix(Self.mark + "Site,Phone,Voice,Mobile,result_line,"))
            let numbers = "\(Self.formula(3)),es-ES-Neural2-A,\(Self.formula(99))"
            #expect(lines[1].hasPrefix("Ask for 5,\(numbers),2,updated,\(Self.formula(3)),spa,"))
            #expect(lines[2].hasPrefix("Bar,\(Self.formula(4)),,,3,unchanged,"))
            let again = ["apply", bench.path("sheet.results.csv")] + options
            let second = await bench.patchbay(again)
            #expect(second.output.contains("unchanged     2"))
            let plain = try bench.read("sheet.results.results.csv").split(whereSeparator: \.isNewline)
            #expect(plain[1].hasPrefix("Ask for 5,\(Hotel.phone(3)),es-ES-Neural2-A,\(Hotel.phone(99)),2,unchanged,"))
        }
    }

    @Test("the results of any run are written again for Excel, and those of one for Excel stay so")
    func writtenAgain() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", "Phone,Voice\n\(Hotel.phone(3)),es-ES-Neural2-A\n")
            #expect(await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator)).status == .done)
            let plain = try bench.read("sheet.results.csv")
            let results = ["results", bench.path("sheet.patchbay"), "--output", bench.path("copy.csv")]
            #expect(await bench.patchbay(results + ["--excel"]).status == .done)
            let excel = try bench.read("copy.csv")
            #expect(excel == Self.mark + plain.replacing(Hotel.phone(3), with: Self.formula(3)))
            #expect(await bench.patchbay(results).status == .done)
            #expect(try bench.read("copy.csv") == plain)

            #expect(
                await bench.patchbay(["apply", sheet, "--yes", "--excel"] + bench.options(emulator)).status == .done)
            // What another run has written is not written over.
            #expect(await bench.patchbay(results).output == "Results   copy-2.csv\n")
            let kept = try bench.read("copy-2.csv")
            #expect(kept.hasPrefix(Self.mark))
        }
    }

    @Test("an interrupted run takes another form and place from an 'apply' that is agreed to, and from no other")
    func interrupted() async throws {
        try await withStoppedRun { bench, emulator in
            let options = bench.options(emulator) + Hotel.slowly
            let other = bench.path("other.csv")
            let apply = ["apply", bench.path("sheet.csv"), "--yes", "--excel", "--results", other] + options
            let ending = await bench.patchbay(apply + ["--expect-plan", "beef"])
            #expect(ending.errors.contains("Nothing was sent in this session: the plan's fingerprint is"))
            let files = try bench.files
            #expect(!files.contains("other.csv"))
            let written = await bench.patchbay("results", bench.path("sheet.patchbay"))
            #expect(written.output == "Results   sheet.results.csv\n")
            let plain = try bench.read("sheet.results.csv")
            #expect(!plain.hasPrefix(Self.mark))
            #expect(await bench.patchbay(apply).status == .done)
            let excel = try bench.read("other.csv")
            #expect(excel.hasPrefix(Self.mark))
        }
    }
}
