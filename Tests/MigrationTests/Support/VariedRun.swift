import Emulator
import Migration
import Telephony
import TestSupport

/// A run that does a bit of all that can be taken back.
enum VariedRun {
    /// `c05` has a variant and a voice that no sheet could name; the numbers 30 and 60 have no connector.
    static let inventory: [InventoryEntry] =
        Inventory.connectors(4) + [
            InventoryEntry(number: Inventory.number(20), connector: Inventory.connector("c02")),
            InventoryEntry(
                number: Inventory.number(5),
                connector: Inventory.connector("c05", voice: "house-voice", variant: "spring")),
            NumberActionTests.unrouted(30, of: Inventory.home), NumberActionTests.unrouted(60, of: Inventory.away),
        ]

    static let sheet = Inventory.sheet(
        "phone_number,action,target_connector_id,voice_name,variant_id,project_id",
        [
            "\(Inventory.number(1)),,,\(Inventory.newVoice),winter,",
            "\(Inventory.number(2)),,,\(Inventory.newVoice),,",
            "\(Inventory.number(20)),,c01,,,", "\(Inventory.number(3)),,,,,AWAY",
            "\(Inventory.number(5)),,,\(Inventory.newVoice),null,", "\(Inventory.number(40)),import,c02,,,",
            "\(Inventory.number(41)),import,,,,", "\(Inventory.number(4)),,,\(Inventory.refusedVoice),,",
        ])

    static func knowingHouseVoice(_ configuration: inout EmulatorConfiguration) {
        configuration.voices = VoiceProbe { name in
            VoiceCatalogue.google.voice(named: name == "house-voice" ? Inventory.oldVoice : name)
                .flatMap { $0.rawValue == Inventory.refusedVoice ? nil : $0.languageTag }
        }
    }
}

extension Bench {
    /// The run of this bench's sheet.
    ///
    /// - Parameter cut: the rows of its results that are meant.
    func undoSource(imports: Bool = true, cut: String? = nil) throws -> UndoSource {
        try UndoSource(
            runFilePath, cut: try cut.map { try ResultsCut(try scratch.write($0, to: "cut.csv")) },
            releasesImports: imports)
    }
}
