/// Sends one request and brings back its answer. Retrying, pacing and logging are transports round a transport.
package protocol Transport: Sendable {
    /// Returns the API's answer when its status is in the 200s; every other ending is thrown.
    func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse

    /// Waits as long as is fit before the request that ended in `failure` is made again, and throws when it should not
    /// be.
    ///
    /// For requests that this transport does not send again by itself, as they may have been carried out: whoever made
    /// them looks whether they were, and makes them again if not.
    func pause(after failure: ClientFailure, attempt: Int) async throws(ClientFailure)
}

extension Transport {
    package func pause(after failure: ClientFailure, attempt: Int) async throws(ClientFailure) { throw failure }
}
