import AgentsAPI
import Emulator
import Foundation
import NIOCore
import Telephony
import TestSupport
import Testing

@Suite("Limits of requests and connections")
struct LimitTests {
    @Test("a body over the limit is answered 413, whether it says its length or not", arguments: [true, false])
    func body(saysLength: Bool) async throws {
        try await withServer {
            $0.maxBodyBytes = 100
        } _: { emulator in
            let body = String(repeating: " ", count: 101)
            var request = emulator.request("PATCH", "/connectors/batch", body)
            if !saysLength {
                request = request.replacing("Content-Length: 101", with: "Transfer-Encoding: chunked")
                    .replacing(body, with: "65\r\n\(body)\r\n0\r\n\r\n")
            }
            let answer = try await Self.answer(to: request, of: emulator)
            #expect(answer.status == 413)
            try await Self.expectServing(emulator)
        }
    }

    @Test("headers over the limit, or a path, end the connection", arguments: [true, false])
    func headers(isPath: Bool) async throws {
        try await withServer {
            $0.maxHeaderBytes = 1024
        } _: { emulator in
            let filler = String(repeating: "a", count: 1100)
            let request = emulator.request("GET", isPath ? "/connectors/\(filler)" : "/connectors")
                .replacing(
                    "Host: localhost", with: isPath ? "Host: localhost" : "Host: localhost\r\nX-Filler: \(filler)")
            let answer = try await Self.answer(to: request, of: emulator)
            // The answer may be lost, as the connection ends with bytes that nobody has read.
            #expect([nil, 400].contains(answer.status))
            try await Self.expectServing(emulator)
        }
    }

    @Test("connections over the limit are closed at once, and there is room again when others end")
    func connections() async throws {
        try await withServer {
            $0.maxConnections = 2
        } _: { emulator in
            try await RawConnection.open(emulator.address.port) { first in
                try await Self.use(first, of: emulator)
                try await RawConnection.open(emulator.address.port) { second in
                    try await Self.use(second, of: emulator)
                    #expect(try await emulator.send("GET", "/connectors").text.isEmpty)
                }
            }
            try await Self.expectServing(emulator)
        }
    }

    @Test(
        "a client that does not finish its request is not waited for",
        arguments: [
            "", "GET /openapi", "GET /openapi.json HTTP/1.1\r\nX-Slow: ",
            "GET /openapi.json HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf", "body",
        ])
    func unfinished(start: String) async throws {
        try await withServer {
            $0.clientPatience = .milliseconds(50)
        } _: { emulator in
            let patch = emulator.request("PATCH", "/connectors/batch", Batch.body)
            let text = start == "body" ? String(patch.dropLast(10)) : start
            let answer = try await Self.answer(to: text, of: emulator)
            // What needs no body may be answered before the rest of it is given up.
            #expect((start.contains("half") ? [nil, 200] : [nil]).contains(answer.status))
            #expect(try await emulator.variants() == Batch.before)
            try await Self.expectServing(emulator)
        }
    }

    @Test("a trickle of bytes does not stretch the time that a client has")
    func trickle() async throws {
        try await withServer {
            $0.clientPatience = .milliseconds(200)
        } _: { emulator in
            let head = emulator.request("PATCH", "/connectors/batch", Batch.body)
                .replacing("Content-Length: \(Batch.body.utf8.count)", with: "Content-Length: 8000000")
            try await RawConnection.open(emulator.address.port) { connection in
                var sent = 0
                try? await connection.send(head)
                while sent < 7_000_000, (try? await connection.send(" ")) != nil { sent += 1 }
                #expect(sent < 7_000_000)
            }
        }
    }

    @Test("a client that waits for its answer is not closed meanwhile, one that then stays is")
    func idle() async throws {
        // On a machine that is busy the request itself may come too late; the answer never can.
        for patience in [50, 200, 1_000, 5_000] where try await answersInTime(.milliseconds(patience)) { return }
        Issue.record("No answer that takes longer than the client may take has come.")
    }

