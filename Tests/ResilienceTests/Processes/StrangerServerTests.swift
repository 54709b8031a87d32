import AgentsClient
import Foundation
import TestSupport
import Testing

/// `PATCHBAY_WIRE_SECONDS=600` goes on for longer, and `PATCHBAY_WIRE_SEED=7` begins with other answers.
@Suite("The program and a server that nobody knows", .untilItHangs) struct StrangerServerTests {
    /// What once ended the process, and what is like it.
    static let kept: [[UInt8]] = [
        "HTTP/1.1 000 Low\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 099 Low\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 042 Low\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 401 No\r\nContent-Length: 520000\r\n\r\n"
            + String(repeating: "secret-key-of-the-test,", count: 22_609),
        "HTTP/1.1 400 No\r\nContent-Length: 1400000\r\n\r\n{\"error_message\": \""
            + String(repeating: "[", count: 1_399_000),
        "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n{}",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 005 Low\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 429 Slow\r\nRetry-After: Fri, 31 Dec 999999999 23:59:59 GMT\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n{}",
    ].map { Array($0.utf8) }

    /// Ends a command whose first answer was one that is asked for again.
    private static let notFound = ByteServer.Reply.bytes(ByteServer.answer("{}", status: "404 Not Found"))

    private static let environment = ProcessInfo.processInfo.environment
    private static let seconds = environment["PATCHBAY_WIRE_SECONDS"].flatMap(Double.init) ?? 0
    private static let seed = environment["PATCHBAY_WIRE_SEED"].flatMap(UInt64.init) ?? 910_000

    @Test("no answer ends the process, or shows the key", arguments: [0, 1] as [UInt64])
    func answers(part: UInt64) async throws {
        try await answer(Self.kept, part, seed: Self.seed + part)
        let start = ContinuousClock.now
        var next = Self.seed + part
        while start.duration(to: .now) < .seconds(Self.seconds) {
            next += 2
            try await answer([], part, seed: next)
        }
    }

    private func answer(_ kept: [[UInt8]], _ part: UInt64, seed: UInt64) async throws {
        var dice = AnswerDice(seed: seed)
        let answers = (part == 0 ? kept : []) + (1...40).map { _ in dice.answer() }
        let scratch = try ScratchDirectory()
        let replies = answers.flatMap { [ByteServer.Reply.dataThenClose($0), Self.notFound] }
        try await withByteServer(replies) { server in
            while server.requests.all.count < replies.count {
                let asked = server.requests.all.count
                let command = asked % 4 < 2 ? ["lookup", "+442079460958"] : ["list"]
                let ending = try await Self.run(
                    ["connector"] + command + ["--agent", "P", "--base-url", "http://127.0.0.1:\(server.port)"],
                    in: scratch)
                let isSound = ending.end == .exit(0) || ending.end == .exit(1)
                #expect(isSound, "after \(asked) requests of seed \(seed): \(ending)")
                #expect(!(ending.output + ending.errors).contains(Self.key))
                guard server.requests.all.count > asked else { break }
            }
            #expect(server.requests.all.count >= replies.count)
        }
    }

    @Test("no port ends it either", arguments: ["65536", "99999999999999999999", "-1", "0", "80x"])
    func ports(port: String) async throws {
        let ending = try await Self.run(
            ["connector", "list", "--agent", "P", "--base-url", "http://127.0.0.1:\(port)"], in: ScratchDirectory())
        #expect(ending.end == .exit(64), "\(ending)")
    }

    private static let key = "secret-key-of-the-test"

    private static func run(_ arguments: [String], in scratch: ScratchDirectory) async throws -> Ending {
        var spawn = Spawn(arguments: arguments)
        spawn.directory = scratch.path
        spawn.environment["POLYAI_API_KEY"] = key
        return try await spawn.start().ending()
    }
}
