import Emulator
import Testing

@testable import patchbay

@Suite("plan") struct PlanTests {
    @Test("shows what changes alike once, live first, then the totals, the target and the fingerprint")
    func text() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let ending = await bench.patchbay(["plan", sheet] + bench.options(emulator))
            #expect(ending.status == .done)
            #expect(
                ending.output.hasPrefix(
                    """
                    8 numbers on 7 connectors
                        front, spa, bar and 4 more  live
                        asr_lang_code  en-GB → es-ES
                        voice_name     en-GB-Wavenet-B → es-ES-Neural2-A
                    +442079460005
                        gym            sandbox  The gym line
                        asr_lang_code  en-GB → es-ES
                        voice_name     en-GB-Wavenet-B → es-ES-Neural2-A

                    Plan  \u{20}
                    """))
            #expect(ending.output.contains("\nPlan         8 connectors to change (7 live), reaching 9 numbers\n"))
            #expect(ending.output.contains("\nRows         9 to change; 9 in all\n"))
            #expect(ending.output.contains("\nTarget       \(emulator.baseURL)\n"))
            #expect(ending.output.contains(/\nFingerprint  [0-9a-f]{16}\n$/))
            #expect(
                ending.errors == """
                    Reads    'Phone' as phone_number, 'ASR language' as asr_lang_code, 'Voice' as voice_name
                    Carries  'Place'

                    """)
        }
    }

    @Test("shows each connector with its numbers and its environment when details are wanted, also before it asks")
    func detail() async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let ending = await bench.patchbay(["plan", sheet, "--detail"] + bench.options(emulator))
            let first = """
                +442079460001, +442079460002
                    front          live  The front line
                    asr_lang_code  en-GB → es-ES
                    voice_name     en-GB-Wavenet-B → es-ES-Neural2-A
                +442079460003
                    spa            live  The spa line
                """
            #expect(ending.output.hasPrefix(first))
            #expect(ending.output.matches(of: /voice_name/).count == 8)
            bench.answers = ["n"]
            let asked = await bench.patchbay(["apply", sheet, "--detail"] + bench.options(emulator))
            #expect(asked.errors.contains(first))
        }
    }

    @Test("tells numbers that do not change alike apart, by value, environment and what is done to them")
    func unlike() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write(
                "sheet.csv",
                """
                phone_number,action,target_connector_id,voice_name
                \(Hotel.phone(5)),,,en-GB-Neural2-A
                \(Hotel.phone(3)),,,en-GB-Neural2-A
                \(Hotel.phone(4)),,,en-GB-Neural2-A
                \(Hotel.phone(6)),,,en-GB-Neural2-B
                +442079460996,import,,
                +442079460997,import,,
                +442079460998,import,,
                +442079460999,import,,

                """)
            let ending = await bench.patchbay(["plan", sheet] + bench.options(emulator))
            #expect(
                ending.output.hasPrefix(
                    """
                    4 numbers  +442079460996, +442079460997, +442079460998 and 1 more
                        import          live
                    2 numbers on 2 connectors
                        spa, bar  live
                        voice_name     en-GB-Wavenet-B → en-GB-Neural2-A
                    +442079460006
                        pool           live  The pool line
                        voice_name     en-GB-Wavenet-B → en-GB-Neural2-B
                    +442079460005
                        gym            sandbox  The gym line
                    """), "\(ending.output)")
        }
    }

    @Test("says why rows of one connector will not change once, with how many they are")
    func heldUp() async throws {
        try await withHotel { bench, emulator in
            let rows = [1, 2, 99].map { "\(Hotel.phone($0)),\($0 == 2 ? "es-ES-Neural2-B" : "es-ES-Neural2-A")\n" }
            let sheet = try bench.write("sheet.csv", "phone_number,voice_name\n" + rows.joined())
            let ending = await bench.patchbay(["plan", sheet] + bench.options(emulator))
            #expect(ending.output.hasPrefix("Will not change\n\(sheet):2: conflict: lines 2 and 3 want"))
            #expect(ending.output.contains("one has to be made first. (2 rows)\n\(sheet):4: not_found: "))
            let detail = await bench.patchbay(["plan", sheet, "--detail"] + bench.options(emulator))
            #expect(detail.output.contains("\(sheet):3: conflict: lines 2 and 3 want"))
            #expect(!detail.output.contains("rows)\n"))
        }
    }

    @Test("writes nothing: the connectors are as before, and no file is left")
    func writesNothing() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let before = try await emulator.store.snapshot()
            _ = await bench.patchbay(["plan", sheet] + bench.options(emulator))
            #expect(try await emulator.store.snapshot() == before)
            #expect(try bench.files == ["sheet.csv"])
        }
    }

    @Test("JSON holds the changes, the refused rows and the summary")
    func json() async throws {
        try await withHotel { bench, emulator in
            let rows = [1, 3, 99].map { "\(Hotel.phone($0)),es-ES-Neural2-A\n" }.joined()
            let sheet = try bench.write("sheet.csv", "phone_number,voice_name\n" + rows)
            let ending = await bench.patchbay(["plan", sheet, "--format", "json"] + bench.options(emulator))
            #expect(ending.status == .incomplete)
            let json = try ending.json()
            #expect(try json.count("changes") == 1)
            #expect(
                try json.elementKeys("changes") == [
                    "action", "agent", "line", "connector", "changes", "numbers", "collateral", "environment",
                ])
            #expect(
                try json.keys("plan", "summary") == [
                    "rows", "rowsToChange", "changes", "liveChanges", "connectors", "imports", "routings", "releases",
                    "liveReleases", "numbers", "collateralNumbers", "outcomes", "fingerprint",
                ])
            #expect(try json.count("plan", "refused") == 2)
            #expect(try json.elementKeys("plan", "refused") == ["line", "outcome", "message"])
        }
    }

    @Test("a number that the sheet does not name blocks the change, unless it is allowed and then counted")
    func collateral() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", "phone_number,voice_name\n\(Hotel.phone(1)),en-GB-Neural2-A\n")
            let blocked = await bench.patchbay(["plan", sheet] + bench.options(emulator))
            #expect(blocked.status == .incomplete)
            #expect(blocked.output.contains("\(sheet):2: blocked: connector front also serves \(Hotel.phone(2))"))
            let allowed = await bench.patchbay(["plan", sheet, "--allow-collateral"] + bench.options(emulator))
            #expect(allowed.status == .done)
            #expect(
                allowed.output.contains(
                    "Not in the sheet, and changed with it\n    front          live  \(Hotel.phone(2))\n"))
            let detail = await bench.patchbay(
                ["plan", sheet, "--allow-collateral", "--detail"] + bench.options(emulator))
            #expect(detail.output.contains("    also changes   \(Hotel.phone(2)), not in the sheet\n"))
            #expect(allowed.output.contains("Collateral   1 number not in the sheet will change too"))
        }
    }

    @Test("a rehearsal needs no key and says that nothing real is touched")
    func rehearsal() async throws {
        try await withBench { bench in
            var bench = bench
            bench.environment = [:]
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let ending = await bench.patchbay(["plan", sheet] + (try bench.rehearsal()))
            #expect(ending.status == .done)
            #expect(ending.output.contains("an emulator that began with inventory.csv; nothing real is touched"))
            #expect(try bench.files == ["inventory.csv", "sheet.csv"])
        }
    }
}
