import AgentsAPI
import Telephony
import Testing

extension Connector {
    static let sample = Connector(
        connectorId: "CONN-1", name: "Front desk", accountId: "ws-fd112d8f", projectId: "PROJECT-58RP822I",
        clientEnv: .live, variantId: "", asrLangCode: "en-US", ttsLangCode: "en-US", voiceName: "en-US-Neural2-A",
        disableHandoff: false)

    static let sampleJSON =
        #"{"accountId":"ws-fd112d8f","asrLangCode":"en-US","clientEnv":"live","connectorId":"CONN-1","#
        + #""disableHandoff":false,"name":"Front desk","projectId":"PROJECT-58RP822I","ttsLangCode":"en-US","#
        + #""variantId":"","voiceName":"en-US-Neural2-A"}"#
}

@Suite struct ConnectorTests {
    @Test("a connector is written and read with all ten fields")
    func goldenConnector() throws { try expectGolden(Connector.sample, Connector.sampleJSON) }

    @Test("the lists and requests about connectors have their documented form")
    func goldenBodies() throws {
        try expectGolden(ConnectorList(connectors: [.sample]), #"{"connectors":[\#(Connector.sampleJSON)]}"#)
        try expectGolden(ConnectorBatchRequest(connectorIds: ["B", "A"]), #"{"connectorIds":["B","A"]}"#)
        try expectGolden(
            ConnectorBatch(found: [.sample], notFound: ["CONN-9"]),
            #"{"found":[\#(Connector.sampleJSON)],"notFound":["CONN-9"]}"#)
        try expectGolden(ConnectorLookupRequest(phoneNumber: "+442079460000"), #"{"phoneNumber":"+442079460000"}"#)
        try expectGolden(
            ConnectorDeletion(deletedConnector: "CONN-1", deletedPhoneNumbers: ["+442079460000"]),
            #"{"deletedConnector":"CONN-1","deletedPhoneNumbers":["+442079460000"]}"#)
    }

    @Test("fields this version does not know are ignored")
    func unknownField() throws {
        let json = Connector.sampleJSON.replacing("{", with: #"{"sipTrunk":{"host":"x"},"#)
        #expect(try decoded(json) == Connector.sample)
    }

    @Test(
        "a text that is null reads as empty, and a connector is not the fault of all that are listed with it",
        arguments: [
            "accountId", "asrLangCode", "clientEnv", "name", "projectId", "ttsLangCode", "variantId", "voiceName",
        ])
    func nullText(field: String) throws {
        let whole = Connector.sampleJSON
        let value = try #require(whole.firstRange(of: "\"\(field)\":\"")).upperBound
        let end = try #require(whole[value...].firstIndex(of: "\""))
        let json = whole[..<whole.index(before: value)] + "null" + whole[whole.index(after: end)...]
        let read = try Connector(jsonBytes: String(json).utf8)
        #expect(read != Connector.sample || field == "variantId")
        #expect(read.connectorId == "CONN-1")
    }

    @Test("disableHandoff may be null; what has no ID, or has another type, is none")
    func nullFlag() throws {
        let json = Connector.sampleJSON
        #expect(try Connector(jsonBytes: json.replacing("false", with: "null").utf8) == Connector.sample)
        for broken in [
            json.replacing(#""CONN-1""#, with: "null"), json.replacing(#""Front desk""#, with: "7"),
            json.replacing(#""name":"Front desk","#, with: ""), json.replacing("false", with: #""no""#),
        ] {
            #expect(throws: JSONProblem.self) { try Connector(jsonBytes: broken.utf8) }
        }
    }

    @Test("an environment this version does not know is kept as it came")
    func unknownEnvironment() throws {
        let text = Connector.sampleJSON.replacing(#""live""#, with: #""canary""#)
        let read: Connector = try decoded(text)
        #expect(read.clientEnv == "canary")
        #expect(try json(read) == text)
    }

    @Test("a connector without one of its fields is not read", arguments: ["voiceName", "disableHandoff", "variantId"])
    func missingField(field: String) {
        let json = Connector.sampleJSON.replacing("\"\(field)\"", with: "\"other\"")
        #expect(throws: DecodingError.self) { try decoded(json, as: Connector.self) }
    }
}
