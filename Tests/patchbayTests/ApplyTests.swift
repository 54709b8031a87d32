import AgentsAPI
import Emulator
import Foundation
import Telephony
import TestSupport
import Testing

@testable import patchbay

@Suite("apply") struct ApplyTests {
    @Test("a language rollout: shows the plan, changes every number, and says where the results are")
    func rollout() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(ending.status == .done)
            #expect(ending.errors.contains("Plan         8 connectors to change (7 live), reaching 9 numbers\n"))
            #expect(ending.errors.contains("\nApplying: 0 of 9 rows · 0 errors\n"))
            #expect(
                ending.output.hasPrefix(
                    """
                    Done. Every row is as the sheet says.

                      updated       9  changed and confirmed
                      rows          9

                    """))
            #expect(ending.output.hasSuffix("\nResults   sheet.results.csv\nRun file  sheet.patchbay\n"))
            let connectors = try await emulator.store.snapshot().connectors.filter { $0.projectId == "SALES" }
            #expect(connectors.count == 8)
            #expect(connectors.allSatisfy { $0.asrLangCode == "es-ES" && $0.voiceName == "es-ES-Neural2-A" })
        }
    }

    @Test("a project move takes the connector and all its numbers along")
    func move() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("move.csv", Hotel.move)
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(ending.status == .done)
            #expect(ending.errors.contains("project_id     SALES → CARE"))
            let numbers = try await emulator.store.snapshot().phoneNumbers.filter { $0.projectId == "CARE" }
            #expect(numbers.map(\.number) == [Hotel.phone(1), Hotel.phone(2), Hotel.phone(10)])
        }
    }

    @Test("a bare list of numbers is a sheet with --set")
    func bareList() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("list.csv", "did\n\(Hotel.phone(3))\n\(Hotel.phone(4))\n")
            let ending = await bench.patchbay(
                ["apply", sheet, "--yes", "--set", "voice=en-GB-Neural2-A"] + bench.options(emulator))
            #expect(ending.status == .done)
            #expect(ending.output.contains("updated       2"))
        }
    }

    @Test("the results hold the sheet's own columns, each row once, and what became of it")
    func results() async throws {
        try await withHotel { bench, emulator in
            let rows =
                "A,\(Hotel.phone(3)),es-ES-Neural2-A\nB,\(Hotel.phone(99)),es-ES-Neural2-A\nC,12,es-ES-Neural2-A\n"
            let sheet = try bench.write("sheet.csv", "Site,Phone,Voice\n" + rows)
            let ending = await bench.patchbay(["apply", sheet, "--yes", "--skip-invalid"] + bench.options(emulator))
            #expect(ending.status == .incomplete)
            #expect(ending.output.hasPrefix("Finished. Some rows are not as the sheet says; the results say why.\n"))
            let lines = try bench.read("sheet.results.csv").split(whereSeparator: \.isNewline)
            try #require(lines.count == 4)
            #expect(
                lines[0].hasPrefix("Site,Phone,Voice,result_line,result_outcome,result_number,result_connector_id,"))
            #expect(
                lines[1].hasPrefix("A,\(Hotel.phone(3)),es-ES-Neural2-A,2,updated,\(Hotel.phone(3)),spa,voice_name,"))
            #expect(lines[2].hasPrefix("B,\(Hotel.phone(99)),es-ES-Neural2-A,3,not_found,"))
            #expect(lines[3].hasPrefix("C,12,es-ES-Neural2-A,4,invalid,"))
        }
    }

    @Test("JSON holds the summary, the requests and the time they took")
    func json() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let ending = await bench.patchbay(["apply", sheet, "--yes", "--format", "json"] + bench.options(emulator))
            let json = try ending.json()
            #expect(try json.keys == ["summary", "columns", "requests", "elapsed", "sending"])
            #expect(try json.keys("sending") == ["expected", "requests", "seconds"])
            #expect(
                try json.keys("summary")
                    == ["end", "rows", "outcomes", "causes", "collateralNumbers", "runFile", "results"])
            #expect(try json.keys("requests") == ["sent", "answered", "failed", "retried", "heldBack"])
            #expect(try json.int("summary", "outcomes", "updated") == 9)
            #expect(try json.string("summary", "end") == "finished")
        }
    }

    @Test("running it again keeps the finished run under another name, and finds nothing to do")
    func twice() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let arguments = ["apply", sheet, "--yes"] + bench.options(emulator)
            _ = await bench.patchbay(arguments)
            let again = await bench.patchbay(arguments)
            #expect(again.status == .done)
            #expect(again.output.contains("  unchanged     9  already so, nothing was sent\n"))
            #expect(again.errors.contains("The earlier run of this sheet is finished; its run file is now sheet.20"))
            #expect(try bench.files.filter { $0.hasSuffix(".patchbay") }.count == 2)
        }
    }

    @Test("the state of a rehearsal's emulator is for its owner alone, as the run file is")
    func rehearsalIsPrivate() async throws {
        try await withBench { bench in
            var bench = bench
            let directory = bench.directory
            let modes = Recorder<[String: Int]>()
            bench.answers = ["y"]
            bench.beforeAnswer = {
                let manager = FileManager.default
                let names = (try? manager.contentsOfDirectory(atPath: directory.path)) ?? []
                modes.append(
                    Dictionary(
                        uniqueKeysWithValues: names.filter { $0.contains(".patchbay") }.map { name in
                            let path = directory.appending(path: name).path
                            let mode = try? manager.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                            return (name, mode ?? 0)
                        }))
            }
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            #expect(await bench.patchbay(["apply", sheet] + (try bench.rehearsal())).status == .done)
            let seen = try #require(modes.all.first)
            #expect(seen.keys.contains("sheet.patchbay") && seen.keys.contains("sheet.patchbay-emulator"))
            #expect(seen.values.allSatisfy { $0 == 0o600 }, "\(seen)")
        }
    }

    @Test("a rehearsal keeps no state once it is finished, and begins anew")
    func rehearsal() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let arguments = ["apply", sheet, "--yes"] + (try bench.rehearsal())
            for _ in 1...2 {
                let ending = await bench.patchbay(arguments)
                #expect(ending.status == .done)
                #expect(ending.output.contains("updated       9"))
                #expect(try !bench.files.contains { $0.contains("emulator") })
            }
        }
    }
}

