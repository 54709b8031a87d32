import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Migration

@Suite("Work that is done several at a time", .timeLimit(.minutes(10))) struct ConcurrentlyTests {
    private struct Failure: Error {}

    @Test("the first that fails ends those that are under way, among the last ones too", arguments: [0, 3, 7])
    func failing(index: Int) async throws {
        let ended = Recorder<Bool>()
        await #expect(throws: Failure.self) {
            let limit: @Sendable () -> Int = { 8 }
            try await concurrently(0..<8, limit: limit) { element in
                if element == index { throw Failure() }
                // Only what is cancelled ends this.
                await withTaskCancellationHandler {
                    for await _ in AsyncStream(Never.self, { _ in }) {}
                } onCancel: {
                    ended.append(true)
                }
            }
        }
        #expect(ended.all.count == 7)
    }

    @Test("each is done once, with as many at a time as there is room for")
    func room() async throws {
        let done = Recorder<Int>()
        let (room, running) = (Room(), Room())
        try await concurrently(0..<20, limit: room.next) { element in
            running.enter()
            done.append(element)
            running.leave()
        }
        #expect(done.all.sorted() == Array(0..<20) && running.most <= 4)
    }

    private final class Room: Sendable {
        private let state = Mutex((now: 0, most: 0, asked: 0))

        var most: Int { state.withLock { $0.most } }

        /// 0 to 4, in turn.
        @Sendable func next() -> Int {
            state.withLock { state in
                state.asked += 1
                return state.asked % 5
            }
        }

        func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.asked) } }

        func leave() { state.withLock { $0.now -= 1 } }
    }
}
