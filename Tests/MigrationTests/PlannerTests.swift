import AgentsAPI
import Migration
import Telephony
import Testing

@Suite("Deciding what to send to a connector") struct PlannerTests {
    private let before = Inventory.connector("c01", variant: "spring")
    private let voice = ConnectorPatch(voiceName: Inventory.newVoice)

    private func decide(
        _ wants: [Want], settled: [Want] = [], collateral: [String] = [], allowing: Bool = false
    ) -> Decision {
        Planner(allowsCollateral: allowing).decide(
            ConnectorGroup(before: before, wants: wants, settled: settled, collateral: collateral))
    }

    @Test("rows that want the same become one change")
    func equalRows() {
        #expect(decide([Want(settings: voice, line: 2), Want(settings: voice, line: 3)]) == .change(voice))
    }

    @Test("rows that say it differently and mean the same become one change of what differs")
    func equalEffect() {
        let wordy = ConnectorPatch(
            variantId: .set("spring"), asrLangCode: "en-GB", voiceName: Inventory.newVoice, projectId: Inventory.home)
        #expect(decide([Want(settings: wordy, line: 2), Want(settings: voice, line: 3)]) == .change(voice))
    }

    @Test("rows that want different things are a conflict that names both lines and both values")
    func conflict() {
        let other = ConnectorPatch(voiceName: "en-GB-Neural2-C")
        let decision = decide([Want(settings: voice, line: 2), Want(settings: other, line: 7)])
        #expect(
            decision
                == .conflict(
                    "lines 2 and 7 want different settings of connector c01, which serves both: voice_name "
                        + "en-GB-Neural2-B and en-GB-Neural2-C. Make them equal, or give the numbers connectors of "
                        + "their own."))
    }

    @Test("a row that clears the variant and one that leaves it are a conflict")
    func clearingConflict() {
        let clearing = ConnectorPatch(variantId: .clear)
        guard case .conflict(let message) = decide([Want(settings: clearing, line: 2), Want(settings: voice, line: 3)])
        else {
            Issue.record("no conflict")
            return
        }
        #expect(message.contains("variant_id (none) and spring"))
    }

    @Test("a row that disagrees with what this run has already done is a conflict")
    func conflictWithSettled() {
        let done = Want(settings: ConnectorPatch(voiceName: Inventory.oldVoice), line: 2)
        guard case .conflict(let message) = decide([Want(settings: voice, line: 5)], settled: [done]) else {
            Issue.record("no conflict")
            return
        }
        #expect(message.contains("lines 2 and 5"))
    }

    @Test("a connector that has it all already is unchanged, whatever else it serves")
    func unchanged() {
        let wanted = ConnectorPatch(variantId: .set("spring"), voiceName: Inventory.oldVoice)
        #expect(decide([Want(settings: wanted, line: 2)], collateral: ["+442079460099"]) == .unchanged)
        #expect(decide([Want(settings: ConnectorPatch(), line: 2)]) == .unchanged)
    }

    @Test(
        "numbers that the sheet does not name block the change, and the message names them",
        arguments: [
            (["+1"], "also serves +1, which no usable row of the sheet names. Add or correct its row,"),
            (
                ["+1", "+2", "+3"],
                "also serves +1, +2, +3, which no usable row of the sheet names. Add or correct their rows,"
            ),
            (
                ["+1", "+2", "+3", "+4", "+5"],
                "also serves +1, +2, +3 and 2 more, which no usable row of the sheet"
            ),
        ])
    func collateral(numbers: [String], words: String) {
        guard case .blocked(let message) = decide([Want(settings: voice, line: 2)], collateral: numbers) else {
            Issue.record("not blocked")
            return
        }
        #expect(message.hasPrefix("connector c01 \(words)"))
        #expect(
            message.hasSuffix(", or allow the change of numbers that the sheet does not name with --allow-collateral."))
    }

    @Test("collateral numbers can be allowed")
    func allowedCollateral() {
        #expect(decide([Want(settings: voice, line: 2)], collateral: ["+1"], allowing: true) == .change(voice))
    }
}
