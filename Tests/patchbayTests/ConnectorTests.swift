import AgentsAPI
import Emulator
import Telephony
import Testing

@testable import patchbay

@Suite("single connectors and numbers") struct ConnectorTests {
    @Test(
        "lookup and show print a setting a line, named as a sheet's columns are",
        arguments: [
            ["lookup", Hotel.phone(1)], ["show", "front"],
        ])
    func show(_ arguments: [String]) async throws {
        try await withHotel { bench, emulator in
            let ending = await bench.patchbay(["connector"] + arguments + bench.options(emulator))
            #expect(ending.status == .done)
            #expect(
                ending.output == """
                    connector_id     front
                    name             The front line
                    account_id       ws-1
                    project_id       SALES
                    client_env       live
                    variant_id       spring
                    asr_lang_code    en-GB
                    tts_lang_code    en-GB
                    voice_name       en-GB-Wavenet-B
                    disable_handoff  false

                    """)
            let json = try await bench.patchbay(
                ["connector"] + arguments + ["--format", "json"] + bench.options(emulator)
            ).json()
            #expect(try json.string("connectorId") == "front")
        }
    }

    @Test(
        "what is not there is the API's refusal, exit 1",
        arguments: [
            (["lookup", Hotel.phone(99)], "PHONE_NUMBERS_NOT_FOUND"), (["show", "attic"], "CONNECTORS_NOT_FOUND"),
            (["delete", "attic", "--yes"], "CONNECTORS_NOT_FOUND"),
            (["update", "attic", "--voice-name", "en-GB-Neural2-A", "--yes"], "CONNECTORS_NOT_FOUND"),
        ])
    func missing(_ arguments: [String], _ code: String) async throws {
        try await withHotel { bench, emulator in
            let ending = await bench.patchbay(["connector"] + arguments + bench.options(emulator))
            #expect(ending.status == .incomplete)
            #expect(ending.errors.contains(code))
        }
    }

    @Test("lists are sorted and aligned")
    func lists() async throws {
        try await withHotel { bench, emulator in
            let connectors = await bench.patchbay(["connector", "list"] + bench.options(emulator))
            let names = connectors.output.split(separator: "\n").compactMap { $0.split(separator: " ").first }
            #expect(names == ["bar", "cafe", "front", "gym", "pool", "roof", "shop", "spa"])
            #expect(connectors.output.contains("gym               sandbox      en-GB   en-GB-Wavenet-B"))
            let numbers = await bench.patchbay(["number", "list"] + bench.options(emulator))
            #expect(numbers.output.hasPrefix("\(Hotel.phone(1))     front               live\n"))
            #expect(numbers.output.split(separator: "\n").count == 9)
        }
    }

    @Test("update shows what it would change, asks, and prints what it changed")
    func update() async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.answers = ["y"]
            let arguments = ["connector", "update", "front", "--voice-name", "en-GB-Neural2-A", "--variant-id", "null"]
            let ending = await bench.patchbay(arguments + bench.options(emulator))
            let changes = "    variant_id     spring → (none)\n    voice_name     en-GB-Wavenet-B → en-GB-Neural2-A\n"
            #expect(ending.status == .done)
            #expect(ending.output == "Changed connector front (The front line):\n" + changes)
            #expect(
                ending.errors
                    == """
                    Change the live connector front (The front line), which serves \(Hotel.phone(1)), \(Hotel.phone(2)):
                    \(changes)Go on? [y/N] \

                    """.trimmingSuffix("\n"))
            let again = await bench.patchbay(arguments + ["--format", "json"] + bench.options(emulator))
            #expect(again.errors.isEmpty)
            let repeated = try again.json()
            #expect(try repeated.count("changes") == 0)
        }
    }

    @Test(
        "an answer that leaves open whether a connector was changed or deleted is followed by a look",
        arguments: [true, false], ["update", "delete"])
    func doubt(isApplied: Bool, command: String) async throws {
        let operation: Operation = command == "update" ? .updateConnector : .deleteConnector
        try await withHotel {
            $0.faults = [Fault(.status(StatusFault(503, applied: isApplied)), on: [operation], times: 1)]
        } _: { bench, emulator in
            let change = command == "update" ? ["--voice-name", "en-GB-Neural2-A"] : []
            let arguments = ["connector", command, "front", "--yes"] + change
            let ending = await bench.patchbay(arguments + bench.options(emulator))
            #expect(ending.status == .done, "\(ending.errors)")
            let front = try await emulator.store.snapshot().connectors.first { $0.connectorId == "front" }
            #expect(front?.voiceName == (command == "update" ? "en-GB-Neural2-A" : nil))
        }
    }

    @Test("delete names the numbers that go too, and does nothing when the person says no")
    func delete() async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.answers = ["n"]
            let arguments = ["connector", "delete", "front"] + bench.options(emulator)
            let declined = await bench.patchbay(arguments)
            #expect(declined.status == .nothingSent)
            #expect(
                declined.errors.hasPrefix(
                    """
                    Delete the live connector front (The front line), which serves \(Hotel.phone(1)), \
                    \(Hotel.phone(2))? [y/N] 
                    """
                ))
            let untouched = try await emulator.store.snapshot()
            #expect(untouched.phoneNumbers.count == 10)
            let deleted = await bench.patchbay(arguments + ["--yes"])
            #expect(deleted.status == .done)
            #expect(
                deleted.output == "Deleted connector front and 2 numbers.\n  \(Hotel.phone(1))\n  \(Hotel.phone(2))\n")
        }
    }

    @Test("an export of all agents seeds an emulator that exports the same")
    func export() async throws {
        try await withHotel { bench, emulator in
            let agents = ["export", "--agent", "SALES", "--agent", "CARE"]
            let exported = await bench.patchbay(agents + ["--base-url", emulator.baseURL, "--rate", "100000"])
            #expect(exported.status == .done)
            #expect(
                exported.output.hasPrefix("phone_number,connector_id,agent_id,variant_id,asr_lang_code,voice_name,"))
            #expect(exported.output.split(separator: "\n").count == 11)
            let inventory = try bench.write("inventory.csv", exported.output)
            let again = await bench.patchbay(agents + ["--emulator", inventory, "--rate", "100000"])
            #expect(again.output == exported.output)
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
