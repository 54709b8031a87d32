/// Switches the server of an emulator on and off within the task that runs ``serve(_:)``.
struct PowerSwitch: Sendable {
    private enum Order: Sendable {
        case on(port: Int?, AsyncThrowingStream<EmulatorAddress, any Error>.Continuation)
        case off(AsyncStream<Never>.Continuation)
    }

    private let orders: AsyncStream<Order>
    private let give: AsyncStream<Order>.Continuation

    init() { (orders, give) = AsyncStream.makeStream() }

    /// Returns when the server is bound to its port; without an address if it was on already.
    ///
    /// - Parameter port: `nil` leaves it to the configuration.
    func on(port: Int? = nil) async throws -> EmulatorAddress? {
        let (addresses, reply) = AsyncThrowingStream.makeStream(of: EmulatorAddress.self)
        give.yield(.on(port: port, reply))
        return try await addresses.first { _ in true }
    }

    /// Returns when the port is free and every connection is closed.
    func off() async {
        let (end, reply) = AsyncStream.makeStream(of: Never.self)
        give.yield(.off(reply))
        for await _ in end {}
    }

    /// Follows the switch until the task is cancelled.
    func serve(_ emulator: Emulator) async {
        var orders = orders.makeAsyncIterator()
        while let order = await orders.next(isolation: #isolation) {
            switch order {
            case .off(let reply):
                reply.finish()
            case .on(let port, let reply):
                emulator.gate.open()
                let off = await withTaskGroup { group in
                    group.addTask { await Self.run(emulator, on: port, reply) }
                    let off = await Self.nextOff(&orders)
                    emulator.gate.shut()
                    group.cancelAll()
                    return off
                }
                off?.finish()
            }
        }
    }

    private static func run(
        _ emulator: Emulator, on port: Int?, _ reply: AsyncThrowingStream<EmulatorAddress, any Error>.Continuation
    ) async {
        do {
            try await emulator.run(on: port) { reply.yield($0) }
            reply.finish()
        } catch {
            reply.finish(throwing: error)
        }
    }

    private static func nextOff(
        _ orders: inout AsyncStream<Order>.AsyncIterator
    ) async -> AsyncStream<Never>.Continuation? {
        while let order = await orders.next(isolation: #isolation) {
            switch order {
            case .off(let reply): return reply
            case .on(_, let reply): reply.finish()
            }
        }
        return nil
    }
}
