import AgentsAPI
import Telephony
import Testing

@testable import Migration

@Suite("Naming a plan") struct FingerprintTests {
    struct Entry {
        var agent = Inventory.home
        var before = Inventory.connector("c01")
        var patch = ConnectorPatch(voiceName: Inventory.newVoice)
    }

    private static func fingerprint(_ entries: [Entry]) -> String {
        var builder = FingerprintBuilder()
        for entry in entries { builder.add(SettingsUpdate(before: entry.before, patch: entry.patch), of: entry.agent) }
        return builder.fingerprint()
    }

    private static let other = Entry(before: Inventory.connector("c02"))

    @Test("the same plan has the same name: 16 hexadecimal digits")
    func same() {
        let name = Self.fingerprint([Entry(), Self.other])
        #expect(name == Self.fingerprint([Entry(), Self.other]))
        #expect(name.count == 16 && name.allSatisfy(\.isHexDigit))
    }

    @Test("a patch that says more than it changes is the same plan")
    func sameEffect() {
        let wordy = Entry(patch: ConnectorPatch(asrLangCode: "en-GB", voiceName: Inventory.newVoice))
        #expect(Self.fingerprint([wordy]) == Self.fingerprint([Entry()]))
    }

    @Test(
        "any difference gives another name",
        arguments: [
            [], [Entry()], [other, Entry()], [Entry(), other, other], [Entry(agent: Inventory.away), other],
            [Entry(before: Inventory.connector("c03")), other],
            [Entry(before: Inventory.connector("c01", voice: "en-GB-Neural2-D")), other],
            [Entry(patch: ConnectorPatch(voiceName: "en-GB-Neural2-C")), other],
            [Entry(patch: ConnectorPatch(variantId: .set("spring"), voiceName: Inventory.newVoice)), other],
            [Entry(patch: ConnectorPatch(asrLangCode: Inventory.newVoice)), other],
        ])
    func different(entries: [Entry]) {
        #expect(Self.fingerprint(entries) != Self.fingerprint([Entry(), Self.other]))
    }
}
