import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Synchronization
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("Error codes of refused items") struct ErrorCodeTests {
    /// Refuses items of batches, each with the text of its number; alone, with a code too.
    private static func refusing(
        _ texts: [String?], alone: Treatment? = nil
    ) -> @Sendable (APIRequest) throws -> Treatment {
        { request in
            switch request.operation {
            case .updateConnector:
                alone ?? locked(text(of: ConnectorID(rawValue: String(request.path.suffix(3))), texts) ?? "")
            case .updateConnectors:
                // Where nothing is to be made, the emulator does not hear of it.
                request.updated.allSatisfy { text(of: $0, texts) != nil }
                    ? .answer(
                        try JSONEncoder().encode(
                            ConnectorBatchUpdateResponse(results: request.updated.map { refusal(of: $0, texts) })))
                    : .editResults { results in
                        results = results.map {
                            text(of: $0.connectorId, texts) == nil ? $0 : refusal(of: $0.connectorId, texts)
                        }
                    }
            default: .pass
            }
        }
    }

    private static func text(of connector: ConnectorID, _ texts: [String?]) -> String? {
        texts[(Int(connector.rawValue.dropFirst()) ?? 0) - 1]
    }

    private static func refusal(of connector: ConnectorID, _ texts: [String?]) -> ConnectorUpdateResult {
        ConnectorUpdateResult(connectorId: connector, success: false, error: text(of: connector, texts))
    }

    private static func locked(_ text: String) -> Treatment {
        let envelope = ErrorEnvelope(error: "", errorID: "", errorCode: "CONNECTORS_LOCKED", errorMessage: text)
        return .fail(.refused(status: 409, envelope))
    }

    private func apply(
        _ bench: Bench, _ texts: [String?], alone: Treatment? = nil, batchSize: Int = 50
    ) async throws -> Ending {
        let treat = Self.refusing(texts, alone: alone)
        return try await bench.apply(Inventory.rollout(1...texts.count)) {
            $0.treat = treat
            $0.pipeline.batchSize = batchSize
            $0.pipeline.guards.maxFailures = .percent(100)
        }
    }

    @Test(
        "of items that a batch refuses for the same reason one is sent alone, and the rest say where their code is from"
    )
    func sample() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let ending = try await apply(bench, ["c01 is locked", nil, "c03 is locked", "c04 is locked"])
            #expect(ending.outcomes == ["rejected", "updated", "rejected", "rejected"])
            #expect(ending.count(.updateConnector) == 1)
            #expect(
                ending.results["error_code"] == ["CONNECTORS_LOCKED", "", "CONNECTORS_LOCKED", "CONNECTORS_LOCKED"])
            #expect(
                ending.results["error"][0].hasPrefix("Could not change a connector: the API answered with status 409")
            )
            #expect(
                ending.results["error"][2] == """
                    Could not change a connector: the API refused it in a batch, “c03 is locked”. It was not sent \
                    alone: connector c01 was, which the batch had refused in the same words, and was refused with the \
                    code CONNECTORS_LOCKED.
                    """)
            #expect(ending.results["attempts"] == ["2", "1", "1", "1"])
            var last: LogEntry?
            try RunFile.openForReading(bench.runFilePath).forEachLogEntry { last = $0.connector == "c04" ? $0 : last }
            #expect(last?.reason?.contains("connector c01 was, which the batch had refused in the same words") == true)
        }
    }

    @Test("what one batch has shown spares the next ones their sample")
    func later() async throws {
        try await withBench(Inventory.connectors(6)) { bench in
            let ending = try await apply(bench, (1...6).map { "connector c0\($0) is locked." }, batchSize: 2)
            #expect(ending.batches.map(\.count) == [2, 2, 2])
            #expect(ending.count(.updateConnector) == 1)
            #expect(ending.results["error_code"] == Array(repeating: "CONNECTORS_LOCKED", count: 6))
        }
    }

    @Test("each reason has a sample of its own")
    func reasons() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let ending = try await apply(bench, ["locked", "no such voice", "locked", "no such voice"])
            #expect(ending.count(.updateConnector) == 2)
            #expect(Set(ending.outcomes) == ["rejected"])
        }
    }

    @Test("where the single request says something else than the batch, a second one decides")
    func secondSample() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            let ending = try await apply(bench, Array(repeating: "Not now.", count: 5), alone: .refuse(409, "LOCKED"))
            #expect(ending.count(.updateConnector) == 2)
            #expect(Set(ending.outcomes) == ["rejected"])
        }
    }

    @Test("items that are refused without a word are sampled too")
    func silent() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...5)) {
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnector: return .refuse(409, "CONNECTORS_LOCKED")
                    case .updateConnectors:
                        return .editResults { results in
                            for index in results.indices {
                                (results[index].success, results[index].data) = (false, nil)
                            }
                        }
                    default: return .pass
                    }
                }
            }
            #expect(ending.count(.updateConnector) == 2 && ending.batches.count == 1)
            #expect(ending.results["error_code"] == Array(repeating: "CONNECTORS_LOCKED", count: 5))
        }
    }

    @Test("a sample is believed for a minute")
    func lifetime() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
            let treat = Self.refusing((1...4).map { "connector c0\($0) is locked." })
            let ending = try await bench.apply(Inventory.rollout(1...4)) {
                $0.pipeline.batchSize = 2
                $0.pipeline.guards.maxFailures = .percent(100)
                $0.pipeline.now = { time.withLock { $0 } }
                $0.treat = { request in
                    if request.operation == .updateConnectors { time.withLock { $0 += 70 } }
                    return try treat(request)
                }
            }
            #expect(ending.batches.count == 2)
            #expect(ending.count(.updateConnector) == 2)
        }
    }

    @Test("where the sample is taken, the rest are sent again at once, and those that are refused again alone")
    func transient() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let ending = try await apply(bench, Array(repeating: "busy", count: 4), alone: .pass)
            #expect(ending.batches.map(\.count) == [4, 3])
            #expect(ending.count(.updateConnector) == 4)
            #expect(Set(ending.outcomes) == ["updated"])
        }
    }

    @Test("what a batch leaves out and did not make is sent again in one batch")
    func leftOut() async throws {
        try await withBench(Inventory.connectors(5)) { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...5)) {
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) == 1 else { return .pass }
                    return .answer(Data(#"{"results":[]}"#.utf8))
                }
            }
            #expect(ending.batches.map(\.count) == [5, 5])
            #expect(ending.count(.getConnectors) == 1 && ending.count(.updateConnector) == 0)
            #expect(Set(ending.outcomes) == ["updated"])
        }
    }

    @Test("a sample that stops the run leaves none of the others unknown", arguments: [401, 503])
    func stopped(status: Int) async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let texts = Array(repeating: "no", count: 4) as [String?]
            let ending = try await apply(bench, texts, alone: .refuse(status, "X"))
            #expect(!ending.outcomes.contains("unknown"))
            #expect(ending.summary.rows(.rejected) == 0)
            let resumed = try await bench.resume()
            #expect(Set(resumed.outcomes) == ["updated"])
        }
    }

    // MARK: What counts as the same

    private static let change = Change(
        id: 1, agent: Inventory.home,
        action: SettingsUpdate(
            before: Inventory.connector("conn-a"), patch: ConnectorPatch(voiceName: "voice with no figure")),
        rowCount: 1, mayHaveArrived: false, failedBatches: 0, attempts: 1)

    private func text(_ text: String, late: Bool = false) -> RefusalText {
        var change = Self.change
        change.mayHaveArrived = late
        return RefusalText(text, of: change)
    }

    @Test(
        "texts that differ by an identifier, a value or a place are the same",
        arguments: [
            ("Connector cn-1 is locked.", "Connector cn-22 is locked"), ("conn-a is locked", "conn-77 is locked"),
            ("voice 'en-GB-Neural2-A' unknown", "voice 'en-GB-Wavenet-B2' unknown"), ("(en-GB)", "(es-419)"),
            ("id 550e8400-e29b-41d4-a716-446655440000 gone", "id 6f1c9bd1-0000-41d4-a716-446655440000 gone"),
            ("retry in 5 seconds", "retry in 17 seconds"), ("updates.0.voiceName", "updates.17.voiceName"),
            ("updates[3] refused", "updates[4] refused"), ("voice_name=voice", "voice_name=figure"),
            ("+442079460001 is busy", "+442079460002 is busy"),
        ])
    func same(_ texts: (String, String)) {
        #expect(text(texts.0) == text(texts.1))
    }

    @Test(
        "texts that differ by a word are not, nor those of changes one of which may have arrived",
        arguments: [
            ("voice unknown", "variant unknown"), ("\"voiceName\" is invalid", "\"variantId\" is invalid"),
            ("is locked", "is not locked"), ("", "locked"), ("Zugriff verweigert", "Zugriff gesperrt"),
            ("updates.0.voiceName: invalid value", "updates.1.projectId: invalid value"),
            ("updates/3/voiceName", "updates/3/variantId"), ("voiceName=en-GB-X1", "projectId=P-2"),
            ("Upstream answered 404", "Upstream answered 503"), ("error E1001", "error E1002"),
            ("Failed (VAL-001)", "Failed (VAL-002)"), ("E_LANG_02", "E_LANG_03"),
            ("when it is", "then it is"),
        ])
    func different(_ texts: (String, String)) {
        #expect(text(texts.0) != text(texts.1))
        #expect(text(texts.0) != text(texts.0, late: true))
    }
}
