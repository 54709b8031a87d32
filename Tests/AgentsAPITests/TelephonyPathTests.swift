import AgentsAPI
import Telephony
import Testing

@Suite struct APIPathTests {
    @Test(
        "paths are those of the documentation",
        arguments: [
            (APIPath.connectors(of: "P"), "/v1/agents/P/telephony/connectors"),
            (.connectorBatch(of: "P"), "/v1/agents/P/telephony/connectors/batch"),
            (.connectorLookup(of: "P"), "/v1/agents/P/telephony/connectors/lookup"),
            (.connector("C", of: "P"), "/v1/agents/P/telephony/connectors/C"),
            (.phoneNumbers(of: "P"), "/v1/agents/P/telephony/phone-numbers"),
            (.phoneNumberBatch(of: "P"), "/v1/agents/P/telephony/phone-numbers/batch"),
            (.phoneNumber("+442079460000", of: "P"), "/v1/agents/P/telephony/phone-numbers/%2B442079460000"),
        ])
    func documentedPaths(path: APIPath, expected: String) { #expect(path.description == expected) }

    @Test(
        "nothing in an identifier can end its path segment",
        arguments: [
            ("a/b", "a%2Fb"), ("a?b#c", "a%3Fb%23c"), ("a b\n", "a%20b%0A"), ("é%", "%C3%A9%25"), ("~-._", "~-._"),
        ])
    func encoding(segment: String, expected: String) { #expect(APIPath.percentEncode(segment) == expected) }
}
