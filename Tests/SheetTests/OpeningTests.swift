import Sheet
import Testing

@Suite("What stands above and below a sheet")
struct OpeningTests {
    @Test(
        "titles above the header are read past, and known",
        arguments: [
            ("Rollout Spain\nphone,voice\n+1,a\n", ["Rollout Spain"], 2),
            ("Rollout Spain,,\n,,\nphone,voice,notes\n+1,a,\n", ["Rollout Spain  "], 3),
            ("Numbers\nExported 25.11.2026\n\nnotes,phone,voice\nx,+1,a\n", ["Numbers", "Exported 25.11.2026"], 4),
            ("\"A title, with\na break\"\r\nphone,voice\r\n+1,a\r\n", ["A title, with\na break"], 3),
            ("Numbers;Spain;;;\nphone;voice;a;b\n+1;a;;\n", ["Numbers Spain   "], 2),
        ])
    func titles(text: String, titles: [String], line: Int) throws {
        let reading = try Reading(text)
        #expect(reading.stop == nil)
        #expect(reading.header?.titles == titles)
        #expect(reading.header?.line == line)
        #expect(reading.header?.position(of: "voice_name") != nil)
        #expect(reading.rows.count == 1)
    }

    @Test(
        "a row of values is no title, and neither is a header that is far down",
        arguments: [
            "a,b,c\nphone,voice,notes\n", "Ann,+1,x\nBob,phone,y\n",
            String(repeating: "a title\n", count: 10) + "phone,voice\n",
        ])
    func noTitles(text: String) throws {
        #expect(try Reading(text).stop?.hasPrefix("numbers.csv:1: error: The sheet has no phone_number") == true)
    }

    @Test(
        "sep= in the first line says what separates the cells, and is no row",
        arguments: [
            ("sep=;\nphone;voice\n+1;a\n", Delimiter.semicolon), ("sep=,\r\nphone,voice\r\n+1,a\r\n", .comma),
            ("\"sep=|\"\nphone|voice\n+1|a\n", .pipe), ("sep=\t\n\nphone\tvoice\n+1\ta\n", .tab),
            ("\u{FEFF}sep=;\nphone;voice\n+1;a\n", .semicolon),
            ("sep=;\nA title\nphone;voice\n+1;a\n", .semicolon),
        ])
    func directive(text: String, delimiter: Delimiter) throws {
        let reading = try Reading(text)
        #expect(reading.stop == nil)
        #expect(reading.dialect?.delimiter == delimiter)
        #expect(reading.cells == [["+1", "a"]])
    }

    @Test(
        "sep= that is not what separates the cells is not believed",
        arguments: [
            ("sep=,\nphone;voice\n+1;a\n", Delimiter.semicolon), ("sep=;\nphone,voice\n+1,a\n", .comma),
            ("sep=|\nA title\nphone\tvoice\n+1\ta\n", .tab),
        ])
    func wrongDirective(text: String, delimiter: Delimiter) throws {
        let reading = try Reading(text)
        #expect(reading.stop == nil)
        #expect(reading.dialect?.delimiter == delimiter)
        #expect(reading.cells == [["+1", "a"]])
    }

    @Test(
        "a Ctrl-Z at the end is no row",
        arguments: ["phone,voice\n+1,a\n\u{1A}", "phone,voice\r\n+1,a\u{1A}", "phone,voice\n+1,a\n\u{1A}\n"])
    func endOfFileMark(text: String) throws {
        let reading = try Reading(text)
        #expect(reading.stop == nil)
        #expect(reading.cells == [["+1", "a"]])
    }

    @Test(
        "rows of what cannot be seen are blank",
        arguments: [
            "\u{A0},\u{A0}", "\u{A0}", "\u{200B},", " \u{3000} , ", "\u{FEFF},\u{2060}", "\t,\u{202F}",
            "\u{3164},\u{2800}",
            "\u{B},\u{C}", "\u{1A}",
        ])
    func unseen(row: String) throws {
        let reading = try Reading("phone,voice\n\(row)\n+1,a\n\(row)\n")
        #expect(reading.stop == nil)
        #expect(reading.cells == [["+1", "a"]])
        #expect(reading.lines == [3])
    }

    @Test(
        "a header is cleaned like a cell",
        arguments: [
            "\u{FEFF}voice_name", "voice_\u{200B}name", "voice\u{A0}name", "\u{202A}voice_name\u{202C}",
            "voice\u{3000}name", "voice\u{2011}name", "\u{AD}voice\u{2009}name\t", "VOICE\u{2060}_NAME",
        ])
    func cleaned(header: String) throws {
        #expect(try Reading("phone,\(header)\n").header?.position(of: "voice_name") == 1)
    }
}
