import AgentsAPI
import Emulator
import HTTPTypes
import Telephony

/// Runs a test against the router of an emulator of the fixture on which a script plays.
func withFaults(
    _ script: FaultScript, _ body: @Sendable (APIClient, EmulatorStore) async throws -> Void
) async throws {
    try await withAPI(.router, { $0.faults = script }, body)
}

/// A batch that sets the variant of `back` and of `front`.
enum Batch {
    static let body = """
        {"updates":[{"connectorId":"back","variantId":"new-b"},{"connectorId":"front","variantId":"new-f"}]}
        """

    /// The variants of `back`, `front` and `help` without it and with it.
    static let before = ["", "spring", ""]
    static let after = ["new-b", "new-f", ""]
}

extension APIClient {
    func patchBatch(_ body: String = Batch.body) async throws -> Reply {
        try await send(.patch, "/connectors/batch", body)
    }

    func batchResults(_ body: String = Batch.body) async throws -> [ConnectorUpdateResult] {
        try await patchBatch(body).decode(ConnectorBatchUpdateResponse.self).results
    }
}

extension EmulatorStore {
    func variants() async throws -> [String] { try await snapshot().connectors.map(\.variantId.rawValue) }
}
