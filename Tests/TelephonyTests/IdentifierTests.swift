import Telephony
import Testing

@Test("an identifier reads back exactly as it came")
func identifierIsOpaque() {
    #expect(AgentID(rawValue: "PROJECT-58RP822I").description == "PROJECT-58RP822I")
}