    /// Whether an answer comes that takes three times as long as a client may.
    private func answersInTime(_ patience: Duration) async throws -> Bool {
        let answers = Recorder<String>()
        try await withServer([.init(.delay(DelayFault(patience * 3)))]) {
            $0.clientPatience = patience
        } _: { emulator in
            let request = emulator.request("GET", "/connectors/front").replacing("Connection: close\r\n", with: "")
            answers.append(try await Self.answer(to: request, of: emulator).body)
        }
        return answers.all.contains { $0.contains("spring") }
    }

    @Test("a client that does not take its answer in is not waited for")
    func deaf() async throws {
        let long = JSONValue.string(String(repeating: "long ", count: 3_000_000))
        try await withServer([.init(.wrongShape(long), times: 1)]) {
            $0.clientPatience = .milliseconds(300)
            $0.maxConnections = 1
        } _: { emulator in
            try await RawConnection.open(emulator.address.port) { connection in
                // On a machine that is busy it is closed before its first bytes are taken in.
                try? await Self.use(connection, of: emulator)
                // There is room for another one only when the first one has been closed.
                while try await emulator.send("GET", "/connectors").status == nil {}
            }
        }
    }

    @Test(
        "garbage is not fatal",
        arguments: [
            "\u{0}\u{1}\u{2}\u{3}", "\r\n\r\n\r\n", "GET", "NONSENSE / HTTP/9.9\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", "GET / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "GET / HTTP/1.1\r\n: nameless\r\n\r\n", "GET %%% HTTP/1.1\r\nHost: x\r\n\r\n",
        ])
    func garbage(bytes: String) async throws {
        try await withServer {
            $0.clientPatience = .milliseconds(50)
        } _: { emulator in
            let answer = try await Self.answer(to: bytes, of: emulator)
            if !answer.text.isEmpty {
                #expect((400..<500).contains(answer.status ?? 0))
                let envelope = try JSONDecoder().decode(ErrorEnvelope.self, from: Data(answer.body.utf8))
                #expect(envelope.errorID == answer.header("x-polyai-correlation-id"))
            }
            try await Self.expectServing(emulator)
        }
    }

    @Test("bytes that are no request are answered with the envelope")
    func unreadable() async throws {
        try await withServer { emulator in
            let answer = try await Self.answer(to: "NONSENSE\r\n\r\n", of: emulator)
            #expect(answer.status == 400)
            let envelope = try JSONDecoder().decode(ErrorEnvelope.self, from: Data(answer.body.utf8))
            #expect(envelope.errorCode == "REQUEST_UNREADABLE")
            #expect(answer.header("connection") == "close")
        }
    }

    @Test("a body that is garbage or ends too soon is refused and changes nothing", arguments: [true, false])
    func brokenBody(isCut: Bool) async throws {
        let log = RequestLog()
        try await withServer {
            $0.requestLog = log
        } _: { emulator in
            let request = emulator.request("PATCH", "/connectors/batch", Batch.body)
            let text =
                isCut
                ? String(request.dropLast(10))
                : request.replacing("Content-Length: \(Batch.body.utf8.count)", with: "Transfer-Encoding: chunked")
            try await RawConnection.open(emulator.address.port) { connection in
                try await connection.send(text)
                if !isCut { _ = await connection.rest() }
            }
            #expect(try await emulator.send("GET", "/connectors").status == 200)
            #expect(try await emulator.variants() == Batch.before)
            #expect(log.entries.allSatisfy { !$0.applied })
        }
    }

    private static func answer(to request: String, of emulator: RunningEmulator) async throws -> RawAnswer {
        try await RawConnection.answer(to: request, from: emulator.address.port)
    }

    /// On a machine that is busy a request may come later than the tests let it, so there are several.
    private static func expectServing(
        _ emulator: RunningEmulator, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for _ in 1...5_000 {
            if try await emulator.send("GET", "/connectors").status == 200 { return }
        }
        Issue.record("The emulator serves no more.", sourceLocation: sourceLocation)
    }

    /// Asks something, which is answered at least in part, and keeps the connection.
    private static func use(_ connection: RawConnection, of emulator: RunningEmulator) async throws {
        let request = emulator.request("GET", "/connectors/front").replacing("Connection: close\r\n", with: "")
        try await connection.send(request)
        for try await _ in connection.inbound { break }
    }
}
