import Emulator
import Foundation
import Testing

@testable import patchbay

@Suite("The wrong place") struct WrongPlaceTests {
    private static func rollout(rows: Int) -> String {
        let rows = (0..<rows).map { "+44207946\(1000 + $0),es-ES" }
        return (["phone_number,asr_lang_code"] + rows).joined(separator: "\n") + "\n"
    }

    @Test(
        "a sheet of which nothing is found is refused, naming what was asked, and nothing is left",
        arguments: ["plan", "apply"], [1, 9, 40])
    func nothingFound(command: String, rows: Int) async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Self.rollout(rows: rows))
            let yes = command == "apply" ? ["--yes"] : []
            let ending = await bench.patchbay([command, sheet] + yes + bench.options(emulator, agent: "CARE"))
            #expect(ending.status == .nothingSent)
            let whose = rows == 1 ? "the sheet's only row was not" : "not one of the sheet's \(rows) rows was"
            #expect(
                ending.errors.hasSuffix(
                    """
                    Nothing was sent: \(whose) found under agent CARE. The region, the account that the API key is of, \
                    or the agent is probably wrong. It was looked for at \(emulator.baseURL).

                    """), "\(ending.errors)")
            #expect(ending.output == "")
            #expect(try bench.files == ["sheet.csv"])
        }
    }

    @Test(
        "an agent that is not known is named before anything else, by lookups and by listings",
        arguments: ["phone_number", "connector_id"], [1, 40])
    func unknownAgent(column: String, rows: Int) async throws {
        try await withHotel { bench, emulator in
            let text = Self.rollout(rows: rows).replacing("phone_number", with: column)
            let named = column == "phone_number" ? text : text.replacing("+44", with: "conn-")
            let sheet = try bench.write("sheet.csv", named)
            for command in [["plan", sheet], ["apply", sheet, "--yes"]] {
                let ending = await bench.patchbay(command + bench.options(emulator, agent: "SALE5"))
                #expect(ending.status == .nothingSent)
                #expect(
                    ending.errors.contains(
                        "Nothing was sent: agent SALE5 is not known: the API answered with status 404"))
                #expect(
                    ending.errors.contains("The region, the account that the API key is of, or the agent is probably"))
                #expect(ending.errors.hasSuffix("It was looked for at \(emulator.baseURL).\n"))
                #expect(try bench.files == ["sheet.csv"])
            }
        }
    }

    @Test("an address under which there is no such API is the wrong place too", arguments: [1, 40])
    func wrongRegion(rows: Int) async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Self.rollout(rows: rows))
            let options = ["--agent", "SALES", "--base-url", emulator.baseURL + "/elsewhere", "--rate", "100000"]
            let ending = await bench.patchbay(["plan", sheet] + options)
            #expect(ending.status == .nothingSent)
            #expect(
                ending.errors.contains(
                    "The region, the account that the API key is of, or the agent is probably wrong."))
        }
    }

    @Test("one row that is found makes the others rows that are not")
    func someFound() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", Self.rollout(rows: 3) + "\(Hotel.phone(3)),es-ES\n")
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(ending.status == .incomplete)
            #expect(ending.output.contains("not_found     3"), "\(ending.output)")
        }
    }
}
