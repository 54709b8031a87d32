import Emulator
import Foundation
import Migration
import Synchronization
import Testing

@testable import patchbay

@Suite("What is said is so") struct TruthTests {
    @Test(
        "an option that takes one value and is given two is refused",
        arguments: [
            ["apply", "s.csv", "--rate", "5", "--agent", "A", "--rate=6"], ["plan", "s.csv", "--agent=A", "--agent=B"],
            ["resume", "r", "--max-failures", "1", "--max-failures", "2"],
            ["check", "s.csv", "--format", "json", "--format", "text"],
            ["connector", "list", "--agent", "A", "--agent", "A"],
        ])
    func repeated(arguments: [String]) async throws {
        try await withBench { bench in
            let ending = await bench.patchbay(arguments)
            #expect(ending.status == .usage)
            #expect(ending.errors.contains(" is given more than once, and takes one value. Give it once.\n"))
        }
    }

    @Test(
        "one that may be given again, a flag, and what is no option may be",
        arguments: [
            ["check", "SHEET", "--map", "A=phone_number", "--map", "B=voice_name", "--agent", "S"],
            ["check", "SHEET", "--strict", "--strict", "--agent", "S"],
            ["export", "--agent", "S", "--agent", "T", "--base-url", "ftp://x"],
        ])
    func repeatable(arguments: [String]) async throws {
        try await withBench { bench in
            let sheet = try bench.write("s.csv", "A,B\n+442079460001,en-GB-Neural2-A\n")
            let ending = await bench.patchbay(arguments.map { $0 == "SHEET" ? sheet : $0 })
            #expect(!ending.errors.contains("more than once"))
        }
    }

