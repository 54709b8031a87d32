import AgentsAPI
import Emulator
import Telephony
import Testing

@Suite("Seeding")
struct SeedTests {
    @Test("the emulator starts with what its inventory says")
    func planted() async throws {
        let emulator = try await Emulator(Fixture.configuration())
        #expect(emulator.isFreshlySeeded)
        let state = try await emulator.store.snapshot()
        #expect(state.connectors == [Fixture.back, Fixture.front, Fixture.help])
        #expect(state.phoneNumbers.map(\.number) == [Fixture.helpNumber] + Fixture.frontNumbers + [Fixture.looseNumber])
        #expect(state.phoneNumbers.map(\.connectorId) == ["help", "front", "front", "front", nil])
    }

    @Test("a connector with two settings is refused, naming both entries and what differs")
    func differentConnectors() {
        var other = Fixture.front
        other.variantId = "autumn"
        other.disableHandoff = true
        let entries = [
            InventoryEntry(number: "+442079460001", connector: Fixture.front, origin: "inventory.csv:2"),
            InventoryEntry(number: "+442079460002", connector: other, origin: "inventory.csv:9"),
        ]
        let problem = #expect(throws: SeedProblem.self) { try EmulatorSeed(entries) }
        #expect(
            problem?.description == """
                inventory.csv:9: connector front has variantId "autumn" here and "spring", disableHandoff "true" here \
                and "false" at inventory.csv:2. A connector has one set of settings: make the two agree.
                """)
    }

    @Test("a number that is there twice is refused, naming both entries")
    func repeatedNumber() {
        let entries = [
            InventoryEntry(number: "+442079460001", connector: Fixture.front, origin: "inventory.csv:2"),
            InventoryEntry(number: "+442079460001", connector: Fixture.front, origin: "inventory.csv:3"),
        ]
        let problem = #expect(throws: SeedProblem.self) { try EmulatorSeed(entries) }
        #expect(
            problem?.description
                == "inventory.csv:3: the number +442079460001 is already at inventory.csv:2. Keep one of the two.")
    }

    @Test("a project in two accounts is refused, naming both entries")
    func twoAccounts() {
        let entries = [
            InventoryEntry(connector: Fixture.front, origin: "inventory.csv:2"),
            InventoryEntry(.project(Fixture.sales, account: "ws-2"), origin: "inventory.csv:3"),
        ]
        #expect(
            throws: SeedProblem.twoAccounts(Fixture.sales, first: "inventory.csv:2", second: "inventory.csv:3")
        ) { try EmulatorSeed(entries) }
    }

    @Test(
        "a number that is not E.164 is refused",
        arguments: ["442079460001", "+", "+0442079460001", "+44 20 7946 0001", "+1234567890123456", ""])
    func malformed(number: String) {
        let entry = InventoryEntry(number: number, connector: Fixture.front, origin: "inventory.csv:2")
        #expect(throws: SeedProblem.malformedNumber(number, at: "inventory.csv:2")) { try EmulatorSeed([entry]) }
    }
}
