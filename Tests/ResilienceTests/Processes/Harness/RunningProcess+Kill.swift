import Foundation

extension RunningProcess {
    /// Kills the process after some time, unless it has ended by then. Does not wait.
    ///
    /// Here the passing of time is what is tested; elsewhere a test waits for an event.
    func kill(after time: Duration) {
        guard time > .zero else { return signal(SIGKILL) }
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: time / .seconds(1))
            self.signal(SIGKILL)
        }
    }
}
