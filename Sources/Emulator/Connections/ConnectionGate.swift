import NIOCore
import Synchronization

/// The connections that are open, how many there may be, and how many of the next ones are turned away.
final class ConnectionGate: Sendable {
    fileprivate struct Visit: Sendable {
        let channel: any Channel
        /// Kept when the client has closed its side, or the connection is gone altogether.
        let departure: EventLoopPromise<Void>
    }

    fileprivate struct State: Sendable {
        var visits: [ObjectIdentifier: Visit] = [:]
        var turnedAway = 0
        var isShut = false
        let limit: Int
    }

    private let state: Mutex<State>

    init(limit: Int) { state = Mutex(State(limit: limit)) }

    /// Takes up a connection that was just made; answers false for one that is to be closed as soon as it is active.
    func admit(_ channel: any Channel) -> Bool {
        let visit = Visit(channel: channel, departure: channel.eventLoop.makePromise())
        channel.closeFuture.whenComplete { _ in self.noteEnd(of: channel) }
        let (isAdmitted, isShut) = state.withLock { ($0.admit(visit), $0.isShut) }
        // A server that stops leaves what it has accepted last, neither active nor closed.
        if isShut { channel.close(promise: nil) }
        return isAdmitted
    }

    /// The client has closed its side; it may still be listening.
    func noteDeparture(of channel: any Channel) {
        state.withLock { $0.visits[ObjectIdentifier(channel)] }?.departure.succeed()
    }

    private func noteEnd(of channel: any Channel) {
        state.withLock { $0.visits.removeValue(forKey: ObjectIdentifier(channel)) }?.departure.succeed()
    }

    /// Returns when the client has closed its side of the connection, or is not connected at all.
    func departure(of channel: any Channel) async {
        try? await state.withLock { $0.visits[ObjectIdentifier(channel)] }?.departure.futureResult.get()
    }

    /// Closes every connection, and each of the next ones as soon as it is made.
    func breakDown(turningAway next: Int) {
        closeAll { $0.turnedAway = next }
    }

    /// Lets everyone in again.
    func repair() { state.withLock { $0.turnedAway = 0 } }

    /// Closes every connection, and any that is made until the gate is open again.
    func shut() { closeAll { $0.isShut = true } }

    func open() { state.withLock { $0.isShut = false } }

    private func closeAll(_ change: (inout State) -> Void) {
        let visits = state.withLock { state in
            change(&state)
            return Array(state.visits.values)
        }
        for visit in visits { visit.channel.close(promise: nil) }
    }
}

extension ConnectionGate.State {
    fileprivate mutating func admit(_ visit: ConnectionGate.Visit) -> Bool {
        let isFull = visits.count >= limit
        visits[ObjectIdentifier(visit.channel)] = visit
        guard turnedAway == 0 else {
            turnedAway -= 1
            return false
        }
        return !isFull
    }
}
