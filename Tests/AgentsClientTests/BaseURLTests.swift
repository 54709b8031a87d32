import AgentsClient
import Testing

@Suite struct BaseURLTests {
    @Test("each region has its host", arguments: BaseURL.Region.allCases)
    func regions(region: BaseURL.Region) {
        #expect(BaseURL.region(region).description == "https://api.\(region.rawValue).poly.ai")
    }

    @Test(
        "equal addresses become equal texts",
        arguments: [
            ("https://api.uk.poly.ai", "https://api.uk.poly.ai"), ("https://api.uk.poly.ai/", "https://api.uk.poly.ai"),
            (" HTTPS://API.UK.poly.ai:443//\n", "https://api.uk.poly.ai"),
            ("https://gateway.example.com:8443/poly/", "https://gateway.example.com:8443/poly"),
            ("http://localhost:8080/", "http://localhost:8080"), ("http://LOCALHOST", "http://localhost"),
            ("http://127.0.0.1:80", "http://127.0.0.1"), ("http://127.8.9.10:1", "http://127.8.9.10:1"),
            ("http://[::1]:9/", "http://[::1]:9"), ("https://10.0.0.1", "https://10.0.0.1"),
            ("https://\u{430}pi.uk.poly.ai", "https://xn--pi-6kc.uk.poly.ai"),
            ("https://B\u{FC}cher.example/x", "https://xn--bcher-kva.example/x"),
        ])
    func canonical(text: String, expected: String) throws { #expect(try BaseURL(text).description == expected) }

    @Test(
        "what could leak the key or go astray is refused",
        arguments: [
            ("http://api.uk.poly.ai", BaseURL.Problem.Reason.plainHTTP), ("http://10.0.0.1", .plainHTTP),
            ("http://127.0.0.1.example.com", .plainHTTP), ("http://localhost.example.com", .plainHTTP),
            ("http://127.1", .plainHTTP), ("http://[::2]", .plainHTTP), ("http://0.0.0.0", .plainHTTP),
            ("ftp://api.uk.poly.ai", .scheme), ("api.uk.poly.ai", .notAURL), ("", .notAURL), ("https://", .notAURL),
            ("https://user:secret@api.uk.poly.ai", .userInfo), ("https://user@api.uk.poly.ai", .userInfo),
            ("http://127.0.0.1:65536", .port), ("https://api.uk.poly.ai:0", .port),
            ("http://[::1]:99999999999999999999", .port),
            ("https://api.uk.poly.ai?x=1", .query), ("https://api.uk.poly.ai#x", .fragment),
        ])
    func refused(text: String, reason: BaseURL.Problem.Reason) {
        #expect { try BaseURL(text) } throws: { ($0 as? BaseURL.Problem)?.reason == reason }
    }

    @Test(
        "a refusal is a sentence that does not repeat a password",
        arguments: [
            "https://user:hunter22@api.uk.poly.ai", "http://user:hunter22@api.uk.poly.ai",
            "user:hunter22@api.uk.poly.ai",
            "https://user:hunter22@", "https://user:hunter22@api uk.poly.ai",
        ])
    func refusalMessage(text: String) {
        #expect {
            try BaseURL(text)
        } throws: {
            "\($0)".hasPrefix("The base URL ") && !"\($0)".contains("hunter22")
        }
    }
}
