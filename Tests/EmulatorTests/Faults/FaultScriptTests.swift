import AgentsAPI
import Emulator
import Foundation
import Telephony
import Testing

@Suite("Fault scripts")
struct FaultScriptTests {
    private static let example = """
        {
          "seed": 42,
          "faults": [
            {"on": "updateConnectors", "calls": "3-5", "fault": {"kind": "status", "status": 503}},
            {"on": "any", "calls": 7, "fault": {"kind": "status", "status": 429, "body": "html", "retryAfter": -1}},
            {"fault": {"kind": "status", "status": 429, "retryAfter": {"dateIn": 2}, "code": "SLOW_DOWN"}},
            {"fault": {"kind": "status", "status": 504, "body": "none", "retryAfter": "soon", "applied": true}},
            {"on": ["updateConnectors", "updateConnector"], "connectors": ["front"], "times": 2, "probability": 0.25,
             "name": "lost", "fault": {"kind": "closeConnection", "when": "afterApplying"}},
            {"connectors": "front", "fault": {"kind": "cutAnswer", "bytes": 10}},
            {"fault": {"kind": "delay", "seconds": 1.5, "apply": "late"}},
            {"fault": {"kind": "delay"}},
            {"fault": {"kind": "wrongShape", "body": {"results": [1, 2.5, null, false]}}},
            {"calls": "1,4-", "fault": {"kind": "reverseResults"}},
            {"fault": {"kind": "addResult", "connector": "ghost"}},
            {"fault": {"kind": "dropResults", "items": "2-"}},
            {"fault": {"kind": "repeatResults"}},
            {"fault": {"kind": "omitData"}},
            {"fault": {"kind": "storeOther", "settings": {"voiceName": "en-GB-Neural2-A", "variantId": null}}},
            {"fault": {"kind": "ignoreChange"}},
            {"fault": {"kind": "pretendChange"}},
            {"fault": {"kind": "failItems", "error": "No.", "status": 409, "code": "BUSY"}},
            {"fault": {"kind": "revokeKey"}},
            {"fault": {"kind": "forbidKey"}},
            {"fault": {"kind": "outage", "connections": 3}}
          ]
        }
        """

    private static let meant = FaultScript(
        [
            Fault(.status(503), on: [.updateConnectors], calls: [3...5]),
            Fault(.status(StatusFault(429, body: .html, retryAfter: .seconds(-1))), calls: .only(7)),
            Fault(.status(StatusFault(429, code: "SLOW_DOWN", retryAfter: .date(secondsFromNow: 2)))),
            Fault(.status(StatusFault(504, body: .none, retryAfter: .text("soon"), applied: true))),
            Fault(
                .closeConnection(.afterApplying), on: [.updateConnectors, .updateConnector], connectors: ["front"],
                times: 2, probability: 0.25, name: "lost"),
            Fault(.cutAnswer(bytes: 10), connectors: ["front"]),
            Fault(.delay(DelayFault(.seconds(1.5), apply: .late))),
            Fault(.delay(.untilClientLeaves())),
            Fault(.wrongShape(["results": [1, .number(2.5), .null, false]])),
            Fault(.reverseResults, calls: [1...1, 4...Int.max]),
            Fault(.addResult("ghost")),
            Fault(.updates(.dropResults, items: .from(2))),
            Fault(.updates(.repeatResults)),
            Fault(.updates(.omitData)),
            Fault(.updates(.storeOther(ConnectorPatch(variantId: .clear, voiceName: "en-GB-Neural2-A")))),
            Fault(.updates(.ignoreChange)),
            Fault(.updates(.pretendChange)),
            Fault(.updates(.failItems(UpdateFailure(error: "No.", status: 409, code: "BUSY")))),
            Fault(.revokeKey),
            Fault(.forbidKey),
            Fault(.outage(connections: 3)),
        ], seed: 42)

    @Test("a script as JSON says the same as one in Swift, and has every kind")
    func example() throws {
        #expect(try FaultScript(json: Data(Self.example.utf8)) == Self.meant)
        #expect(Set(Self.meant.faults.map(\.kind.name)) == Set(FaultKind.Name.allCases))
    }

