import Migration
import Sheet
import TestSupport
import Testing

@Suite("Columns that are not read") struct DoubtfulColumnTests {
    /// What is said of the header of a sheet with a column beside others that are read.
    private func doubts(
        _ header: String, _ cells: [String] = ["a", "", "b"], beside others: [String]
    ) async throws
        -> [String]
    {
        let desk = try Desk()
        let values = ["asr_lang_code": "es-ES", "voice_name": "es-ES-Neural2-A", "project_id": "PROJECT-58RP822I"]
        let rows = cells.enumerated().map { index, cell in
            (["+44207946000\(index)", "\"\(cell)\""] + others.map { values[$0] ?? "" }).joined(separator: ",")
        }
        let names = ["phone_number", "\"\(header)\""] + others
        _ = try await desk.check(Inventory.sheet(names.joined(separator: ","), rows))
        return desk.findings.filter { $0.hasPrefix("numbers.csv:1:") }
    }

    @Test(
        "a header that is close to a column's is a warning that names the column",
        arguments: [
            ("voice_nane", "voice_name"), ("voicename1", "voice_name"), ("New voice", "voice_name"),
            ("voice name (new)", "voice_name"), ("name of voice", "voice_name"), ("Voice EN", "voice_name"),
            ("TTS-Voice 2026", "voice_name"), ("vocie", "voice_name"), ("voices", "voice_name"),
            ("newVoice", "voice_name"), ("varient_id", "variant_id"), ("variants", "variant_id"),
            ("ID variant", "variant_id"), ("id_variant", "variant_id"),
            ("projct_id", "project_id"), ("new project id", "project_id"), ("Target-Project (final)", "project_id"),
            ("conector id", "connector_id"), ("connectorid2", "connector_id"),
            ("agnet_id", "agent_id"), ("asr_language_code", "asr_lang_code"),
            ("lang code asr", "asr_lang_code"),
        ])
    func resembling(header: String, column: String) async throws {
        #expect(
            try await doubts(header, beside: []) == [
                """
                numbers.csv:1: warning: [\(header)] The column is only carried along, but its header is close to \
                \(column).
                """
            ])
    }

    @Test(
        "cells that look like what is read are a warning, whatever the header says",
        arguments: [
            ("Stimme", ["es-ES-Neural2-A", "es-ES-Wavenet-B", ""], "voices (2 of 2)", "voice_name"),
            (
                "x",
                [
                    "en-GB-Chirp3-HD-Leda", "n/a", "en-GB-Studio-B", "en-GB-News-G", "cmn-CN-Standard-A",
                    "en-US-Polyglot-1",
                ],
                "voices (5 of 6)", "voice_name"
            ),
            ("Projekt", ["PROJECT-58RP822I", "", "PROJECT-a1b2c3d4"], "projects (2 of 2)", "agent_id or project_id"),
            ("move to project", ["PROJECT-58RP822I"], "projects (1 of 1)", "agent_id or project_id"),
            (
                "ref", ["conn-ce2f6224", "CONN-ce2f6225"], "connectors (2 of 2)",
                "connector_id or target_connector_id"
            ),
            ("Rufnummer 2", ["+49 30 901820", "0049 30 901821"], "phone numbers (2 of 2)", "phone_number"),
            ("", ["es-ES-Neural2-A"], "voices (1 of 1)", "voice_name"),
        ])
    func cells(header: String, cells: [String], kind: String, columns: String) async throws {
        let doubts = try await doubts(header, cells, beside: ["asr_lang_code"])
        let name = header.isEmpty ? "column 2" : header
        #expect(
            doubts.contains(
                """
                numbers.csv:1: warning: [\(name)] The column is only carried along, but its cells hold \(kind), as \
                \(columns) would.
                """), "\(doubts)")
    }

    @Test(
        "where only a word of a column's name is there, the cells decide",
        arguments: [
            ("Project", ["London", "Paris"]), ("Agent", ["Ann", "Bob"]), ("Code", ["A1", "B2"]),
            ("Target", ["70 %", ""]),
            ("Team", ["pre-sales", "non-profit"]), ("Status", ["no-answer", "new-build"]),
            ("ASR lang", ["Spanish", "French"]),
        ])
    func word(header: String, cells: [String]) async throws {
        #expect(try await doubts(header, cells, beside: []) == [])
    }

    @Test(
        "notes of every kind are no such thing",
        arguments: [
            ("Notes", ["a", "b"]), ("Room number", ["101", "Suite 5"]), ("Customer name", ["Ann", "Bob"]),
            ("id", ["17", "18"]), ("Name", ["Hotel Ritz", ""]), ("Country", ["ES", "FR"]),
            ("Old voice", ["deep", "high"]),
            ("Account number", ["12345", "23456"]), ("Date", ["2026-11-25", "2026-11-26"]),
            ("Ticket", ["OPS-123-4-5", "x"]),
            ("connector_name", ["Front desk", "x"]), ("client_env", ["live", "live"]),
            ("tts_lang_code", ["es-ES", "fr-FR"]),
            ("account_id", ["ws-1", "ws-1"]), ("Language", ["Spanish", "French"]), ("agents", ["Ann", "Bob"]),
            ("Project manager", ["Ann", "Bob"]), ("Project", ["London", ""]), ("Connector", ["front", "spa"]),
            ("Price", ["+1", "+2"]), ("e", ["", ""]),
        ])
    func notes(header: String, cells: [String]) async throws {
        #expect(try await doubts(header, cells, beside: ["asr_lang_code", "voice_name", "project_id"]) == [])
    }

    @Test(
        "a sheet whose doubtful columns are meant to be carried has none",
        arguments: ["New voice", " new-VOICE", "newvoice"])
    func meant(header: String) async throws {
        let desk = try Desk()
        let path = try desk.scratch.write(
            "phone_number,asr_lang_code,New voice\n+442079460001,es-ES,x\n", to: "numbers.csv")
        var options = SheetOptions()
        options.agent = Inventory.home
        let pipeline = Pipeline(observe: desk.events.append)
        options.carried = [header]
        #expect(try await pipeline.check(path, options).warnings == 0)
        options.carried = [header, "fax"]
        let error = await #expect(throws: SheetProblem.self) { try await pipeline.check(path, options) }
        #expect(
            "\(try #require(error))".hasSuffix(
                "There is no column 'fax' to be carried along. The sheet's headers are: 'phone_number', "
                    + "'asr_lang_code', 'New voice'."
            ))
    }

    @Test("a column that was meant to be carried is not read, though its name is a column's")
    func carriedAway() async throws {
        let desk = try Desk()
        let path = try desk.scratch.write(
            "phone_number,asr_lang_code,voice\n+442079460001,es-ES,deep\n", to: "numbers.csv")
        var options = SheetOptions()
        options.agent = Inventory.home
        let pipeline = Pipeline(observe: desk.events.append)
        options.carried = ["voice"]
        #expect(try await pipeline.check(path, options).errors == 0)
        #expect(desk.findings == [])
    }

    @Test("strictness makes an error of a doubt, and going on without rows at fault does not leave it behind")
    func strict() async throws {
        let desk = try Desk()
        let report = try await desk.check("phone_number,asr_lang_code,New voice\n+442079460001,es-ES,x\n") {
            $0.isStrict = true
        }
        #expect(report.errors == 1)
        #expect(report.doubtfulColumns == 1)
    }

    @Test("what is read as what is told once, before any finding")
    func use() async throws {
        let desk = try Desk()
        _ = try await desk.check("Notes,Phone,asr language,,TTS Voice,result_line\nx,1,es-ES,,es-ES-Neural2-A,\n")
        guard case .columns(let use) = try #require(desk.events.all.first) else {
            Issue.record("\(desk.events.all)")
            return
        }
        #expect(
            use.read == [
                ColumnMapping(header: "Phone", column: "phone_number"),
                ColumnMapping(header: "asr language", column: "asr_lang_code"),
                ColumnMapping(header: "TTS Voice", column: "voice_name"),
            ])
        #expect(use.carried == ["Notes"])
    }

    @Test(
        "titles are a note that says which line the header is",
        arguments: [
            ("Spain\nphone_number,voice_name\n", "'Spain' above the header, which is line 2, is not read."),
            ("a\n\nb\nphone_number,voice_name\n", "'a', 'b' above the header, which is line 4, are not read."),
        ])
    func titles(header: String, says: String) async throws {
        let desk = try Desk()
        _ = try await desk.check(header + "+442079460001,en-GB-Neural2-B\n")
        #expect(desk.findings == ["numbers.csv:1: note: \(says)"])
    }
}
