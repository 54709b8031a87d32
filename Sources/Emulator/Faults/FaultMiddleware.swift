import Hummingbird
import NIOCore

/// Makes happen what the fault script wants.
struct FaultMiddleware: RouterMiddleware {
    typealias Context = EmulatorContext

    let injector: FaultInjector
    let gate: ConnectionGate
    let voices: VoiceProbe
    let clock: EmulatorClock
    let limits: RequestLimits

    func handle(
        _ request: Request, context: EmulatorContext, next: NextResponder
    ) async throws -> Response {
        guard let operation = context.operation(of: request), injector.concerns(operation) else {
            return try await next(request, context)
        }
        var exchange = Exchange(request, context, operation)
        return try await handle(&exchange, next)
    }

    private func handle(_ exchange: inout Exchange, _ next: NextResponder) async throws -> Response {
        var subject = FaultInjector.Subject(operation: exchange.operation, connectors: [], key: exchange.context.key)
        if injector.asksForConnectors(exchange.operation) {
            try await exchange.takeIn(upTo: limits.bodyBytes)
            subject.connectors = await exchange.connectors(next)
        }
        switch injector.decide(subject) {
        case nil:
            return try await exchange.perform(next)
        case .barred(let refusal, let name):
            exchange.context.record.note { $0.fault = name }
            throw refusal
        case .hit(let fault):
            exchange.context.record.note { $0.fault = fault.name }
            if fault.kind != .closeConnection(.beforeReading) { try await exchange.takeIn(upTo: limits.bodyBytes) }
            return try await suffer(fault, &exchange, next)
        }
    }

    private func suffer(_ fault: Fault, _ exchange: inout Exchange, _ next: NextResponder) async throws -> Response {
        switch fault.kind {
        case .status(let status):
            if status.applied { _ = try? await exchange.perform(next) }
            return try status.answer(correlationID: exchange.context.correlationID)
        case .closeConnection(let moment):
            if moment == .afterApplying { _ = try? await exchange.perform(next) }
            throw Hangup.closing
        case .cutAnswer(let bytes):
            exchange.context.record.note { $0.ending = .cut }
            return try await exchange.perform(next).cut(after: bytes, closing: exchange.context.channel)
        case .delay(let delay):
            return try await wait(delay, &exchange, next)
        case .wrongShape(let body):
            return try Answer.json(body, status: try await exchange.perform(next).status)
        case .reverseResults:
            return try await BatchAnswer.rewritten(exchange.perform(next)) { $0.reversed() }
        case .addResult(let connector):
            return try await BatchAnswer.rewritten(exchange.perform(next)) {
                $0 + [.unasked(connector, like: $0.first)]
            }
        case .updates(let update, let items):
            return try await UpdateTampering(
                fault: update, connectors: fault.connectors, items: items, voices: voices, limits: limits
            ).perform(&exchange, next)
        case .revokeKey, .forbidKey:
            preconditionFailure("The injector bars the key itself.")
        case .outage(let connections):
            throw Hangup.outage(connections: connections)
        }
    }

    private func wait(_ delay: DelayFault, _ exchange: inout Exchange, _ next: NextResponder) async throws -> Response {
        if delay.apply == .atOnce { _ = try? await exchange.perform(next) }
        if let duration = delay.duration {
            try await clock.sleep(for: duration)
        } else {
            await gate.departure(of: exchange.context.channel)
        }
        if delay.apply == .never { throw Hangup.closing }
        return try await exchange.perform(next)
    }
}
