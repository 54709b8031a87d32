import AgentsAPI
import Telephony
import Testing

@Suite struct ErrorEnvelopeTests {
    private let json =
        #"{"data":null,"error":"Not Found","error_code":"CONNECTORS_NOT_FOUND","#
        + #""error_id":"8a0d5dd8-8b0e-4b54-9f37-6f7c1a0c3a11","error_message":"No such connector","success":false}"#

    @Test("an envelope is written with all six fields, data as null")
    func goldenEnvelope() throws {
        try expectGolden(
            ErrorEnvelope(
                error: "Not Found", errorID: "8a0d5dd8-8b0e-4b54-9f37-6f7c1a0c3a11", errorCode: .connectorNotFound,
                errorMessage: "No such connector"),
            json)
    }

    @Test("an envelope with data, or with a code this version does not know, is read")
    func tolerance() throws {
        let other = json.replacing("null", with: #"{"limit":5}"#).replacing("CONNECTORS_NOT_FOUND", with: "NEW_CODE")
        #expect(try decoded(other, as: ErrorEnvelope.self).errorCode == "NEW_CODE")
    }

    @Test(
        "the second form, and what is left of either, is read whole",
        arguments: [
            (
                #"{"message":"Bad body","errors":[{"field":"voice","message":"unknown"},{"field":"x","message":"y"}]}"#,
                "", "Bad body; voice: unknown; x: y"
            ),
            (#"{"message":"Bad body"}"#, "", "Bad body"),
            (#"{"message":"Bad body","errors":[]}"#, "", "Bad body"),
            (#"{"errors":[{"field":"voiceName","message":"unknown"}]}"#, "", "voiceName: unknown"),
            (#"{"message":"Bad","errors":["too long",{"message":"no field"}]}"#, "", "Bad; too long; no field"),
            (#"{"message":"Bad","errors":{"voiceName":"unknown"}}"#, "", "Bad"),
            (#"{"detail":"Not found."}"#, "", "Not found."),
            (#"{"error":"Not Found","error_code":"PROJECT_NOT_FOUND"}"#, "PROJECT_NOT_FOUND", ""),
            (#"{"error":null,"error_code":"X","error_id":null,"error_message":null,"message":"m"}"#, "X", "m"),
        ])
    func secondForm(json: String, code: String, message: String) throws {
        let envelope = try ErrorEnvelope(jsonBytes: json.utf8)
        #expect(envelope.errorCode.rawValue == code)
        #expect(envelope.errorMessage == message)
    }

    @Test(
        "what says nothing is none",
        arguments: ["{}", "[]", #"{"errors":[]}"#, #"{"status":404}"#, "null", #"{"message":""}"#])
    func neither(json: String) {
        #expect(throws: (any Error).self) { try ErrorEnvelope(jsonBytes: json.utf8) }
    }

    @Test(
        "codes that end in _NOT_FOUND or _DOES_NOT_EXIST say that the thing is not there",
        arguments: [
            (ErrorCode.connectorNotFound, true), (.phoneNumberConnectorMissing, true), (.projectNotFound, true),
            (.forbidden, false), (.connectorInvalid, false), ("NOT_FOUND_X", false),
        ])
    func notFound(code: ErrorCode, expected: Bool) { #expect(code.saysNotFound == expected) }
}
