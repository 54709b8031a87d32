import AgentsAPI
import Foundation
import Hummingbird
import NIOCore
import Telephony

/// Lets an update fault happen to a batch or to a single update.
struct UpdateTampering {
    let fault: UpdateFault
    /// `nil` hits all.
    let connectors: [ConnectorID]?
    /// `nil` hits all.
    let items: Occurrences?
    let voices: VoiceProbe
    /// What is over them is refused, whatever else is wrong with it.
    let limits: RequestLimits

    func perform(_ exchange: inout Exchange, _ next: NextResponder) async throws -> Response {
        if exchange.operation == .updateConnector, items?.contains(1) ?? true,
            let patch = exchange.decoded(ConnectorPatch.self)
        {
            return try await perform(patch, exchange, next)
        }
        if exchange.operation == .updateConnectors,
            let updates = exchange.decoded(ConnectorBatchUpdateRequest.self)?.updates, !updates.isEmpty,
            updates.count <= limits.batch ?? .max
        {
            return try await perform(updates, exchange, next)
        }
        return try await exchange.perform(next)
    }

    private func perform(_ patch: ConnectorPatch, _ exchange: Exchange, _ next: NextResponder) async throws -> Response
    {
        if case .failItems(let failure) = fault { throw failure.refusal }
        let response = try await exchange.perform(next, with: tampered(patch))
        guard case .pretendChange = fault else { return response }
        return try Answer.json(pretend(patch, on: try await response.decoded(Connector.self)))
    }

    private func perform(
        _ updates: [ConnectorUpdate], _ exchange: Exchange, _ next: NextResponder
    ) async throws -> Response {
        let targets = Set(updates.indices.filter { hits(updates[$0], at: $0) })
        let failed = if case .failItems = fault { targets } else { Set<Int>() }
        var sent: [ConnectorUpdate] = []
        for index in updates.indices where !failed.contains(index) {
            sent.append(updates[index])
            if targets.contains(index) { sent[sent.endIndex - 1].patch = tampered(updates[index].patch) }
        }
        var applied = try await results(of: sent, exchange, next)[...]
        let results = updates.indices.flatMap { index in
            let result = failed.contains(index) ? nil : applied.popFirst()
            return targets.contains(index) ? tampered(result, of: updates[index]) : result.map { [$0] } ?? []
        }
        return try Answer.json(ConnectorBatchUpdateResponse(results: results))
    }

    /// An empty list is not a request of the API.
    private func results(
        of updates: [ConnectorUpdate], _ exchange: Exchange, _ next: NextResponder
    ) async throws -> [ConnectorUpdateResult] {
        guard !updates.isEmpty else { return [] }
        let request = ConnectorBatchUpdateRequest(updates: updates)
        return try await exchange.perform(next, with: request).decoded(ConnectorBatchUpdateResponse.self).results
    }

    private func hits(_ update: ConnectorUpdate, at index: Int) -> Bool {
        connectors?.contains(update.connectorId) ?? true && items?.contains(index + 1) ?? true
    }

    private func tampered(_ patch: ConnectorPatch) -> ConnectorPatch {
        switch fault {
        case .storeOther(let other):
            var patch = patch
            patch.yield(to: other)
            return patch
        case .ignoreChange, .pretendChange: return ConnectorPatch()
        case .dropResults, .repeatResults, .omitData, .failItems: return patch
        }
    }

    private func tampered(
        _ result: ConnectorUpdateResult?, of update: ConnectorUpdate
    ) -> [ConnectorUpdateResult] {
        if case .failItems(let failure) = fault {
            return [ConnectorUpdateResult(connectorId: update.connectorId, success: false, error: failure.error)]
        }
        guard var result else { return [] }
        switch fault {
        case .dropResults: return []
        case .repeatResults: return [result, result]
        case .omitData: result.data = nil
        case .pretendChange: result.data = result.data.map { pretend(update.patch, on: $0) }
        case .storeOther, .ignoreChange, .failItems: break
        }
        return [result]
    }

    /// The connector as the patch asks for it, up to a setting that the API would refuse.
    private func pretend(_ patch: ConnectorPatch, on connector: Connector) -> Connector {
        var connector = connector
        try? connector.apply(patch, voices: voices)
        connector.projectId = patch.projectId ?? connector.projectId
        return connector
    }
}

extension UpdateFailure {
    fileprivate var refusal: Refusal { Refusal(status: .init(code: status), code: code, message: error) }
}

/// The answer of a batch PATCH with other results.
enum BatchAnswer {
    static func rewritten(
        _ response: Response, _ change: ([ConnectorUpdateResult]) -> [ConnectorUpdateResult]
    ) async throws -> Response {
        let results = try await response.decoded(ConnectorBatchUpdateResponse.self).results
        return try Answer.json(ConnectorBatchUpdateResponse(results: change(results)))
    }
}

extension ConnectorUpdateResult {
    /// The success of an update that nobody asked for.
    static func unasked(_ connector: ConnectorID, like other: Self?) -> Self {
        var data = other?.data
        data?.connectorId = connector
        return Self(connectorId: connector, success: true, data: data)
    }
}

extension Response {
    fileprivate func decoded<Body: Decodable>(_ type: Body.Type) async throws -> Body {
        try await JSONDecoder().decode(type, from: Data(bytes().readableBytesView))
    }
}