    @Test("numbers that the sheet does not name are in the question, in the summary, in the status and in JSON")
    func collateral() async throws {
        for format in OutputFormat.allCases {
            try await withHotel { bench, emulator in
                let sheet = try bench.write(
                    "sheet.csv", "Phone,Voice\n\(Hotel.phone(1)),en-GB-Neural2-A\n")
                var bench = bench
                bench.answers = ["y"]
                let ending = await bench.patchbay(
                    ["apply", sheet, "--allow-collateral", "--format", "\(format)"] + bench.options(emulator))
                #expect(ending.status == .done)
                #expect(ending.errors.contains("(1 live), and with them 1 number that the sheet does not name? [y/N]"))
                switch format {
                case .text: #expect(ending.output.contains("1 number that the sheet does not name changed too; the"))
                case .json:
                    let count = try ending.json().int("summary", "collateralNumbers")
                    #expect(count == 1)
                }
                let status = await bench.patchbay("status", bench.path("sheet.patchbay"))
                #expect(status.output.contains("1 number that the sheet does not name changed too."))
                let lines = try bench.read("sheet.results.csv").split(whereSeparator: \.isNewline)
                #expect(
                    lines.last?.hasPrefix("\(Hotel.phone(2)),,,updated,\(Hotel.phone(2)),front,voice_name,") == true)
                let again = await bench.patchbay(
                    "check", bench.path("sheet.results.csv"), "--agent", "SALES", "--strict")
                #expect(again.status == .done && again.output.contains("2 rows, 0 errors"))
            }
        }
    }

    @Test("why rows failed stands on the screen, a line for each reason")
    func causes() async throws {
        try await withHotel { bench, emulator in
            let rows = (3...6).map { "\(Hotel.phone($0)),en-GB-Neural2-Z" } + ["\(Hotel.phone(7)),en-GB-Neural2-A"]
            let sheet = try bench.write("sheet.csv", "Phone,Voice\n" + rows.joined(separator: "\n") + "\n")
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(ending.status == .incomplete)
            #expect(ending.output.contains("\n4 rejected: CONNECTORS_VALIDATION_FAILED: "))
            let json = await bench.patchbay(
                ["apply", sheet, "--yes", "--format", "json"] + bench.options(emulator))
            #expect(json.output.contains("\"CONNECTORS_VALIDATION_FAILED\""))
        }
    }

    @Test("a program is answered with an object also when nothing was sent, and every path in it is absolute")
    func objects() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let options = bench.options(emulator) + ["--yes", "--format", "json"]
            for arguments in [["--expect-plan", "beef"], ["--max-changes", "0"], ["--api-key-file", "/none"]] {
                let ending = await bench.patchbay(["apply", sheet] + options + arguments)
                #expect(ending.status == .nothingSent)
                let json = try ending.json()
                let (status, reason) = (try json.int("exitStatus"), try json.string("reason"))
                #expect(status == 3 && !reason.isEmpty)
            }
            let done = try await bench.patchbay(["apply", sheet] + options).json()
            for name in ["runFile", "results"] {
                let path = try done.string("summary", name)
                #expect(path.hasPrefix("/"))
            }
        }
    }

    @Test(
        "results do not go where SQLite or a rehearsal has its files",
        arguments: ["-wal", "-shm", "-journal", "-emulator", ""])
    func ownFiles(suffix: String) async throws {
        try await withStoppedRun { bench, emulator in
            let (run, place) = (bench.path("sheet.patchbay"), bench.path("sheet.patchbay" + suffix))
            for arguments in [
                ["apply", bench.path("sheet.csv"), "--yes", "--results", place],
                ["resume", run, "--yes", "--results", place],
            ] {
                let ending = await bench.patchbay(arguments + (arguments[0] == "apply" ? bench.options(emulator) : []))
                #expect(ending.status == .usage && ending.errors.contains("cannot be the results file"))
            }
            let ending = await bench.patchbay("results", run, "--output", place)
            #expect(ending.status == .usage)
        }
    }

    @Test("a column that is filled with two values is refused")
    func filledTwice() async throws {
        try await withBench { bench in
            let sheet = try bench.write("s.csv", "Phone\n+442079460001\n")
            let ending = await bench.patchbay(
                "check", sheet, "--agent", "S", "--set", "voice_name=en-GB-Neural2-A", "--set", "Voice=en-GB-Neural2-B")
            #expect(ending.status == .usage && ending.errors.contains("voice_name is set twice. Set it once."))
        }
    }

    @Test("an edited sheet that is not agreed to is not what resuming goes on with, and that is said")
    func declinedEdit() async throws {
        try await withStoppedRun { bench, emulator in
            var bench = bench
            bench.answers = ["n"]
            let same = await bench.patchbay(["apply", bench.path("sheet.csv")] + bench.options(emulator))
            #expect(same.status == .stopped && !same.errors.contains("as it was"))
            let sheet = try bench.write("sheet.csv", Hotel.rollout.replacing("Neural2-A", with: "Neural2-B"))
            let ending = await bench.patchbay(["apply", sheet] + bench.options(emulator))
            #expect(ending.status == .stopped && ending.errors.contains("Go on with  patchbay resume sheet.patchbay"))
            #expect(
                ending.errors.contains("That goes on with the sheet as it was. To take up the edited one, give the"))
        }
    }

    @Test("rows that will not change are all in a plan that goes to a file or a log", arguments: ["plan", "apply"])
    func wholeRefusals(command: String) async throws {
        try await withHotel { bench, emulator in
            let rows = (60...79).map { "+4420794600\($0),en-GB-Neural2-A" } + ["\(Hotel.phone(3)),en-GB-Neural2-A"]
            let sheet = try bench.write("sheet.csv", "Phone,Voice\n" + rows.joined(separator: "\n") + "\n")
            let ending = await bench.patchbay(
                [command, sheet] + (command == "apply" ? ["--yes"] : []) + bench.options(emulator))
            let text = command == "plan" ? ending.output : ending.errors
            #expect((60...79).allSatisfy { text.contains("+4420794600\($0)") })
        }
    }

    @Test("a plan in a log has every kind of change, and on a terminal as many as fit", arguments: [nil, 80])
    func wholePlan(width: Int?) async throws {
        let numbers = (10...39).map { "+4420794600\($0)" }
        let header =
            "phone_number,connector_id,agent_id,asr_lang_code,voice_name,client_env,connector_name,variant_id,"
            + "account_id"
        let rows = numbers.map { "\($0),c\($0.suffix(2)),SALES,en-GB,en-GB-Wavenet-B,live,Line,v\($0),ws-1" }
        try await withBench { bench in
            var bench = bench
            bench.width = width
            let inventory = try bench.write("inventory.csv", ([header] + rows).joined(separator: "\n") + "\n")
            let sheet = try bench.write("sheet.csv", "Phone\n" + numbers.joined(separator: "\n") + "\n")
            let ending = await bench.patchbay(
                "apply", sheet, "--yes", "--emulator", inventory, "--agent", "SALES", "--set", "variant_id=w",
                "--rate", "100000")
            #expect(ending.status == .done)
            let shown = numbers.filter { ending.errors.contains($0) }.count
            #expect(shown == (width == nil ? 30 : 12))
        }
    }

    @Test("each line of the log has its time")
    func logTimes() async throws {
        try await withHotel { bench, emulator in
            let ending = await bench.patchbay(
                ["connector", "lookup", Hotel.phone(1), "--log-level", "debug"] + bench.options(emulator))
            #expect(ending.errors.contains("2027-01-15T08:00:00.000Z debug POST "))
        }
    }

    @Test("a clock that is set back makes no time negative")
    func clock() async throws {
        try await withHotel { bench, emulator in
            let calls = Mutex(0.0)
            var bench = bench
            bench.now = {
                calls.withLock { calls in
                    calls += 1
                    return Date(timeIntervalSince1970: 1_800_000_000 - 3600 * calls)
                }
            }
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            let status = await bench.patchbay("status", bench.path("sheet.patchbay"))
            for text in [ending.output, ending.errors, status.output] {
                #expect(text.firstMatch(of: /-[0-9.]+ (s|rows|a second|min|h)\b/) == nil, "\(text)")
            }
        }
    }

    @Test("a run whose plan is being made says so, and that nothing was sent")
    func preparing() async throws {
        try await withBench { bench in
            let file = try RunFile.open(bench.path("sheet.patchbay"), creating: true)
            let status = await bench.patchbay("status", bench.path("sheet.patchbay"))
            #expect(status.status == .done)
            #expect(status.errors.contains("sheet.patchbay: another patchbay is reading the sheet and finding its"))
            #expect(status.errors.contains("Nothing was sent so far."))
            withExtendedLifetime(file) {}
        }
    }
}