    @Test("a script that is written and read again is the same")
    func roundTrip() throws {
        #expect(try FaultScript(json: JSONEncoder().encode(Self.meant)) == Self.meant)
    }

    @Test(
        "what is wrong with a script is a sentence that names the fault and the field",
        arguments: [
            ("[]", "The script: it must be an object."),
            ("{", "The fault script is not valid JSON. Look for a missing comma, quote or bracket."),
            (#"{"seed": 1}"#, #"The script: "faults" is missing. It must be a list of faults."#),
            (#"{"faults": [], "sed": 1}"#, #"The script: "sed" is not known here. Fields: faults, seed."#),
            (#"{"faults": [], "seed": -1}"#, #"The script: "seed" must be a whole number, not negative."#),
            (#"{"faults": [1]}"#, "Fault 1: it must be an object."),
        ])
    func wholeScript(json: String, sentence: String) {
        Self.expect(json, sentence)
    }

    @Test(
        "what is wrong with a fault is a sentence that names the fault and the field",
        arguments: [
            (#"{}"#, #""fault" is missing. It must be an object with a kind."#),
            (
                #"{"probabilty": 1, "fault": {"kind": "delay"}}"#,
                #""probabilty" is not known here. Fields: calls, connectors, fault, name, on, probability, times."#
            ),
            (
                #"{"fault": {"kind": "delay"}, "probability": 2}"#,
                #""probability" must be a number from 0 to 1."#
            ),
            (
                #"{"fault": {"kind": "delay"}, "calls": "5-3"}"#,
                #""calls" must be a number from 1, a range such as "3-5" or "10-", or several with commas."#
            ),
            (
                #"{"fault": {"kind": "status"}}"#,
                #""fault.status" is missing. It must be a whole number from 400 to 599."#
            ),
            (
                #"{"fault": {"kind": "status", "status": 200}}"#,
                #""fault.status" must be a whole number from 400 to 599."#
            ),
            (
                #"{"fault": {"kind": "status", "status": 500, "body": "json"}}"#,
                #""fault.body" cannot be "json". It can be: envelope, html, none."#
            ),
            (
                #"{"fault": {"kind": "closeConnection"}}"#,
                #""fault.when" is missing. It must be one of afterApplying, beforeApplying, beforeReading."#
            ),
            (
                #"{"fault": {"kind": "cutAnswer", "seconds": 1}}"#,
                #""fault.seconds" is not known here. Fields: bytes, kind."#
            ),
            (
                #"{"fault": {"kind": "storeOther", "settings": {"voice": "x"}}}"#,
                #""fault.settings.voice" is not known here. Fields: asrLangCode, projectId, variantId, voiceName."#
            ),
            (
                #"{"on": ["listConnectors"], "fault": {"kind": "omitData"}}"#,
                "the kind omitData cannot hit listConnectors. It can hit: updateConnectors."
            ),
        ])
    func oneFault(json: String, sentence: String) {
        Self.expect(#"{"faults": [{"fault": {"kind": "delay"}}, \#(json)]}"#, "Fault 2: " + sentence)
    }

    @Test("an unknown operation or kind is answered with the known ones")
    func unknownNames() {
        let operation = Self.problem(#"{"faults": [{"on": "updateConnecters", "fault": {"kind": "delay"}}]}"#)
        #expect(operation?.hasPrefix(#"Fault 1: "on" cannot be "updateConnecters". It can be: any, dele"#) == true)
        let kind = Self.problem(#"{"faults": [{"fault": {"kind": "sttus"}}]}"#)
        #expect(kind?.hasPrefix(#"Fault 1: "fault.kind" cannot be "sttus". It can be: addResult, "#) == true)
    }

    @Test("a script that cannot be read is a sentence")
    func unreadable() {
        let problem = #expect(throws: FaultScriptProblem.self) {
            try FaultScript(contentsOf: URL(filePath: "/nowhere/faults.json"))
        }
        #expect(
            problem?.description
                == "The fault script cannot be read. Check its path and its permissions.")
    }

    private static func expect(
        _ json: String, _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(problem(json) == sentence, sourceLocation: sourceLocation)
    }

    private static func problem(_ json: String) -> String? {
        #expect(throws: FaultScriptProblem.self) { try FaultScript(json: Data(json.utf8)) }?.description
    }
}
