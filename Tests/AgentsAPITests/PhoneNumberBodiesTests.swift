import AgentsAPI
import Telephony
import Testing

@Suite struct PhoneNumberBodiesTests {
    private let routed = PhoneNumberResource(
        number: "+442079460000", projectId: "PROJECT-58RP822I", accountId: "ws-fd112d8f", clientEnv: .preRelease,
        connectorId: "CONN-1")
    private let routedJSON =
        #"{"accountId":"ws-fd112d8f","clientEnv":"pre-release","connectorId":"CONN-1","#
        + #""number":"+442079460000","projectId":"PROJECT-58RP822I"}"#

    @Test("a number has a connector only when it is routed")
    func goldenNumber() throws {
        try expectGolden(routed, routedJSON)
        var unrouted = routed
        unrouted.connectorId = nil
        try expectGolden(unrouted, routedJSON.replacing(#""connectorId":"CONN-1","#, with: ""))
        #expect(try decoded(routedJSON.replacing(#""CONN-1""#, with: "null")) == unrouted)
    }

    @Test("the lists and batches of numbers have their documented form")
    func goldenLists() throws {
        try expectGolden(PhoneNumberList(phoneNumbers: [routed]), #"{"phoneNumbers":[\#(routedJSON)]}"#)
        try expectGolden(PhoneNumberBatchRequest(phoneNumbers: ["+1"]), #"{"phoneNumbers":["+1"]}"#)
        try expectGolden(
            PhoneNumberBatch(found: [routed], notFound: ["+1"]), #"{"found":[\#(routedJSON)],"notFound":["+1"]}"#)
        try expectGolden(PhoneNumberRouting(connectorId: "CONN-2"), #"{"connectorId":"CONN-2"}"#)
    }

    @Test("an import names an environment only when it is asked for")
    func goldenImports() throws {
        try expectGolden(PhoneNumberImportRequest(phoneNumbers: ["+1"]), #"{"phoneNumbers":["+1"]}"#)
        try expectGolden(
            PhoneNumberImportRequest(phoneNumbers: ["+1"], clientEnv: .live),
            #"{"clientEnv":"live","phoneNumbers":["+1"]}"#)
        try expectGolden(SinglePhoneNumberImportRequest(), "{}")
        try expectGolden(SinglePhoneNumberImportRequest(clientEnv: .sandbox), #"{"clientEnv":"sandbox"}"#)
        try expectGolden(PhoneNumberImport(imported: ["+1"]), #"{"imported":["+1"]}"#)
        try expectGolden(SinglePhoneNumberImport(imported: "+1"), #"{"imported":"+1"}"#)
    }

    @Test("deletions leave out errors when there are none")
    func goldenDeletions() throws {
        try expectGolden(PhoneNumberDeletion(deleted: "+1"), #"{"deleted":"+1"}"#)
        try expectGolden(PhoneNumberDeletions(deleted: ["+1"]), #"{"deleted":["+1"]}"#)
        try expectGolden(
            PhoneNumberDeletions(deleted: [], errors: [.init(phoneNumber: "+1", error: "It is not known.")]),
            #"{"deleted":[],"errors":[{"error":"It is not known.","phoneNumber":"+1"}]}"#)
    }
}
