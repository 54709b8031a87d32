import ForeignText
import Foundation
package import Logging

/// Logs each request at debug level and the bodies at trace level. It never sees the key.
package struct LoggingTransport<C: Clock<Duration>>: Transport {
    private let base: any Transport
    private let logger: Logger
    private let clock: C

    package init(_ base: any Transport, logger: Logger, clock: C = ContinuousClock()) {
        self.base = base
        self.logger = logger
        self.clock = clock
    }

    package func send(_ request: APIRequest) async throws(ClientFailure) -> APIResponse {
        var logger = logger
        logger[metadataKey: "operation"] = "\(request.operation.rawValue)"
        logger[metadataKey: "attempt"] = "\(request.attempt)"
        logger.trace("Request body", metadata: ["body": "\(HarmlessText.make(request.body ?? Data(), limit: 4096))"])
        let start = clock.now
        do throws(ClientFailure) {
            let response = try await base.send(request)
            logger.debug("\(request.method) \(request.target) \(response.status)", metadata: elapsed(since: start))
            logger.trace("Answer body", metadata: ["body": "\(HarmlessText.make(response.body, limit: 4096))"])
            return response
        } catch {
            logger.debug("\(request.method) \(request.target) \(error.message)", metadata: elapsed(since: start))
            throw error
        }
    }

    private func elapsed(since start: C.Instant) -> Logger.Metadata {
        ["milliseconds": "\(Int((start.duration(to: clock.now) / .milliseconds(1)).rounded()))"]
    }
}
