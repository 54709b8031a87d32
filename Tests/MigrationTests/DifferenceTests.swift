import AgentsAPI
import Migration
import Telephony
import Testing

@Suite("Comparing connectors and patches") struct DifferenceTests {
    private let before = Inventory.connector("c01", variant: "spring")

    @Test(
        "a setting that is left alone stays, one that is cleared reads as empty",
        arguments: [(Assignment<VariantID>.leave, "spring" as VariantID), (.clear, ""), (.set("summer"), "summer")])
    func variant(assignment: Assignment<VariantID>, expected: VariantID) {
        #expect(ConnectorPatch(variantId: assignment).applied(to: before).variantId == expected)
    }

    @Test("differences come in the order of the columns, with old and new")
    func changes() {
        let patch = ConnectorPatch(
            variantId: .clear, asrLangCode: "es-ES", voiceName: "es-ES-Neural2-A", projectId: Inventory.away)
        let changes = before.changes(to: patch.applied(to: before))
        #expect(changes.map(\.setting) == [.variantID, .asrLangCode, .voiceName, .projectID])
        #expect(changes.map(\.old) == ["spring", "en-GB", "en-GB-Neural2-A", "HOME"])
        #expect(changes.map(\.new) == ["", "es-ES", "es-ES-Neural2-A", "AWAY"])
    }

    @Test("a patch is reduced to what would change something")
    func reduction() {
        let patch = ConnectorPatch(
            variantId: .set("spring"), asrLangCode: "en-GB", voiceName: Inventory.newVoice, projectId: Inventory.home)
        #expect(patch.reduced(against: before) == ConnectorPatch(voiceName: Inventory.newVoice))
        #expect(ConnectorPatch(variantId: .clear).reduced(against: before) == ConnectorPatch(variantId: .clear))
        #expect(ConnectorPatch(variantId: .clear).reduced(against: Inventory.connector("c02")).isEmpty)
    }

    @Test("what no sheet can set is no difference")
    func otherFields() {
        var renamed = before
        renamed.name = "Another name"
        renamed.disableHandoff = true
        renamed.ttsLangCode = "en-US"
        #expect(before.changes(to: renamed).isEmpty)
        #expect(before.hasSameSettings(as: renamed))
    }
}
