import AgentsAPI
import Foundation
import HTTPTypes
import Telephony
import TestSupport
import Testing

@testable import AgentsClient

@Suite("A listing that is not whole") struct ListingPageTests {
    /// A listing of numbers with further members, and perhaps a header `Link`.
    private static func answer(_ numbers: [Int], _ more: String = "", link: String? = nil) -> APIResponse {
        let resources = numbers.map { number in
            #"{"number":"+44207946000\#(number)","projectId":"P","accountId":"a","clientEnv":"live","connectorId":"C"}"#
        }
        var response = APIResponse.ok(#"{"phoneNumbers":[\#(resources.joined(separator: ","))]\#(more)}"#)
        if let link, let name = HTTPField.Name("Link") { response.headers[name] = link }
        return response
    }

    private func numbers(_ transport: FakeTransport) async throws -> [String] {
        try await AgentsReader(transport).phoneNumbers(of: "P", connector: "C").map { String($0.number.suffix(1)) }
    }

    @Test(
        "is read on where it is plain how to ask for the next page",
        arguments: [
            (#","nextPageToken":"t1""#, nil, "pageToken=t1"), (#","next_page_token":"t1""#, nil, "page_token=t1"),
            (#","nextCursor":"t 1""#, nil, "cursor=t%201"), (#","next_cursor":"t1","has_more":true"#, nil, "cursor=t1"),
            (#","pagination":{"nextCursor":"t1"}"#, nil, "cursor=t1"),
            (#","meta":{"cursors":{"next_cursor":"t1"}}"#, nil, "cursor=t1"),
            (#","cursor":"t1","hasMore":true"#, nil, "cursor=t1"), (#","cursor":"t1""#, nil, "cursor=t1"),
            (#","pageInfo":{"hasNextPage":true,"endCursor":"t1"}"#, nil, "cursor=t1"),
            (#","nextPage":2"#, nil, "page=2"),
            (#","next":"/v1/agents/P/telephony/phone-numbers?offset=2&connectorId=C""#, nil, "offset=2&connectorId=C"),
            (#","links":{"next":"?offset=2"}"#, nil, "offset=2"),
            (#","_links":{"next":{"href":"https://x/v1/agents/P/telephony/phone-numbers?offset=2"}}"#, nil, "offset=2"),
            (#","nextCursor":100"#, nil, "cursor=100"),
            (#","has_more":true,"pagination":{"next_cursor":"t1"}"#, nil, "cursor=t1"),
            ("", #"<https://x/v1/agents/P/telephony/phone-numbers?page=2>; rel="next""#, "page=2"),
            (
                "", #"</v1/agents/P/telephony/phone-numbers?sort=number,asc;x&page=1>; rel="next""#,
                "sort=number%2Casc%3Bx&page=1"
            ),
            ("", #"</v1/agents/P/telephony/phone-numbers?page=9>; rel=last, <?page=2>; rel="prefetch next""#, "page=2"),
        ])
    func followed(more: String, link: String?, query: String) async throws {
        let transport = FakeTransport(script: [
            .success(Self.answer([1, 2], more, link: link)), .success(Self.answer([3])),
        ])
        #expect(try await numbers(transport) == ["1", "2", "3"])
        let targets = transport.requests.all.map { $0.target.split(separator: "?").last.map(String.init) ?? "" }
        #expect(targets.count == 2)
        #expect(targets[0] == "connectorId=C")
        #expect(targets[1] == (query.contains("connectorId") ? query : "connectorId=C&" + query))
    }

    @Test(
        "stops with a failure that says what shows it, where it is not plain",
        arguments: [
            (#","hasMore":true"#, nil, "there is more"), (#","truncated":true"#, nil, "there is more"),
            (#","pagination":{"has_next":true}"#, nil, "there is more"), (#","next":7"#, nil, "next"),
            (#","next":true"#, nil, "next"), (#","next":"https://elsewhere/v2/other?page=2""#, nil, "next"),
            (#","next":{"method":"POST"}"#, nil, "next"), (#","nextLink":"page-two""#, nil, "next"),
            (#","nextPage":1e300"#, nil, "next"), (#","total":3"#, nil, "there are 3 elements and holds 2"),
            (#","totalCount":80"#, nil, "there are 80 elements and holds 2"),
            (#","meta":{"total_items":3}"#, nil, "there are 3 elements and holds 2"),
            ("", #"<https://elsewhere/all?page=2>; rel="next""#, "Link: rel=next"),
            ("", "</v1/agents/P/telephony/phone-numbers>; rel=next", "Link: rel=next"),
        ])
    func refused(more: String, link: String?, sign: String) async throws {
        let transport = FakeTransport(script: [.success(Self.answer([1, 2], more, link: link))])
        let failure = try await failure { try await numbers(transport) }
        guard case .unreadable(.partial(let text)) = failure.kind else {
            Issue.record("\(failure)")
            return
        }
        #expect(text.contains(sign))
        #expect(failure.message.contains("the listing is only a part, as it"))
        #expect(transport.requests.all.count == 1)
    }

    @Test(
        "is no part when what it says besides does not mean so",
        arguments: [
            "", #","total":2"#, #","total":0"#, #","nextPageToken":"""#, #","nextPageToken":null"#, #","next":null"#,
            #","next":"","hasMore":false"#, #","hasMore":false,"cursor":"t1""#, #","page":1,"pages":1"#,
            #","links":{"self":"/v1/x?page=1","next":null}"#, #","meta":{"requestId":"x","total":2}"#,
            #","truncated":false"#,
            #","total":-1e300"#, #","total":1e300"#, #","hasMore":false,"pagination":{"nextCursor":"x"}"#,
            #","total":"many""#, #","page":{"size":50}"#, #","next":false"#,
        ])
    func whole(more: String) async throws {
        let transport = FakeTransport(script: [.success(Self.answer([1, 2], more))])
        #expect(try await numbers(transport) == ["1", "2"])
        #expect(transport.requests.all.count == 1)
    }

    @Test("a link that leads nowhere new ends it")
    func circle() async throws {
        let transport = FakeTransport(script: [.success(Self.answer([1], #","nextCursor":"t1""#))])
        let failure = try await failure { try await numbers(transport) }
        #expect(failure.kind == .unreadable(.partial("it names the same page again")))
        #expect(transport.requests.all.count == 2)
    }

    @Test("the elements of all pages count against the total")
    func totalOfPages() async throws {
        let pages = [Self.answer([1, 2], #","nextCursor":"t1","total":4"#), Self.answer([3], #","total":4"#)]
        let short = FakeTransport(script: pages.map { .success($0) })
        #expect(try await failure { try await numbers(short) }.message.contains("there are 4 elements and holds 3"))
        let whole = FakeTransport(script: [.success(pages[0]), .success(Self.answer([3, 4]))])
        #expect(try await numbers(whole) == ["1", "2", "3", "4"])
    }

    @Test("a later page that breaks off is read again, and nothing of it is there twice")
    func laterPage() async throws {
        let transport = FakeTransport(script: [
            .success(Self.answer([1], #","nextCursor":"t1""#)), .success(.ok("<html>Try again</html>")),
            .success(Self.answer([2, 3])),
        ])
        let reader = AgentsReader(RetryingTransport(transport, pacer: Pacer(.modest, clock: InstantClock())))
        #expect(try await reader.phoneNumbers(of: "P").map { String($0.number.suffix(1)) } == ["1", "2", "3"])
    }

    private func failure(_ body: () async throws -> [String]) async throws -> ClientFailure {
        try #require(await #expect(throws: ClientFailure.self) { _ = try await body() })
    }
}

@Suite("An answer that is no JSON") struct StrangeAnswerTests {
    private static let page = APIResponse.ok("<html><body>One moment…</body></html>")

    @Test("is asked for again by what only reads", arguments: [1, 3, 5])
    func readAgain(pages: Int) async throws {
        let answer = APIResponse.ok(DocumentedCall.connector)
        let transport = FakeTransport(
            script: Array(repeating: .success(Self.page), count: pages) + [.success(answer)])
        let reader = AgentsReader(RetryingTransport(transport, pacer: Pacer(.modest, clock: InstantClock())))
        _ = try await reader.lookUpConnector(for: "+442079460001", of: "P")
        #expect(transport.requests.all.count == pages + 1)
    }

    @Test("ends it when it does not get better, with all attempts counted")
    func givesUp() async throws {
        let transport = FakeTransport(script: [.success(Self.page)])
        let reader = AgentsReader(RetryingTransport(transport, pacer: Pacer(.modest, clock: InstantClock())))
        let failure = await #expect(throws: ClientFailure.self) { try await reader.connectors(of: "P") }
        #expect(failure?.kind == .unreadable(.notJSON))
        #expect(failure?.attempts == RetryPolicy().maximumAttempts)
        #expect(transport.requests.all.count == RetryPolicy().maximumAttempts)
    }

    @Test("is never a reason to write again")
    func writtenOnce() async throws {
        let transport = FakeTransport(script: [.success(Self.page)])
        let client = AgentsClient(RetryingTransport(transport, pacer: Pacer(.modest, clock: InstantClock())))
        let failure = await #expect(throws: ClientFailure.self) {
            try await client.updateConnector("C", ConnectorPatch(voiceName: "en-US-Neural2-A"), of: "P")
        }
        #expect(failure?.mayHaveBeenApplied == true)
        #expect(transport.requests.all.count == 1)
    }
}
