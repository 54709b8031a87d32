import AgentsClient

extension Pacer {
    /// Returns when so many requests wait for their turn.
    func waitUntilWaiting(_ count: Int) async {
        while waiting < count { await Task.yield() }
    }
}
