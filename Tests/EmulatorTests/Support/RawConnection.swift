import AgentsAPI
import Emulator
import NIOCore
import NIOPosix
import Telephony
import TestSupport
import Testing

/// A TCP connection without any HTTP in between, for what no HTTP client sends and for how a connection ends.
struct RawConnection {
    let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    static func open<Value: Sendable>(
        _ port: Int, _ body: @Sendable (RawConnection) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let outcome = Recorder<Value>()
        do {
            try await channel.executeThenClose {
                outcome.append(try await body(RawConnection(inbound: $0, outbound: $1)))
            }
        } catch  where !outcome.all.isEmpty {
            // A connection that the server has reset cannot be closed any more.
        }
        return try #require(outcome.all.first)
    }

    /// Sends a request and hears all that comes; the connection may be closed before either.
    static func answer(to request: String, from port: Int) async throws -> RawAnswer {
        try await open(port) { connection in
            try? await connection.send(request)
            return RawAnswer(text: await connection.rest())
        }
    }

    func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

    /// All that comes until the connection ends, whether it is closed or reset.
    func rest() async -> String {
        var text = ""
        do {
            for try await part in inbound { text += String(buffer: part) }
        } catch {
            // A reset ends it as well.
        }
        return text
    }
}

/// What comes back to a request on a connection of its own.
struct RawAnswer: Sendable {
    /// Empty when the connection ended without an answer.
    let text: String

    var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
    var body: String { text.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first.map(String.init) ?? "" }

    func header(_ name: String) -> String? {
        text.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ": ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }
}

extension RunningEmulator {
    func request(_ method: String, _ path: String, _ body: String? = nil) -> String {
        var lines = [
            "\(method) /v1/agents/SALES/telephony\(path) HTTP/1.1", "Host: localhost", "X-API-KEY: \(key)",
            "Connection: close",
        ]
        if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"] }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
    }

    func send(_ method: String, _ path: String, _ body: String? = nil) async throws -> RawAnswer {
        try await RawConnection.answer(to: request(method, path, body), from: address.port)
    }

    func variants() async throws -> [String] { try await store.snapshot().connectors.map(\.variantId.rawValue) }
}

/// Runs a test over a real socket against an emulator of the fixture.
func withServer(
    _ faults: FaultScript = .none, _ change: (inout EmulatorConfiguration) -> Void = { _ in },
    _ body: @Sendable (RunningEmulator) async throws -> Void
) async throws {
    var configuration = try Fixture.configuration()
    configuration.faults = faults
    change(&configuration)
    try await withEmulator(configuration, body)
}
