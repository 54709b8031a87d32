import Foundation
import Synchronization

/// Runs work that blocks on a thread that is not of Swift's pool, always to its end.
///
/// - Parameter body: is told by `isStopped` once the task is cancelled; what it then does is its own business.
func offPool<Value: Sendable>(
    _ body: @escaping @Sendable (_ isStopped: @escaping @Sendable () -> Bool) throws -> Value
) async throws -> Value {
    let work = BlockingWork(body)
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            blockingWork.async {
                let result = Result { try work.run() }
                continuation.resume(with: result)
            }
        }
    } onCancel: {
        work.stop()
    }
}

private let blockingWork = DispatchQueue(label: "patchbay.blocking-work", attributes: .concurrent)

/// Lets go of what the work held before anybody hears that it has ended: a run file is closed by its last owner.
private final class BlockingWork<Value: Sendable>: Sendable {
    typealias Body = @Sendable (_ isStopped: @escaping @Sendable () -> Bool) throws -> Value

    private let body: Mutex<Body?>
    private let isStopped = Mutex(false)

    init(_ body: @escaping Body) { self.body = Mutex(body) }

    func run() throws -> Value {
        guard let body = body.withLock({ $0.take() }) else { throw CancellationError() }
        return try body { self.isStopped.withLock { $0 } }
    }

    func stop() { isStopped.withLock { $0 = true } }
}
