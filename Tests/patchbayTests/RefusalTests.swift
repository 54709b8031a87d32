import Emulator
import Foundation
import Telephony
import Testing

@testable import patchbay

@Suite("what is refused") struct RefusalTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let says: String
        var status = Status.usage
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let mistakes = [
        Mistake(arguments: ["frobnicate"], says: "Unexpected argument 'frobnicate'"),
        Mistake(arguments: ["plan"], says: "Missing expected argument '<sheet>'"),
        Mistake(arguments: ["plan", "SHEET"], says: "Say where the connectors are: --region us|eu|uk|studio|dev"),
        Mistake(arguments: ["plan", "SHEET", "--region", "mars"], says: "'us', 'eu', 'uk', 'studio' or 'dev'"),
        Mistake(
            arguments: ["plan", "SHEET", "--region", "uk", "--emulator", "INVENTORY"],
            says: "--region and --emulator name different places. Give only one of them."),
        Mistake(arguments: ["plan", "SHEET", "--base-url", "uk"], says: "is not a URL such as https://api.uk.poly.ai"),
        Mistake(arguments: ["plan", "SHEET", "--base-url", "http://poly.ai"], says: "would send the key unencrypted"),
        Mistake(
            arguments: ["plan", "SHEET", "--region", "uk", "--rate", "0"],
            says: "--rate must be auto, a part of what is found from auto:1% to auto:100%, or a number above 0."),
        Mistake(arguments: ["plan", "SHEET", "--rate", "auto:"], says: "--rate must be auto, a part of what is found"),
        Mistake(
            arguments: ["plan", "SHEET", "--rate", "auto:0%"], says: "--rate must be auto, a part of what is found"),
        Mistake(
            arguments: ["plan", "SHEET", "--rate", "auto:101%"], says: "--rate must be auto, a part of what is found"),
        Mistake(arguments: ["plan", "SHEET", "--rate", "fast"], says: "--rate must be auto, a part of what is found"),
        Mistake(arguments: ["plan", "SHEET", "--rate", "inf"], says: "--rate must be auto, a part of what is found"),
        Mistake(
            arguments: ["plan", "SHEET", "--concurrency", "0"], says: "--concurrency must be auto, or from 1 to 64."),
        Mistake(
            arguments: ["plan", "SHEET", "--concurrency", "65"], says: "--concurrency must be auto, or from 1 to 64."),
        Mistake(
            arguments: ["plan", "SHEET", "--concurrency", "x"], says: "--concurrency must be auto, or from 1 to 64."),
        Mistake(arguments: ["plan", "SHEET", "--region", "uk", "--agent", "a b"], says: "--agent 'a b' is not an ID"),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--set", "colour=red"],
            says: "there is no column 'colour' to fill. There are agent_id, variant_id,"),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--set", "voice=red"],
            says: "--set 'voice=red': 'red' is not a voice name"),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--set", "agent_id=a b"],
            says: "Error: --set 'agent_id=a b': 'a b' is not an ID"),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--set", "variant_id=é"],
            says: "Error: --set 'variant_id=é': 'é' is not an ID"),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--set", "project_id=null"],
            says: "Error: --set 'project_id=null': “null” clears a setting, and only variant_id can be cleared."),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--set", "voice"],
            says: "is not of the form --set voice_name=es-ES-Neural2-A"),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--map", "x"],
            says: "is not of the form --map"),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--delimiter", "x"],
            says: "is none of , ; |"),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--max-failures", "-1"],
            says: "'-1' is neither a number, such as 20, nor a percentage from 0% to 100%, such as 5%."),
        Mistake(
            arguments: ["apply", "-", "--emulator", "INVENTORY", "--yes"], says: "takes a file, not standard input"),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--results", "SHEET"],
            says: "this cannot be the results file, as it is the sheet."),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--results", "INVENTORY"],
            says: "this cannot be the results file, as it is the inventory."),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--run-file", "INVENTORY"],
            says: "this cannot be the run file, as it is the inventory."),
        Mistake(arguments: ["apply", "SHEET", "--emulator", "INVENTORY"], says: "Add --yes to go on without asking."),
        Mistake(
            arguments: ["connector", "update", "front", "--agent", "SALES", "--emulator", "INVENTORY"],
            says: "Name a setting"),
        Mistake(arguments: ["emulator", "--latency", "soon"], says: "is not a latency"),
        Mistake(
            arguments: ["apply", "NONE", "--emulator", "INVENTORY", "--yes"],
            says: "error: There is no such file. Check the path.", status: .nothingSent),
        Mistake(
            arguments: ["apply", "FOLDER", "--emulator", "INVENTORY", "--yes"],
            says: "error: This is a directory. Give the path of a CSV file.", status: .nothingSent),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "NONE", "--yes"],
            says: "error: There is no such file. Check the path.", status: .nothingSent),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "SHEET", "--yes"],
            says: "An inventory is a sheet as 'patchbay export' writes it.", status: .nothingSent),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--results", "NONE/results.csv"],
            says: "as there is no directory", status: .nothingSent),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes"],
            says: "sheet.csv: error: [agent_id] No row names an agent. Add a column", status: .nothingSent),
        Mistake(
            arguments: [
                "apply", "SHEET", "--agent", "SALES", "--emulator", "INVENTORY", "--yes", "--expect-plan", "beef",
            ],
            says: "Nothing was sent: the plan's fingerprint is", status: .nothingSent),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--max-failures", "some"],
            says: "'some' is neither a number, such as 20, nor a percentage from 0% to 100%, such as 5%."),
        Mistake(
            arguments: ["apply", "SHEET", "--emulator", "INVENTORY", "--yes", "--max-changes", "200%"],
            says: "'200%' is neither a number"),
        Mistake(
            arguments: ["resume", "NONE", "--on-drift", "ignore"], says: "'skip' and 'overwrite'"),
        Mistake(
            arguments: ["resume", "NONE", "--max-outage", "86401"],
            says: "--max-outage must be from 0 to 86400 seconds."),
        Mistake(
            arguments: ["resume", "NONE", "--max-changes", "1"], says: "Unknown option '--max-changes'"),
        Mistake(
            arguments: [
                "apply", "SHEET", "--agent", "SALES", "--emulator", "INVENTORY", "--yes", "--max-changes", "7",
            ],
            says: "Nothing was sent: the plan changes 8 of the 8 connectors that the sheet names, more than the 7 that "
                + "may be. Look at it again with 'patchbay plan'; --max-changes allows more.", status: .nothingSent),
        Mistake(
            arguments: ["connector", "lookup", "442079460001", "--agent", "SALES", "--emulator", "INVENTORY"],
            says: "write +442079460001 instead", status: .nothingSent),
    ]

    @Test("a mistake is named in words, with its exit code, and leaves no file behind", arguments: mistakes)
    func mistake(_ mistake: Mistake) async throws {
        try await withBench { bench in
            try bench.write("sheet.csv", Hotel.rollout)
            try bench.write("inventory.csv", Hotel.inventory)
            let names = ["SHEET": "sheet.csv", "INVENTORY": "inventory.csv", "NONE": "none", "FOLDER": ""]
            let before = try bench.files
            let arguments = mistake.arguments.map { argument in
                names.reduce(argument) { $0.hasPrefix($1.key) ? $0.replacing($1.key, with: bench.path($1.value)) : $0 }
            }
            let ending = await bench.patchbay(arguments)
            #expect(ending.status == mistake.status)
            #expect(ending.errors.contains(mistake.says), "\(ending.errors)")
            #expect(ending.output.isEmpty)
            #expect(try bench.files == before)
        }
    }

    @Test(
        "a key that is missing, empty or not a key is named, with what to do",
        arguments: [
            (nil, "There is no API key. Put the key into the environment as POLYAI_API_KEY"),
            ("", "POLYAI_API_KEY: The API key is empty. Put the key into the environment"),
            ("two words", "its character 4 is a space"),
        ] as [(String?, String)])
    func keys(_ key: String?, _ says: String) async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.environment["POLYAI_API_KEY"] = key
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(ending.status == .nothingSent)
            #expect(ending.errors.contains(says))
            #expect(try bench.files == ["sheet.csv"])
        }
    }

    @Test(
        "a key that the API refuses, and an agent that it does not know, send nothing and say where to look",
        arguments: [
            ("wrong-key", "SALES", ["401", "Check that the API key is right and belongs to this region. Nothing was"]),
            ("care-key", "SALES", ["403", "Check that the API key may use this agent. Nothing was sent."]),
            ("emulator-key", "NOBODY", ["PROJECT_NOT_FOUND", "Nothing was sent: agent NOBODY is not known"]),
        ])
    func strangers(_ key: String, _ agent: String, _ says: [String]) async throws {
        try await withHotel { configuration in
            configuration.keys.append(AccessKey("care-key", projects: ["CARE"]))
        } _: { bench, emulator in
            let file = try bench.write("key.txt", key + "\n")
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let options = bench.options(emulator, agent: agent) + ["--api-key-file", file]
            let applied = await bench.patchbay(["apply", sheet, "--yes"] + options)
            #expect(applied.status == .nothingSent)
            for words in says { #expect(applied.errors.contains(words)) }
            #expect(try bench.files == ["key.txt", "sheet.csv"])
            let listed = await bench.patchbay(["connector", "list"] + options)
            #expect(listed.status == .incomplete)
            #expect(listed.errors.contains(says[0]))
            #expect(listed.errors.contains("Check "))
        }
    }

    @Test("a sheet that can be read once only is refused before anything is asked")
    func pipe() async throws {
        try await withBench { bench in
            try bench.write("numbers.csv", Hotel.rollout)
            #expect(mkfifo(bench.path("pipe.csv"), 0o600) == 0)
            for path in [bench.path("pipe.csv"), "/dev/fd/63", "/dev/null"] {
                let ending = await bench.patchbay(["apply", path, "--yes"] + (try bench.rehearsal()))
                #expect(ending.status == .usage)
                #expect(ending.errors.contains("takes a file, not a pipe or a device. Save the sheet, then apply it."))
            }
        }
    }

    @Test("sheets of one name and different extensions keep apart what they write")
    func names() async throws {
        try await withBench { bench in
            let options = ["--yes"] + (try bench.rehearsal())
            for name in ["numbers.csv", "numbers.txt", "numbers.TSV"] {
                let ending = await bench.patchbay(["apply", try bench.write(name, Hotel.rollout)] + options)
                #expect(ending.status == .done, "\(ending.errors)")
            }
            let written = try bench.files.filter { $0.hasSuffix(".results.csv") || $0.hasSuffix(".patchbay") }
            #expect(
                written == [
                    "numbers.TSV.patchbay", "numbers.TSV.rehearsal.results.csv", "numbers.patchbay",
                    "numbers.rehearsal.results.csv",
                    "numbers.txt.patchbay", "numbers.txt.rehearsal.results.csv",
                ])
        }
    }
}
