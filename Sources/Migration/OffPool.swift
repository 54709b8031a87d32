import Foundation
import Synchronization

/// Runs work that blocks on a thread that is not of Swift's pool, always to its end.
///
/// - Parameter body: is told by `isStopped` once the task is cancelled; what it then does is its own business.
func offPool<Value: Sendable>(
    _ body: @escaping @Sendable (_ isStopped: @escaping @Sendable () -> Bool) throws -> Value
) async throws -> Value {
    let stop = StopFlag()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            blockingWork.async { continuation.resume(with: Result { try body { stop.isSet } }) }
        }
    } onCancel: {
        stop.set()
    }
}

private let blockingWork = DispatchQueue(label: "patchbay.blocking-work", attributes: .concurrent)

private final class StopFlag: Sendable {
    private let flag = Mutex(false)
    var isSet: Bool { flag.withLock { $0 } }
    func set() { flag.withLock { $0 = true } }
}
