import AgentsAPI
import Foundation
import HTTPTypes
import Synchronization
import Telephony
import TestSupport
import Testing

@testable import AgentsClient

@Suite("A listing that is read while it arrives") struct ListingTests {
    private static let connectors = (1...7).map { index in
        Connector(
            connectorId: ConnectorID(rawValue: "C\(index)"), name: "Say \"hi\", [\(index)] {\\} é😀", accountId: "a",
            projectId: "P", clientEnv: "live", variantId: "", asrLangCode: "en-US", ttsLangCode: "en-US",
            voiceName: "v", disableHandoff: index.isMultiple(of: 2))
    }

    private static let body: [UInt8] = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted]
        let list = try? encoder.encode(ConnectorList(connectors: connectors))
        return Array(#"{"page": {"connectors": [1, "]"]}, "#.utf8) + (list ?? Data()).dropFirst()
    }()

    private func read(_ pieces: [[UInt8]]) throws -> [Connector] {
        var splitter = ListingSplitter(name: "connectors", longestElement: 1_000)
        var all: [Connector] = []
        func hand(_ list: [UInt8]) throws {
            all += try JSONDocument.read(list) { try $0.list { try Connector(json: $0) } }
        }
        for piece in pieces { try splitter.take(piece, hand) }
        if let rest = splitter.rest() { try hand(rest) }
        return all
    }

    @Test("may be cut at any two bytes")
    func anywhere() throws {
        let body = Self.body
        #expect(try read([body]) == Self.connectors)
        #expect(try read(body.map { [$0] }) == Self.connectors)
        for first in body.indices {
            #expect(try read([Array(body[..<first]), Array(body[first...])]) == Self.connectors, "cut at \(first)")
        }
    }

    @Test("is handed over in pieces, and no more of it is held", arguments: [1, 1_000, 65_536])
    func pieces(chunk: Int) async throws {
        let count = 5_000
        var writer = JSONWriter()
        writer.object { json in
            json.name("connectors")
            json.list((0..<count).map { Self.connectors[$0 % 7] })
        }
        let reader = ListingReader<Connector>(name: "connectors", longestElement: 1_000)
        await reader.begin()
        var (total, most) = (0, 0)
        for start in stride(from: 0, to: writer.bytes.count, by: chunk) {
            let elements = try await reader.take(Array(writer.bytes[start..<min(start + chunk, writer.bytes.count)]))
            total += elements.count
            most = max(most, elements.count)
        }
        total += try await reader.end(headers: [:], path: "/x").elements.count
        #expect(total == count)
        #expect(most <= 2 * ListingSplitter.pieceCount)
    }

    @Test(
        "that is none is found to be none, and where",
        arguments: [
            ("", ClientFailure.Unreadability.notJSON), ("[]", .wrongShape(path: "")),
            ("{}", .wrongShape(path: "connectors")),
            (#"{"connectors":{}}"#, .wrongShape(path: "connectors")),
            (#"{"connectors":null}"#, .wrongShape(path: "connectors")),
            (#"{"connectors":[CONNECTOR,]}"#, .notJSON), (#"{"connectors":[,CONNECTOR]}"#, .notJSON),
            (#"{"connectors":[CONNECTOR,,CONNECTOR]}"#, .notJSON), (#"{"connectors":[CONNECTOR CONNECTOR]}"#, .notJSON),
            (#"{"connectors":[CONNECTOR"#, .notJSON), (#"{"connectors":[CONNECTOR]"#, .notJSON),
            (#"{"connectors":[CONNECTOR]}}"#, .notJSON), (#"{"connectors":[CONNECTOR],"more":tru}"#, .notJSON),
            (#"{"connectors":[CONNECTOR,7]}"#, .wrongShape(path: "connectors[1]")),
            (#"{"connectors":[CONNECTOR,CONNECTOR,{"connectorId":"C"}]}"#, .wrongShape(path: "connectors[2].name")),
        ])
    func broken(body: String, reason: ClientFailure.Unreadability) async throws {
        let text = body.replacing("CONNECTOR", with: DocumentedCall.connector)
        let reader = AgentsReader(FakeTransport(script: [.success(.ok(text))]))
        let failure = try await failure { try await reader.connectors(of: "P") }
        #expect(failure.kind == .unreadable(reason))
        #expect(failure.excerpt == String(text.prefix(200)))
    }

    @Test("with an element that is too long is refused")
    func tooLong() throws {
        var splitter = ListingSplitter(name: "connectors", longestElement: 100)
        #expect(throws: ListingSplitter.TooLong.self) {
            try splitter.take(Array(#"{"connectors":["\#(String(repeating: "x", count: 200))"#.utf8)) { _ in }
        }
    }

    @Test("begins again when it broke off, and what came before is void")
    func begunAgain() async throws {
        let half = Array(Self.body.prefix(Self.body.count / 2))
        let turns = Mutex(0)
        let transport = FakeTransport { request async throws(ClientFailure) in
            let isFirst = turns.withLock { turn in
                turn += 1
                return turn == 1
            }
            guard let stream = request.bodyStream else { return .ok() }
            do {
                try await stream.begin()
                try await stream.take(isFirst ? half : Self.body)
            } catch {
                Issue.record(error)
            }
            if isFirst { throw ClientFailure(.unreadable(.cutOff), of: .listConnectors) }
            var response = APIResponse.ok()
            response.body = Data()
            return response
        }
        let reader = AgentsReader(RetryingTransport(transport, pacer: Pacer(.modest, clock: InstantClock())))
        #expect(try await reader.connectors(of: "P") == Self.connectors)
    }

    @Test("whose taker fails ends with the taker's error, and is not asked for again")
    func takerFails() async throws {
        let transport = FakeTransport { request async throws(ClientFailure) in
            do {
                try await request.bodyStream?.begin()
            } catch {
                throw ClientFailure(.interrupted, of: .listConnectors)
            }
            return .ok()
        }
        let reader = AgentsReader(RetryingTransport(transport, pacer: Pacer(.modest, clock: InstantClock())))
        await #expect(throws: DiskFull.self) {
            try await reader.listConnectors(of: "P") { _ in throw DiskFull() }
        }
        #expect(transport.requests.all.count == 1)
    }
}

private struct DiskFull: Error {}
