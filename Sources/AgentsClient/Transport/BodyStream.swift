import Synchronization

/// Takes the body of an answer as it arrives, for those that are too long to be held.
///
/// A request that has one gets the body of a successful answer here, and the answer itself comes without it.
package final class BodyStream: Sendable, Hashable {
    private let beginning: @Sendable () async throws -> Void
    private let taking: @Sendable ([UInt8]) async throws -> Void
    private let problem = Mutex<(any Error)?>(nil)

    /// - Parameters:
    ///   - begin: called before the first bytes of a body, again when the request was sent again.
    ///   - take: called with the bytes in order, one call after the other.
    init(
        begin: @escaping @Sendable () async throws -> Void, take: @escaping @Sendable ([UInt8]) async throws -> Void
    ) {
        (beginning, taking) = (begin, take)
    }

    /// Why the body was not taken any further, which is no failure of the way here.
    var failure: (any Error)? { problem.withLock { $0 } }

    func begin() async throws { try await noting { try await beginning() } }

    func take(_ bytes: [UInt8]) async throws { try await noting { try await taking(bytes) } }

    private func noting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            problem.withLock { $0 = $0 ?? error }
            throw error
        }
    }

    package static func == (left: BodyStream, right: BodyStream) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
