import Emulator
import Testing

@testable import patchbay

@Suite("Columns that are read, and those that are not") struct ColumnTests {
    /// A rollout whose voices stand in a column that is not read.
    private static let doubtful = "phone_number,asr_lang_code,voice_nane\n\(Hotel.phone(3)),es-ES,es-ES-Neural2-A\n"

    @Test("what is read and what is carried stand in a line each", arguments: ["check", "plan", "apply"])
    func lines(command: String) async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", "Phone,asr_lang_code,Notes,Ort\n\(Hotel.phone(3)),es-ES,x,y\n")
            let options = command == "check" ? ["--agent", "SALES"] : try bench.rehearsal()
            let ending = await bench.patchbay([command, sheet] + options + (command == "apply" ? ["--yes"] : []))
            #expect(ending.status == .done)
            #expect(
                ending.errors.contains(
                    "Reads    'Phone' as phone_number, asr_lang_code\nCarries  'Notes', 'Ort'\n"), "\(ending.errors)")
        }
    }

    @Test("JSON says which columns are read and carried", arguments: ["check", "plan", "apply"])
    func json(command: String) async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", "Phone,asr_lang_code,Notes,Ort\n\(Hotel.phone(3)),es-ES,x,y\n")
            let options = command == "check" ? ["--agent", "SALES"] : try bench.rehearsal()
            let ending = await bench.patchbay(
                [command, sheet, "--format", "json"] + options + (command == "apply" ? ["--yes"] : []))
            let path = command == "plan" ? ["plan", "columns"] : ["columns"]
            #expect(try ending.json().count(path + ["read"]) == 2)
            #expect(try ending.json().strings(path + ["carried"]) == ["Notes", "Ort"])
        }
    }

    @Test(
        "without a terminal, or strictly, a column that may have been meant to be read is refused, and nothing is sent",
        arguments: [
            [], ["--strict"], ["--skip-invalid"], ["--strict", "--skip-invalid", "--max-failures", "100%"],
        ])
    func refused(options: [String]) async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Self.doubtful)
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + options + bench.options(emulator))
            #expect(ending.status == .nothingSent)
            #expect(ending.errors.contains("error: [voice_nane] The column is only carried along"))
            #expect(ending.errors.contains("Say with --map or --carry"))
            #expect(!(try bench.files).contains { $0.hasSuffix(".patchbay") })
            let voices = Set(try await emulator.store.snapshot().connectors.map { "\($0)".contains("es-ES") })
            #expect(voices == [false])
        }
    }

    @Test("on a terminal it is a warning that stands before the question")
    func asked() async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.answers = ["no"]
            let sheet = try bench.write("sheet.csv", Self.doubtful)
            let ending = await bench.patchbay(["apply", sheet] + bench.options(emulator))
            #expect(ending.status == .nothingSent)
            let parts = ending.errors.split(separator: "warning: [voice_nane] The column is only carried along")
            #expect(parts.count == 2)
            #expect(parts.last?.contains("?") == true)
        }
    }

    @Test("a run that somebody agreed to all the same does not end in success, and says which column was not read")
    func agreed() async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.answers = ["y"]
            let sheet = try bench.write("sheet.csv", Self.doubtful)
            let ending = await bench.patchbay(["apply", sheet] + bench.options(emulator))
            #expect(ending.status == .incomplete)
            #expect(
                ending.output.hasPrefix(
                    "Finished. Every row is as the columns say that were read. 'voice_nane' was only carried along"))
            #expect(!ending.output.contains("Done."))
        }
    }

    @Test("what a column is said to be holds for the results too")
    func stored() async throws {
        try await withHotel { bench, emulator in
            let rows = (3...6).map { "\(Hotel.phone($0)),\($0),es-ES" }
            let sheet = try bench.write(
                "sheet.csv", (["Phone,Number,asr_lang_code"] + rows).joined(separator: "\n") + "\n")
            let options = bench.options(emulator) + ["--carry", "Number", "--yes"]
            let ending = await bench.patchbay(["apply", sheet] + options)
            #expect(ending.status == .done, "\(ending.errors)")
            let results = try bench.read("sheet.results.csv")
            #expect(results.contains("\(Hotel.phone(3)),3,es-ES,2,updated,\(Hotel.phone(3)),spa"))
        }
    }

    @Test("a column that another was mapped away from raises no doubt")
    func displaced() async throws {
        try await withBench { bench in
            let text = "phone_number,voice_name,New voice\n\(Hotel.phone(3)),en-GB-Neural2-A,es-ES-Neural2-A\n"
            let sheet = try bench.write("sheet.csv", text)
            let ending = await bench.patchbay(
                "check", sheet, "--agent", "SALES", "--map", "New voice=voice_name", "--strict")
            #expect(ending.status == .done, "\(ending.errors)")
        }
    }

    @Test(
        "a way out that is said is taken, and the run ends in success",
        arguments: [["--carry", "voice_nane"], ["--map", "voice_nane=voice_name"]])
    func said(option: [String]) async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Self.doubtful)
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + option + bench.options(emulator))
            #expect(ending.status == .done, "\(ending.errors)")
            let voices = try await emulator.store.snapshot().connectors.map { "\($0)" }
            #expect(voices.contains { $0.contains("es-ES-Neural2-A") } == (option[0] == "--map"))
        }
    }

    @Test("an export has no column that raises a doubt, and neither have the results of a run")
    func ownFiles() async throws {
        try await withHotel { bench, emulator in
            let options = bench.options(emulator)
            let export = await bench.patchbay(["export"] + options)
            #expect(export.status == .done, "\(export.errors)")
            let check = await bench.patchbay(["check", try bench.write("numbers.csv", export.output), "--strict"])
            #expect(!check.errors.contains("only carried along"), "\(check.errors)")
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            #expect(await bench.patchbay(["apply", sheet, "--yes"] + options).status == .done)
            let again = await bench.patchbay(["check", bench.path("sheet.results.csv"), "--strict", "--agent", "SALES"])
            #expect(again.status == .done, "\(again.errors)")
            #expect(!again.errors.contains("only carried along"), "\(again.errors)")
        }
    }
}
