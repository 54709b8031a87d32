import AgentsAPI
import Emulator
import HTTPTypes
import Telephony
import Testing

@Suite("Faults: updates of connectors")
struct UpdateFaultTests {
    @Test("the results of a batch can come in the reverse order")
    func reversed() async throws {
        try await withFaults([Fault(.reverseResults)]) { api, store in
            let results = try await api.batchResults()
            #expect(results.map(\.connectorId) == ["front", "back"])
            #expect(results.map { $0.data?.variantId } == ["new-f", "new-b"])
            #expect(try await store.variants() == Batch.after)
        }
    }

    @Test("a result can be missing though its update is applied")
    func dropped() async throws {
        try await withFaults([Fault(.updates(.dropResults), connectors: ["back"])]) { api, store async throws in
            #expect(try await api.batchResults().map(\.connectorId) == ["front"])
            #expect(try await store.variants() == Batch.after)
        }
    }

    @Test("a result can come twice")
    func repeated() async throws {
        try await withFaults([Fault(.updates(.repeatResults, items: .only(1)))]) { api, store async throws in
            #expect(try await api.batchResults().map(\.connectorId) == ["back", "back", "front"])
            #expect(try await store.variants() == Batch.after)
        }
    }

    @Test("a result can come that nobody asked for")
    func added() async throws {
        try await withFaults([Fault(.addResult("ghost"))]) { api, store in
            let results = try await api.batchResults()
            #expect(results.map(\.connectorId) == ["back", "front", "ghost"])
            #expect(results.allSatisfy { $0.success && $0.data?.connectorId == $0.connectorId })
            #expect(try await store.variants() == Batch.after)
        }
    }

    @Test("a success can come without data")
    func withoutData() async throws {
        try await withFaults([Fault(.updates(.omitData), connectors: ["front"])]) { api, store in
            let results = try await api.batchResults()
            #expect(results.map(\.success) == [true, true])
            #expect(results.map { $0.data == nil } == [false, true])
            #expect(try await store.variants() == Batch.after)
        }
    }

    @Test("the server can store and answer another value than it was asked to")
    func normalised() async throws {
        let other = ConnectorPatch(variantId: .set("other"), voiceName: "en-US-Neural2-A")
        try await withFaults([Fault(.updates(.storeOther(other), items: .only(2)))]) { api, store in
            #expect(try await api.batchResults().map { $0.data?.variantId } == ["new-b", "other"])
            #expect(try await store.variants() == ["new-b", "other", ""])
            // The voice was not asked for, so it stays.
            #expect(try await store.snapshot().connectors[1].voiceName == Fixture.front.voiceName)
            let single = try await api.send(.patch, "/connectors/back", #"{"variantId":"x"}"#)
            #expect(try single.decode(Connector.self).variantId == "x")
        }
    }

    @Test("the server can answer a success and leave the connector as it was")
    func ignored() async throws {
        try await withFaults([Fault(.updates(.ignoreChange), connectors: ["front"])]) { api, store in
            let results = try await api.batchResults()
            #expect(results.map(\.success) == [true, true])
            #expect(results.map { $0.data?.variantId } == ["new-b", "spring"])
            #expect(try await store.variants() == ["new-b", "spring", ""])
            let single = try await api.send(.patch, "/connectors/front", #"{"variantId":"x"}"#)
            #expect(try single.decode(Connector.self).variantId == "spring")
            #expect(try await store.variants() == ["new-b", "spring", ""])
        }
    }

    @Test("the server can answer what it was asked and leave the connector as it was")
    func pretended() async throws {
        try await withFaults([Fault(.updates(.pretendChange))]) { api, store in
            #expect(try await api.batchResults().map { $0.data?.variantId } == ["new-b", "new-f"])
            let single = try await api.send(.patch, "/connectors/back", #"{"voiceName":"en-GB-Neural2-A"}"#)
            #expect(try single.decode(Connector.self).ttsLangCode == "en-GB")
            #expect(try await store.snapshot().connectors == [Fixture.back, Fixture.front, Fixture.help])
        }
    }

    @Test("a part of a batch can fail once and then succeed")
    func transient() async throws {
        let fault = Fault(.updates(.failItems(UpdateFailure(error: "Busy."))), connectors: ["back"], times: 1)
        try await withFaults([fault]) { api, store in
            let results = try await api.batchResults()
            #expect(results.map(\.connectorId) == ["back", "front"])
            #expect(results.map(\.success) == [false, true])
            #expect(results.map(\.error) == ["Busy.", nil])
            #expect(try await store.variants() == ["", "new-f", ""])
            #expect(try await api.batchResults().map(\.success) == [true, true])
            #expect(try await store.variants() == Batch.after)
        }
    }

    @Test("an update can fail for good, alone with a status and a code")
    func permanent() async throws {
        let failure = UpdateFailure(error: "Locked.", status: 409, code: "CONNECTORS_LOCKED")
        try await withFaults([Fault(.updates(.failItems(failure)), connectors: ["front"])]) { api, store in
            #expect(try await api.batchResults().map(\.success) == [true, false])
            for _ in 1...2 {
                let single = try await api.send(.patch, "/connectors/front", #"{"variantId":"x"}"#)
                try single.expectRefusal(409, "CONNECTORS_LOCKED")
                #expect(try single.decode(ErrorEnvelope.self).errorMessage == "Locked.")
            }
            #expect(try await store.variants() == ["new-b", "spring", ""])
        }
    }

    @Test("a batch can fail whole, item by item")
    func allFail() async throws {
        try await withFaults([Fault(.updates(.failItems()))]) { api, store async throws in
            #expect(try await api.batchResults().map(\.success) == [false, false])
            #expect(try await store.variants() == Batch.before)
        }
    }

    @Test("a body that is not of the schema is refused as ever")
    func malformed() async throws {
        try await withFaults([Fault(.updates(.failItems()))]) { api, _ in
            try await api.patchBatch(#"{"updates":[]}"#).expectRefusal(400, .schemaValidationFailed)
            try await api.patchBatch("{").expectRefusal(400, .schemaValidationFailed)
        }
    }
}
