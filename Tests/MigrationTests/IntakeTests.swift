import Migration
import Sheet
import Telephony
import TestSupport
import Testing

@Suite("Reading a sheet into a run") struct IntakeTests {
    /// A sheet of one row, and what is said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var header: String
        var row: String
        var finding: String
        var testDescription: String { row }

        init(_ header: String, _ row: String, _ finding: String) {
            self.header = header
            self.row = row
            self.finding = finding
        }
    }

    static let cases = [
        Case(
            "phone_number,connector_id,voice_name", ",,en-GB-Neural2-B",
            "error: The row names neither a phone number nor a connector. Fill in one of them, or delete the row."),
        Case(
            "Phone,voice", "+44 20 7946 0001,en-GB-Neural2-B",
            "error: [Phone] '+44 20 7946 0001' has spaces in it; write +442079460001 instead."),
        Case(
            "connector_id,voice", "c 01,en-GB-Neural2-B",
            """
            error: [connector_id] 'c 01' is not an ID: IDs are letters, digits and signs such as “-” and “_”, with no \
            spaces or slashes in them. Write the ID itself, or leave the cell empty.
            """),
        Case(
            "phone_number,TTS voice", "+442079460001,null",
            "error: [TTS voice] “null” clears a setting, and only variant_id can be cleared. "
                + "Write a value, or leave the cell empty to leave the setting alone."),
        Case(
            "phone_number,connector_id,voice", "+442079460001,null,en-GB-Neural2-B",
            "error: [connector_id] 'null' stands for nothing, and is no ID. "
                + "Write the ID itself, or leave the cell empty."
        ),
        Case(
            "phone_number,voice", "+442079460001,en-gb-Neural2-B",
            "error: [voice] 'en-gb-Neural2-B' is not in its exact form; write en-GB-Neural2-B instead."),
        Case(
            "phone_number,asr language", "+442079460001,English",
            "error: [asr language] 'English' is not a language tag; "
                + "write a language's code, not its name, such as en-US or yue-HK."),
        Case(
            "phone_number,asr_lang_code,voice_name", "+442079460001,es-ES,en-GB-Neural2-B",
            "warning: [voice_name] en-GB-Neural2-B speaks en-GB, but the speech recognition language is es-ES."),
        Case(
            "phone_number,voice", "+442079460001,",
            "warning: The row sets nothing, so nothing will change. "
                + "Fill in a setting, or give one for all rows."),
        Case(
            "phone_number,voice", "+442079460001,en-GB-Neural2-B,extra",
            "error: The row has 3 cells but the header has 2; those beyond it are 'extra'. "
                + "Put quotes round a cell that holds the delimiter."),
    ]

    @Test("what is wrong with a row is said with its place, its column and what to do", arguments: cases)
    func finding(sheet: Case) async throws {
        let desk = try Desk()
        _ = try await desk.check(Inventory.sheet(sheet.header, [sheet.row]))
        #expect(desk.findings == ["numbers.csv:2: " + sheet.finding])
    }

    @Test("a row needs an agent, of its own or for all rows")
    func noAgent() async throws {
        let desk = try Desk()
        let sheet = "phone_number,agent_id,voice\n+442079460001,,en-GB-Neural2-B\n+442079460002,CARE,en-GB-Neural2-B\n"
        _ = try await desk.check(sheet) { $0.agent = nil }
        #expect(
            desk.findings == [
                "numbers.csv:2: error: [agent_id] The row names no agent. "
                    + "Add a column agent_id, or give one agent for all rows."
            ])
    }

    @Test("strictness makes an error of a voice that does not speak the language")
    func strict() async throws {
        let desk = try Desk()
        let sheet = "phone_number,asr_lang_code,voice_name\n+442079460001,es-ES,en-GB-Neural2-B\n"
        #expect(try await desk.check(sheet).errors == 0)
        #expect(try await desk.check(sheet) { $0.isStrict = true }.errors == 1)
    }

    @Test("--set fills empty cells and missing columns, and no others", arguments: ["+442079460001,", "+442079460001"])
    func fills(row: String) async throws {
        let desk = try Desk()
        let header = row.hasSuffix(",") ? "phone_number,voice_name" : "phone_number"
        let report = try await desk.check(Inventory.sheet(header, [row])) { $0.fills["voice_name"] = "en-gb-Neural2-B" }
        #expect(report.errors == 1)
        let filled = try await desk.check("phone_number,voice_name\n+442079460001,en-GB-Neural2-B\n") {
            $0.fills["voice_name"] = "nonsense"
        }
        #expect(filled.errors == 0)
    }

    @Test(
        "what stands for nothing, or for a formula that failed, is no ID in any column of IDs",
        arguments: [
            "nil", "None", "NaN", "n/a", "N/A", "#N/A", "NA", "-", "--", "–", "?", ".", "0", "\\N", "(null)", "<none>",
            "[NULL]", "undefined", "unknown", "TBD", "#REF!", "#BEZUG!", "#NAME?", "#VALUE!", "#DIV/0!", "####",
            "Err:502",
            "=B2", "=VLOOKUP(A2;x)", "6.00E+19", "1,5E+12", "1E+09", "TRUE", "false", "VARIANT 1", "a/b", "naïve",
            "x\u{200B}y",
            "_", "-x", "\"\"NULL\"\"", "null;null", "a,b", "$1", "(x)", "{id}", "%20",
        ], ["connector_id", "agent_id", "variant_id", "project_id"])
    func placeholder(text: String, column: String) async throws {
        let desk = try Desk()
        let report = try await desk.check("phone_number,asr_lang_code,\(column)\n+442079460001,es-ES,\"\(text)\"\n")
        #expect(report.errors == 1)
        let finding = try #require(desk.findings.first)
        #expect(finding.hasPrefix("numbers.csv:2: error: [\(column)] '"))
        let choices = [
            "variant_id": "Write the ID itself, “null” to clear the setting, or nothing to leave it alone.",
            "project_id": "Write the ID itself, or leave the cell empty to leave the setting alone.",
        ]
        #expect(finding.hasSuffix(choices[column] ?? "Write the ID itself, or leave the cell empty."))
    }

    @Test(
        "what the API hands out is an ID, and so is what looks much like it",
        arguments: [
            "PROJECT-58RP822I", "conn-ce2f6224", "VARIANT-9f2c", "ws-fd112d8f", "spring", "c1", "7", "12e5", "1E5",
            "NULL-1",
            "north", "Nano", "a.b:c~d@e", "Zm9v+YmFy==", "x_1", "None-of-these", "default",
            "550e8400-e29b-41d4-a716-446655440000",
        ], ["connector_id", "agent_id", "variant_id", "project_id"])
    func identifier(text: String, column: String) async throws {
        let desk = try Desk()
        let report = try await desk.check("phone_number,asr_lang_code,\(column)\n+442079460001,es-ES,\(text)\n")
        #expect(report.errors == 0, "\(desk.findings)")
    }

    @Test("the null token clears in any case", arguments: ["null", "NULL", "Null", " nUll "])
    func nullTokenCase(text: String) async throws {
        let desk = try Desk()
        #expect(try await desk.check("phone_number,variant_id\n+442079460001,\(text)\n").errors == 0)
        #expect(try await desk.check("phone_number,project_id\n+442079460001,\(text)\n").errors == 1)
        #expect(desk.findings.last?.contains("clears a setting, and only variant_id can be cleared") == true)
        let other = try await desk.check("phone_number,variant_id\n+442079460001,\(text)\n") { $0.nullToken = "clear" }
        #expect(other.errors == 1)
        #expect(desk.findings.last?.contains("“clear” to clear the setting") == true)
    }

    @Test("another null token can be chosen; then “null” is no value")
    func nullToken() async throws {
        let desk = try Desk()
        let report = try await desk.check("phone_number,variant_id,project_id\n+442079460001,-,-\n") {
            $0.nullToken = "-"
        }
        #expect(report.errors == 1)
        #expect(desk.findings.first?.contains("[project_id] “-” clears a setting") == true)
        #expect(
            try await desk.check("phone_number,project_id\n+442079460001,null\n") { $0.nullToken = "-" }.errors == 1)
    }

    @Test("a voice that may not exist is warned of once, with the rows that have it")
    func unknownVoices() async throws {
        let desk = try Desk()
        let voices = ["en-GB-Neural9-A", "en-GB-Neural2-B", "es-MX-Neural2-A", "en-GB-Neural9-A", "en-GB-Neural9-A"]
        let rows = (0..<400).map { "+4420794600\(10 + $0 % 90),\(voices[$0 % 5]),x\($0 / 90)" }
        let report = try await desk.check(Inventory.sheet("phone_number,voice_name,agent_id", rows))
        #expect(report.warnings == 2)
        #expect(report.errors == 0)
        #expect(
            desk.findings.filter { $0.contains(": warning: ") } == [
                """
                numbers.csv:2: warning: [voice_name] en-GB-Neural9-A is of the family Neural9, which is not known; the \
                nearest are en-GB-Neural2-A, en-GB-Neural2-B and en-GB-Neural2-C. 240 rows have it.
                """,
                """
                numbers.csv:4: warning: [voice_name] es-MX-Neural2-A begins with es-MX, as no known voice does; the \
                nearest are es-ES and es-US. 80 rows have it.
                """,
            ])
    }

    @Test("a newer list of voices is taken at its word")
    func voiceList() async throws {
        let desk = try Desk()
        let path = try desk.scratch.write(
            "phone_number,voice_name\n+442079460001,es-MX-Neural9-A\n+442079460002,en-GB-Neural2-B\n", to: "numbers.csv"
        )
        var options = SheetOptions()
        options.agent = Inventory.home
        var pipeline = Pipeline(observe: desk.events.append)
        pipeline.judgement.voices = VoiceCatalogue(names: ["es-MX-Neural9-A", "es-MX-Neural9-B"])
        #expect(try await pipeline.check(path, options).warnings == 1)
        #expect(desk.findings.allSatisfy { $0.contains("en-GB-Neural2-B begins with en-GB, as no known voice does") })
    }

    @Test(
        "a number of unusual length is an error, and a warning where the sheet shows that the API serves it",
        arguments: [
            "+4420794600", "+44207946000123", "+12025", "+999123456789", "+4402079460001", "+1202555010000", "+7",
            "+210123456",
        ])
    func unusualNumber(number: String) async throws {
        let desk = try Desk()
        let typed = try await desk.check("phone_number,variant_id\n\(number),spring\n")
        #expect(typed.errors == 1)
        // Of one it can be told what was meant.
        let end =
            number == "+4402079460001"
            ? "write +442079460001 instead." : "If the API serves it as it stands, write its connector_id beside it."
        #expect(desk.findings.last?.hasSuffix(end) == true)
        for column in ["connector_id", "client_env"] {
            let served = try await desk.check("phone_number,variant_id,\(column)\n\(number),spring,live\n")
            #expect((served.errors, served.warnings) == (0, 1))
            #expect(desk.findings.last?.contains("2: warning: [phone_number] '\(number)' ") == true)
            #expect(desk.findings.last?.hasSuffix("as the sheet says that the API serves it.") == true)
        }
    }

    @Test(
        "what is no number in E.164 is one nowhere",
        arguments: ["442079460001", "+44 20 7946 0001", "+1234567890123456", "x"])
    func noNumber(text: String) async throws {
        let desk = try Desk()
        #expect(try await desk.check("phone_number,variant_id,connector_id\n\(text),spring,c1\n").errors == 1)
    }

    @Test("lines are those of the file, through blank lines and quoted line breaks")
    func lineNumbers() async throws {
        let desk = try Desk()
        let sheet = "phone_number,note,voice\n\n+442079460001,\"two\nlines\",en-GB-Neural2-B\n\n123,x,en-GB-Neural2-B\n"
        _ = try await desk.check(sheet)
        #expect(desk.findings.count == 1)
        #expect(desk.findings.first?.hasPrefix("numbers.csv:6: error: [phone_number] ") == true)
    }

    @Test("findings are counted by kind, and rows once")
    func report() async throws {
        let desk = try Desk()
        let rows = ["+442079460001,en-GB-Neural2-B", "+442079460001,en-GB-Neural2-B", "1,x", "+442079460002,"]
        let report = try await desk.check(Inventory.sheet("phone_number,voice_name", rows))
        #expect(report.rows == 4)
        #expect(report.errors == 2)
        #expect(report.warnings == 1)
        #expect(report.notes == 1)
    }
}
