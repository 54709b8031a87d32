import AgentsAPI
import Telephony
import Testing

@Suite struct ConnectorPatchTests {
    @Test(
        "a patch holds what it sets, null for what it clears, and nothing else",
        arguments: [
            (ConnectorPatch(), #"{}"#),
            (ConnectorPatch(variantId: .clear), #"{"variantId":null}"#),
            (ConnectorPatch(variantId: .set("VARIANT-1")), #"{"variantId":"VARIANT-1"}"#),
            (ConnectorPatch(variantId: .set("")), #"{"variantId":""}"#),
            (ConnectorPatch(asrLangCode: "es-ES"), #"{"asrLangCode":"es-ES"}"#),
            (ConnectorPatch(voiceName: "es-ES-Neural2-A"), #"{"voiceName":"es-ES-Neural2-A"}"#),
            (ConnectorPatch(projectId: "PROJECT-58RP822I"), #"{"projectId":"PROJECT-58RP822I"}"#),
            (
                ConnectorPatch(
                    variantId: .clear, asrLangCode: "es-ES", voiceName: "es-ES-Neural2-A", projectId: "PROJECT-2"),
                #"{"asrLangCode":"es-ES","projectId":"PROJECT-2","variantId":null,"voiceName":"es-ES-Neural2-A"}"#
            ),
        ])
    func goldenPatch(patch: ConnectorPatch, golden: String) throws {
        try expectGolden(patch, golden)
        #expect(patch.isEmpty == (golden == "{}"))
    }

    @Test("null is refused for every field but variantId", arguments: ["asrLangCode", "voiceName", "projectId"])
    func nullElsewhere(field: String) {
        #expect(throws: DecodingError.self) { try decoded(#"{"\#(field)":null}"#, as: ConnectorPatch.self) }
    }

    @Test("a batch of updates keeps its order, and each its connector beside the fields")
    func goldenBatchUpdate() throws {
        try expectGolden(
            ConnectorBatchUpdateRequest(updates: [
                ConnectorUpdate(connectorId: "CONN-2", patch: ConnectorPatch(variantId: .clear)),
                ConnectorUpdate(connectorId: "CONN-1", patch: ConnectorPatch(asrLangCode: "fr-FR")),
                ConnectorUpdate(connectorId: "CONN-3", patch: ConnectorPatch()),
            ]),
            #"{"updates":[{"connectorId":"CONN-2","variantId":null},"#
                + #"{"asrLangCode":"fr-FR","connectorId":"CONN-1"},{"connectorId":"CONN-3"}]}"#)
    }

    @Test("the results of a batch carry data or a text, and neither as null")
    func goldenResults() throws {
        try expectGolden(
            ConnectorBatchUpdateResponse(results: [
                ConnectorUpdateResult(connectorId: "CONN-1", success: true, data: .sample),
                ConnectorUpdateResult(connectorId: "CONN-2", success: false, error: "voice not available"),
            ]),
            #"{"results":[{"connectorId":"CONN-1","data":\#(Connector.sampleJSON),"success":true},"#
                + #"{"connectorId":"CONN-2","error":"voice not available","success":false}]}"#)
    }

    @Test("a result whose data or error is null reads like one without")
    func nullResultFields() throws {
        let read: ConnectorUpdateResult = try decoded(
            #"{"connectorId":"CONN-2","success":false,"data":null,"error":"no","extra":1}"#)
        #expect(read == ConnectorUpdateResult(connectorId: "CONN-2", success: false, error: "no"))
    }
}