@Suite("consent") struct ConsentTests {
    @Test(
        "the person is asked once, and anything but yes sends nothing and leaves no file",
        arguments: [
            ("y", Status.done), ("Yes ", .done), ("n", .nothingSent), ("", .nothingSent), (nil, .nothingSent),
        ] as [(String?, Status)])
    func question(_ answer: String?, _ status: Status) async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.answers = answer.map { [$0] } ?? []
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let before = try await emulator.store.snapshot()
            let ending = await bench.patchbay(["apply", sheet] + bench.options(emulator))
            #expect(ending.status == status)
            #expect(ending.errors.contains("\nChange 8 connectors (7 live)? [y/N] "))
            if status == .nothingSent {
                #expect(
                    ending.errors.hasSuffix(answer == nil ? "[y/N] \nNothing was sent.\n" : "[y/N] Nothing was sent.\n")
                )
                #expect(try await emulator.store.snapshot() == before)
                #expect(try bench.files == ["sheet.csv"])
            }
        }
    }

    @Test("a plan that was looked at is carried out by its fingerprint, and no other is")
    func expectedPlan() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let plan = try await bench.patchbay(["plan", sheet, "--format", "json"] + bench.options(emulator)).json()
            let fingerprint = try plan.string("plan", "summary", "fingerprint")
            let arguments = ["apply", sheet, "--yes", "--expect-plan", fingerprint] + bench.options(emulator)
            try bench.write("sheet.csv", Hotel.rollout.replacing("es-ES-Neural2-A", with: "es-ES-Neural2-B"))
            let other = await bench.patchbay(arguments)
            #expect(other.status == .nothingSent)
            #expect(other.errors.contains("not \(fingerprint). Look at it again with 'patchbay plan'."))
            try bench.write("sheet.csv", Hotel.rollout)
            #expect(await bench.patchbay(arguments).status == .done)
        }
    }
}
