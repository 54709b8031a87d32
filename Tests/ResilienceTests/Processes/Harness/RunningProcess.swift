import Foundation
import Synchronization
import TestSupport

/// A process that was started, until it has ended and its end was seen.
final class RunningProcess: Sendable {
    let id: pid_t
    let output: LineFeed
    let errors: LineFeed
    private let input: CInt?
    /// How it ended; while it is nil, the number is still this process's own.
    private let end = Mutex<ProcessEnd?>(nil)
    private let ended = Gauge()

    init(id: pid_t, input: CInt?, output: CInt?, errors: CInt?) {
        self.id = id
        self.input = input
        self.output = LineFeed(output)
        self.errors = LineFeed(errors)
        Thread.detachNewThread { self.awaitEnd() }
    }

    /// How it ended and what it printed. When the task is cancelled, the process is killed.
    func ending() async -> Ending {
        await withTaskCancellationHandler {
            await ended.wait(for: 1)
            return Ending(end: end.withLock { $0 }, output: await output.text(), errors: await errors.text())
        } onCancel: {
            signal(SIGKILL)
        }
    }

    /// Does nothing when the process has ended.
    func signal(_ number: CInt) {
        end.withLock { end in
            if end == nil { _ = Foundation.kill(id, number) }
        }
    }

    private func awaitEnd() {
        var info = siginfo_t()
        // Without taking the number back yet, so that no signal can reach another process that is given it.
        while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        end.withLock { end in
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            end = ProcessEnd(waitStatus: status)
        }
        if let input { close(input) }
        ended.set(1)
    }
}

/// How a process ended, and what it printed.
struct Ending: CustomStringConvertible {
    let end: ProcessEnd?
    let output: String
    let errors: String

    var description: String { "\(end.map { "\($0)" } ?? "?")\nstdout: \(output)\nstderr: \(errors)" }
}
