import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Connectors that changed since the plan, and what --on-drift does about them") struct OverwriteTests {
    private let sheet = """
        phone_number,voice_name,asr_lang_code
        +442079460001,en-GB-Neural2-B,en-GB
        +442079460002,en-GB-Neural2-B,en-GB
        +442079460003,en-GB-Neural2-B,en-GB
        """

    /// A run of three connectors that stopped before its first, and then somebody changed the second.
    private func resumed(
        _ policy: DriftPolicy, sheet: String? = nil, _ meanwhile: (Bench) async throws -> Void,
        _ check: (Bench, Ending) async throws -> Void
    ) async throws {
        try await withBench { bench in
            _ = try await bench.apply(sheet ?? self.sheet) {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(401, .invalidToken) : .pass }
            }
            try await meanwhile(bench)
            try await check(bench, try await bench.resume { $0.pipeline.guards.onDrift = policy })
        }
    }

    private func patch(_ bench: Bench, _ patch: ConnectorPatch) async throws {
        _ = try await bench.someoneElse.updateConnector("c02", patch, of: Inventory.home)
    }

    @Test("the change is made all the same, and the results say what it began with")
    func overwritten() async throws {
        try await resumed(.overwrite) {
            try await $0.give("c02", "en-GB-Wavenet-A")
        } _: { bench, ending in
            #expect(ending.batches == [["c01", "c02", "c03"]])
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.results.settings("before")[1] == "voice_name=en-GB-Wavenet-A")
            let connector = try await bench.connector(2)
            #expect(connector?.voiceName == Inventory.newVoice)
            #expect(
                bench.drifts == [
                    "c02: the connector changed since the plan was made: voice_name is \"en-GB-Wavenet-A\", "
                        + "not \"en-GB-Neural2-A\". It is changed all the same."
                ])
        }
    }

    @Test("what the sheet asks for and the connector had when it was planned is asked for again")
    func wholeDesire() async throws {
        try await resumed(.overwrite) {
            try await patch($0, ConnectorPatch(asrLangCode: "fr-FR"))
        } _: { bench, ending in
            #expect(ending.results["changed"][1] == "asr_lang_code voice_name")
            #expect(ending.results.settings("before")[1] == "asr_lang_code=fr-FR voice_name=en-GB-Neural2-A")
            let connector = try await bench.connector(2)
            #expect(connector?.asrLangCode == "en-GB")
        }
    }

    @Test("what the sheet does not ask for stays as somebody else made it")
    func kept() async throws {
        try await resumed(.overwrite) {
            try await patch($0, ConnectorPatch(variantId: .set("summer")))
        } _: { bench, ending in
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            let connector = try await bench.connector(2)
            #expect(connector?.variantId == "summer")
        }
    }

    @Test("a connector that somebody moved to where it was to go is changed there")
    func moved() async throws {
        let sheet = "phone_number,voice_name,project_id\n+442079460002,en-GB-Neural2-B,AWAY\n"
        try await resumed(.overwrite, sheet: sheet) {
            try await patch($0, ConnectorPatch(projectId: Inventory.away))
        } _: { bench, ending in
            #expect(ending.outcomes == ["updated"])
            let connector = try await bench.connector(2)
            #expect(connector?.voiceName == Inventory.newVoice)
            let update = ending.requests.first { $0.operation == .updateConnectors }
            #expect(update?.path == "/v1/agents/AWAY/telephony/connectors/batch")
        }
    }

    @Test("a connector that is gone cannot be overwritten")
    func gone() async throws {
        try await resumed(.overwrite) {
            _ = try await $0.someoneElse.deleteConnector("c02", of: Inventory.home)
        } _: { _, ending in
            #expect(ending.outcomes == ["updated", "drifted", "updated"])
        }
    }

    @Test("a connector that has it all already is unchanged")
    func alreadySo() async throws {
        try await resumed(.overwrite) {
            try await $0.give("c02", Inventory.newVoice)
        } _: { bench, ending in
            #expect(ending.outcomes == ["updated", "unchanged", "updated"])
            #expect(bench.drifts.isEmpty)
        }
    }

    @Test("by default it is left alone, and that is reported at once")
    func skipped() async throws {
        try await resumed(.skip) {
            try await $0.give("c02", "en-GB-Wavenet-A")
        } _: { bench, ending in
            #expect(ending.outcomes == ["updated", "drifted", "updated"])
            #expect(bench.drifts == ["c02: " + ending.results["error"][1]])
        }
    }

    @Test("a connector that has what would be sent, but lost what the sheet asks for besides, has drifted")
    func halfSo() async throws {
        try await resumed(.skip) {
            try await patch($0, ConnectorPatch(asrLangCode: "fr-FR", voiceName: Inventory.newVoice))
        } _: { bench, ending in
            #expect(ending.outcomes == ["updated", "drifted", "updated"])
            let connector = try await bench.connector(2)
            #expect(connector?.asrLangCode == "fr-FR")
        }
    }

    @Test("what is overwritten is in the run file before it is sent")
    func durable() async throws {
        try await withBench { bench in
            let stop: @Sendable (APIRequest) -> Treatment = {
                $0.operation == .updateConnectors ? .refuse(401, .invalidToken) : .pass
            }
            _ = try await bench.apply(sheet) { $0.treat = stop }
            try await bench.give("c02", "en-GB-Wavenet-A")
            let stopped = try await bench.resume {
                $0.pipeline.guards.onDrift = .overwrite
                $0.treat = stop
            }
            #expect(stopped.results.settings("before")[1] == "voice_name=en-GB-Wavenet-A")
            #expect(try await bench.resume().outcomes == ["updated", "updated", "updated"])
        }
    }
}

extension Bench {
    /// What was said of connectors that changed.
    var drifts: [String] {
        events.compactMap { event in
            switch event {
            case .drifted(_, let connector, let message), .overwriting(_, let connector, let message):
                "\(connector): \(message)"
            default: nil
            }
        }
    }
}
