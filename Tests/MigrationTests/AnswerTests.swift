import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Believing the answers to batches") struct AnswerTests {
    /// Applies to three connectors with the results of their batch changed.
    private func ending(
        of bench: Bench, voices: [String] = [Inventory.newVoice, Inventory.newVoice, Inventory.newVoice],
        _ change: @escaping @Sendable (inout [ConnectorUpdateResult]) -> Void
    ) async throws -> Ending {
        let rows = voices.enumerated().map { "\(Inventory.number($0.offset + 1)),\($0.element)" }
        return try await bench.apply(Inventory.sheet("phone_number,voice_name", rows)) {
            $0.treat = { $0.operation == .updateConnectors ? .editResults(change) : .pass }
        }
    }

    @Test("results are matched by connector, not by place")
    func reversed() async throws {
        try await withBench { bench in
            let ending = try await ending(
                of: bench, voices: [Inventory.newVoice, Inventory.refusedVoice, Inventory.newVoice]
            ) {
                $0.reverse()
                $0.swapAt(0, 1)
            }
            #expect(ending.outcomes == ["updated", "rejected", "updated"])
            #expect(ending.count(.getConnectors) == 0)
        }
    }

    @Test("an item without a result is read back")
    func missing() async throws {
        try await withBench { bench in
            let ending = try await ending(of: bench) { $0.removeFirst() }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.count(.getConnectors) == 1)
            #expect(ending.batches.count == 1 && ending.count(.updateConnector) == 0)
        }
    }

    @Test("an item without a result that was not applied is tried once alone")
    func missingAndUnapplied() async throws {
        try await withBench { bench in
            let voices = [Inventory.refusedVoice, Inventory.newVoice, Inventory.newVoice]
            let ending = try await ending(of: bench, voices: voices) { $0.removeAll { !$0.success } }
            #expect(ending.outcomes == ["rejected", "updated", "updated"])
            #expect(ending.results["error_code"][0] == "CONNECTORS_VALIDATION_FAILED")
            #expect(ending.count(.updateConnector) == 1)
        }
    }

    @Test("an item answered twice in the same way is settled, in two ways is read back")
    func twice() async throws {
        try await withBench { bench in
            let ending = try await ending(of: bench) { results in
                results.append(results[0])
                results.append(ConnectorUpdateResult(connectorId: "c02", success: false, error: "No."))
            }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.count(.getConnectors) == 1)
            #expect(ending.count(.updateConnector) == 0)
        }
    }

    @Test("results of connectors that nobody asked about change nothing")
    func strangers() async throws {
        try await withBench { bench in
            let ending = try await ending(of: bench) {
                $0.append(ConnectorUpdateResult(connectorId: "c99", success: false, error: "No."))
            }
            #expect(ending.summary.areAllRowsDone)
        }
    }

    @Test("success that shows no connector, or another one, is read back", arguments: [nil, "c77"] as [ConnectorID?])
    func withoutData(shown: ConnectorID?) async throws {
        try await withBench { bench in
            let ending = try await ending(of: bench) { $0[0].data = shown.map { Inventory.connector($0) } }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.count(.getConnectors) == 1)
        }
    }

    @Test("a change that the API accepts and does not make is rejected")
    func ignored() async throws {
        try await withBench { bench in
            let voices = [Inventory.refusedVoice, Inventory.newVoice, Inventory.newVoice]
            let ending = try await ending(of: bench, voices: voices) { results in
                for index in results.indices { results[index].success = true }
            }
            #expect(ending.outcomes == ["rejected", "updated", "updated"])
            #expect(
                ending.results["error"][0]
                    == "the API accepted the change but the connector reads as before: "
                    + "voice_name is \"en-GB-Neural2-A\", not \"en-GB-Neural2-O\".")
            #expect(ending.results.settings("after")[0] == "voice_name=en-GB-Neural2-A")
        }
    }

    @Test("a change that the API accepts and does not make is rejected, also when somebody changes something else")
    func ignoredBesideAnother() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout([1], voice: Inventory.refusedVoice)) {
                $0.treat = { request in
                    if request.operation == .getConnectors {
                        _ = try await bench.someoneElse.updateConnector(
                            "c01", ConnectorPatch(variantId: .set("summer")), of: Inventory.home)
                    }
                    return request.operation == .updateConnectors ? .editResults { $0[0].success = true } : .pass
                }
            }
            #expect(ending.outcomes == ["rejected"])
            #expect(ending.results["error"][0].hasPrefix("the API accepted the change but the connector reads as"))
        }
    }

    @Test("a change that the API makes in its own way is altered, with a warning and what came of it")
    func normalised() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout([1])) {
                $0.treat = { request in
                    if request.operation == .getConnectors { try await bench.give("c01", "en-GB-Wavenet-A") }
                    return request.operation == .updateConnectors ? .editResults { $0[0].data = nil } : .pass
                }
            }
            #expect(ending.outcomes == ["altered"])
            #expect(ending.results["before_voice_name"] == ["en-GB-Neural2-A"])
            #expect(ending.results["after_voice_name"] == ["en-GB-Wavenet-A"])
            #expect(!ending.summary.areAllRowsDone && !ending.summary.canBeResumed)
            #expect(ending.summary.causes.map(\.outcome) == [.altered])
            #expect(bench.warnings.count == 1)
            #expect(bench.warnings.first?.hasPrefix("connector c01: the API accepted the change but made") == true)
        }
    }

    @Test("a setting that somebody else changes meanwhile does not make a warning of a change that was made")
    func unrelated() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout([1])) {
                $0.treat = { request in
                    if request.operation == .updateConnectors {
                        _ = try await bench.someoneElse.updateConnector(
                            "c01", ConnectorPatch(variantId: .set("summer")), of: Inventory.home)
                    }
                    return .pass
                }
            }
            #expect(ending.outcomes == ["updated"])
            #expect(bench.warnings.isEmpty && ending.summary.causes.isEmpty)
            #expect(ending.count(.getConnectors) == 0)
        }
    }
}

extension Bench {
    /// Changes a voice as another program would.
    func give(_ connector: ConnectorID, _ voice: String, in agent: AgentID = Inventory.home) async throws {
        _ = try await someoneElse.updateConnector(connector, ConnectorPatch(voiceName: voice), of: agent)
    }
}
