import NIOCore
import NIOHTTPTypes

/// Lets a connection in or closes it, and closes it when its client takes too long.
///
/// A client has the time of `patience` to deliver a whole request, counted from the opening of the connection or from
/// the last answer, and as long again to take an answer in. No trickle of bytes stretches that.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let gate: ConnectionGate
    private let patience: TimeAmount
    private var isAdmitted = false
    private var unanswered = 0
    private var isReading = false
    private var isWriting = false
    private var deadline: Scheduled<Void>?

    init(gate: ConnectionGate, patience: Duration) {
        self.gate = gate
        self.patience = TimeAmount(patience)
    }

    func handlerAdded(context: ChannelHandlerContext) { isAdmitted = gate.admit(context.channel) }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        guard isAdmitted else { return context.close(promise: nil) }
        resetDeadline(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { gate.noteDeparture(of: context.channel) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            unanswered += 1
            isReading = true
            resetDeadline(context)
        case .body: break
        case .end:
            isReading = false
            resetDeadline(context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head where unanswered == 0:
            // The server's own, and bare: nothing of what came could be read as a request.
            for part in UnreadableRequest.answer() { context.write(wrapOutboundOut(part), promise: nil) }
            promise?.succeed()
        case .head:
            isWriting = true
            resetDeadline(context)
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            let promise = promise ?? context.eventLoop.makePromise()
            promise.futureResult.assumeIsolated().whenSuccess { self.noteAnswered(context) }
            context.write(data, promise: promise)
        }
    }

    private func noteAnswered(_ context: ChannelHandlerContext) {
        unanswered -= 1
        isWriting = false
        resetDeadline(context)
    }

    /// The time runs while it is the client's turn, not while the emulator works on an answer.
    private func resetDeadline(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        guard isReading || isWriting || unanswered == 0 else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { context.close(promise: nil) }
    }
}

@available(*, unavailable)
extension ConnectionHandler: Sendable {}
