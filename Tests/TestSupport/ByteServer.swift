import NIOCore
import NIOPosix
package import NIOSSL
import Synchronization

/// A TCP server on a free port of this machine that answers each HTTP request with the next reply of a script.
package struct ByteServer: Sendable {
    package enum Reply: Sendable {
        case bytes(String)
        /// What need not be text.
        case data([UInt8])
        case dataThenClose([UInt8])
        case bytesThenClose(String)
        case close
        /// Leaves the connection open and says nothing.
        case silence
    }

    package let port: Int
    /// The requests as they came, head and body.
    package let requests: Recorder<String>

    /// An answer with a JSON body, a length and a correlation ID.
    package static func answer(_ body: String, status: String = "200 OK", headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
            + "X-PolyAI-Correlation-Id: corr-1\r\n\(headers)\r\n\(body)"
    }
}

/// Runs `body` beside a server that plays `replies`, one for each request, and is silent after them.
package func withByteServer<Value>(
    _ replies: [ByteServer.Reply], tls: NIOSSLContext? = nil, _ body: (ByteServer) async throws -> Value
) async throws -> Value {
    let requests = Recorder<String>()
    let script = Script(replies)
    let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                try channel.pipeline.syncOperations.addHandler(ScriptHandler(script, requests))
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    let server = ByteServer(port: listener.localAddress?.port ?? 0, requests: requests)
    do {
        let value = try await body(server)
        try await listener.close()
        return value
    } catch {
        try await listener.close()
        throw error
    }
}

private final class Script: Sendable {
    private let replies: Mutex<[ByteServer.Reply]>

    init(_ replies: [ByteServer.Reply]) { self.replies = Mutex(replies) }

    func next() -> ByteServer.Reply {
        replies.withLock { $0.isEmpty ? .silence : $0.removeFirst() }
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: Script
    private let requests: Recorder<String>
    private var received = ""

    init(_ script: Script, _ requests: Recorder<String>) {
        self.script = script
        self.requests = requests
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard requestIsWhole else { return }
        requests.append(received)
        received = ""
        play(script.next(), context)
    }

    private var requestIsWhole: Bool {
        guard let head = received.firstRange(of: "\r\n\r\n") else { return false }
        let line = received[..<head.lowerBound].split(separator: "\r\n")
            .first { $0.lowercased().hasPrefix("content-length:") }
        let length = line.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
        return received[head.upperBound...].utf8.count >= length
    }

    private func play(_ reply: ByteServer.Reply, _ context: ChannelHandlerContext) {
        switch reply {
        case .bytes(let text): write(text, context)
        case .data(let bytes): context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        case .dataThenClose(let bytes):
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            context.close(promise: nil)
        case .bytesThenClose(let text):
            write(text, context)
            context.close(promise: nil)
        case .close: context.close(promise: nil)
        case .silence: break
        }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}
