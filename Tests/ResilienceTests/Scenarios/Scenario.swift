import AgentsAPI
import Emulator
import Migration
import Telephony

/// A run of which everything is drawn: the inventory, the sheet, the options, and what goes wrong in each session.
struct Scenario: Sendable {
    let seed: UInt64
    let premise: Premise
    /// Up to the last one in which something goes wrong; sessions in good order follow while rows are left to do.
    let courses: [Course]
    /// Connectors of which the API does not tell the truth, or that somebody else changes between sessions.
    let unreliable: Set<ConnectorID>
    /// How the run is taken back in the end: it may be killed then, too.
    let reversal: Course
    /// Whether a fault may end rows otherwise than an undisturbed run does, and rightly so.
    let isPermanent: Bool

    init(seed: UInt64) {
        var dice = Dice(seed: seed)
        self.seed = seed
        let inventory = dice.inventory()
        premise = dice.premise(inventory)
        var script = ScriptWriter(inventory.connectors.map(\.connectorId), isGentle: dice.chance(1, of: 2))
        courses = (0..<dice.pick([1, 2, 2, 3])).map { script.course($0, &dice) }
        unreliable = script.unreliable
        var reversal = Course(batchSize: dice.pick([1, 2, 50]))
        if dice.chance(2, of: 3) { reversal.fatalStep = dice.number(1...40) }
        reversal.guards.verifies = dice.chance(1, of: 3)
        self.reversal = reversal
        isPermanent = script.isPermanent
    }
}
