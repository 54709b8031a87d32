/// Sends one request and brings back its answer. Retrying, pacing and logging are transports round a transport.
package protocol Transport: Sendable {
    /// Returns the API's answer when its status is in the 200s; every other ending is thrown.
    func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse
}
