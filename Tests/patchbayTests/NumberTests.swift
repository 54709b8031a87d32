import AgentsAPI
import Emulator
import Telephony
import Testing

@testable import patchbay

@Suite("single numbers") struct NumberTests {
    private static let newcomer = "+442079460999"

    @Test("show prints what the API has of a number")
    func show() async throws {
        try await withHotel { bench, emulator in
            let ending = await bench.patchbay(["number", "show", Hotel.phone(1)] + bench.options(emulator))
            #expect(ending.status == .done)
            #expect(
                ending.output == """
                    phone_number     \(Hotel.phone(1))
                    connector_id     front
                    account_id       ws-1
                    project_id       SALES
                    client_env       live

                    """)
        }
    }

    @Test("import asks, imports into the environment that was named, and says that nothing serves the number yet")
    func importing() async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.answers = ["y"]
            let arguments = ["number", "import", Self.newcomer, "--client-env", "sandbox"] + bench.options(emulator)
            let ending = await bench.patchbay(arguments)
            #expect(ending.status == .done)
            #expect(ending.errors == "Import the sandbox number \(Self.newcomer) into SALES? [y/N] ")
            #expect(
                ending.output == """
                    Imported the sandbox number \(Self.newcomer). No connector serves it yet; give it one with: \
                    patchbay number route.

                    """)
            let again = await bench.patchbay(arguments)
            #expect(again.status == .done && again.errors.isEmpty)
            #expect(again.output.hasPrefix("The agent has the sandbox number \(Self.newcomer) already."))
            let live = await bench.patchbay(["number", "import", Self.newcomer, "--yes"] + bench.options(emulator))
            #expect(live.status == .incomplete && live.errors.contains("has the sandbox number"))
            let json = try await bench.patchbay(arguments + ["--format", "json"]).json()
            #expect(try json.string("number", "clientEnv") == "sandbox")
        }
    }

    @Test("of an agent that is not there, or a place that is not the API, nothing is known of a number")
    func wrongPlace() async throws {
        try await withHotel { bench, emulator in
            for command in [["release", Hotel.phone(1), "--yes"], ["import", Hotel.phone(1), "--yes"]] {
                let nowhere = await bench.patchbay(
                    ["number"] + command + bench.options(emulator, agent: "NOWHERE"))
                #expect(nowhere.status == .incomplete, "\(nowhere)")
                #expect(nowhere.errors.contains("There is no project NOWHERE"))
                emulator.faults.replace(with: [Fault(.status(StatusFault(404, body: .none)), on: [.getPhoneNumber])])
                let bare = await bench.patchbay(["number"] + command + bench.options(emulator))
                #expect(bare.status == .incomplete, "\(bare)")
                emulator.faults.replace(with: .none)
            }
            let numbers = try await emulator.store.snapshot().phoneNumbers.map(\.number)
            #expect(numbers.contains(Hotel.phone(1)))
        }
    }

    @Test("what cannot be routed, or is declined, stays where it is", arguments: [["attic", "--yes"], ["bar"]])
    func unrouted(_ arguments: [String]) async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.answers = ["n"]
            let ending = await bench.patchbay(
                ["number", "route", Hotel.phone(1)] + arguments + bench.options(emulator))
            #expect(ending.status == (arguments == ["bar"] ? .nothingSent : .incomplete))
            let numbers = try await emulator.store.snapshot().phoneNumbers
            #expect(numbers.first { $0.number == Hotel.phone(1) }?.connectorId == "front")
        }
    }

    @Test("what is written for programs says whether anything was done, and how the number reads")
    func json() async throws {
        try await withHotel { bench, emulator in
            let options = ["--yes", "--format", "json"] + bench.options(emulator)
            let routed = try await bench.patchbay(["number", "route", Hotel.phone(1), "bar"] + options).json()
            #expect(try routed.string("number", "connectorId") == "bar")
            let released = await bench.patchbay(["number", "release", Hotel.phone(1)] + options)
            #expect(released.output.contains("\"isChanged\" : true") && !released.output.contains("\"number\""))
        }
    }

    @Test("a number of another agent is not imported")
    func foreign() async throws {
        try await withHotel { bench, emulator in
            let present = try await emulator.store.snapshot().phoneNumbers
            let other = try #require(present.first { $0.projectId == "CARE" })
            let ending = await bench.patchbay(["number", "import", other.number, "--yes"] + bench.options(emulator))
            #expect(ending.status == .incomplete)
            #expect(ending.errors.contains("PHONE_NUMBERS_ALREADY_EXISTS"))
        }
    }

    @Test("route shows both connectors, and leaves the number's siblings where they are")
    func route() async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.answers = ["y"]
            let arguments = ["number", "route", Hotel.phone(1), "bar"] + bench.options(emulator)
            let ending = await bench.patchbay(arguments)
            #expect(ending.status == .done, "\(ending.errors)")
            let title = "Route the live number \(Hotel.phone(1)) to another connector:\n"
            #expect(ending.errors.hasPrefix(title + "    now   live connector front"))
            #expect(ending.output == "Connector bar serves the live number \(Hotel.phone(1)) now.\n")
            let numbers = try await emulator.store.snapshot().phoneNumbers
            #expect(numbers.first { $0.number == Hotel.phone(1) }?.connectorId == "bar")
            #expect(numbers.first { $0.number == Hotel.phone(2) }?.connectorId == "front")
            let again = await bench.patchbay(arguments)
            #expect(again.output == "Connector bar serves the live number \(Hotel.phone(1)) already.\n")
        }
    }

    @Test("release names the connector and asks; what is not there counts as released")
    func release() async throws {
        try await withHotel { bench, emulator in
            var bench = bench
            bench.answers = ["n"]
            let arguments = ["number", "release", Hotel.phone(1)] + bench.options(emulator)
            let declined = await bench.patchbay(arguments)
            #expect(declined.status == .nothingSent)
            #expect(
                declined.errors.hasPrefix(
                    """
                    Release the live number \(Hotel.phone(1)), which connector front serves? It stops answering, and \
                    this cannot be taken back. [y/N] 
                    """))
            let numbers = try await emulator.store.snapshot().phoneNumbers
            #expect(numbers.count == 10)
            let released = await bench.patchbay(arguments + ["--yes"])
            #expect(released.output == "Released the live number \(Hotel.phone(1)).\n")
            let again = await bench.patchbay(arguments + ["--yes"])
            #expect(again.status == .done)
            #expect(again.output == "The agent SALES has no number \(Hotel.phone(1)): nothing to release.\n")
            let connectors = try await emulator.store.snapshot().connectors
            #expect(connectors.contains { $0.connectorId == "front" })
        }
    }

    @Test(
        "an answer that leaves open whether it was done is followed by a look", arguments: [true, false],
        [
            (["import", newcomer], Operation.importPhoneNumber), (["route", Hotel.phone(1), "bar"], .routePhoneNumber),
            (["release", Hotel.phone(1)], .deletePhoneNumber),
        ])
    func doubt(isApplied: Bool, call: (arguments: [String], operation: Operation)) async throws {
        try await withHotel {
            $0.faults = [Fault(.status(StatusFault(503, applied: isApplied)), on: [call.operation], times: 1)]
        } _: { bench, emulator in
            let ending = await bench.patchbay(["number"] + call.arguments + ["--yes"] + bench.options(emulator))
            #expect(ending.status == .done, "\(ending.errors)")
            let numbers = try await emulator.store.snapshot().phoneNumbers
            let found = numbers.first { $0.number == call.arguments[1] }
            switch call.operation {
            case .importPhoneNumber: #expect(found?.projectId == "SALES")
            case .routePhoneNumber: #expect(found?.connectorId == "bar")
            default: #expect(found == nil)
            }
        }
    }

    @Test(
        "what cannot be meant is refused before anything is sent",
        arguments: [
            (["import", "020 7946 0958"], "+442079460958"),
            (["import", newcomer, "--client-env", "prod"], "pre-release"),
            (["release", "12"], "12"),
        ])
    func refused(_ arguments: [String], _ hint: String) async throws {
        try await withHotel { bench, emulator in
            let ending = await bench.patchbay(["number"] + arguments + ["--yes"] + bench.options(emulator))
            #expect(ending.status == .usage || ending.status == .nothingSent)
            #expect(ending.errors.contains(hint))
            let numbers = try await emulator.store.snapshot().phoneNumbers
            #expect(numbers.count == 10)
        }
    }
}
