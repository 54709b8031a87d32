import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import ServiceLifecycleTestKit
import Telephony
import TestSupport
import Testing

@Suite("Verifying a run at its end") struct VerificationTests {
    /// Applies with `--verify`, after somebody did something when all was changed.
    private func verified(
        _ bench: Bench, _ sheet: String = Inventory.rollout(1...3),
        _ meanwhile: @escaping @Sendable () async throws -> Void = {}
    ) async throws -> Ending {
        try await bench.apply(sheet) {
            $0.pipeline.guards.verifies = true
            $0.treat = { request in
                if request.operation == .getConnectors { try await meanwhile() }
                return .pass
            }
        }
    }

    @Test("every changed connector is read again, and counted when it reads as asked")
    func asAsked() async throws {
        try await withBench { bench in
            let sheet = Inventory.rollout(1...2) + "\(Inventory.number(3)),\(Inventory.oldVoice)\n"
            let ending = try await verified(bench, sheet)
            #expect(ending.outcomes == ["updated", "updated", "unchanged"])
            #expect(ending.summary.verified == 2)
            #expect(ending.summary.end == .finished)
            #expect(ending.reads == [["c01", "c02"]])
        }
    }

    @Test("without the option nothing is read again")
    func unasked() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3))
            #expect(ending.summary.verified == nil)
            #expect(ending.reads.isEmpty)
        }
    }

    @Test("a connector that reads otherwise has drifted, with both values in the results and a report")
    func different() async throws {
        try await withBench { bench in
            let ending = try await verified(bench) { try await bench.give("c02", "en-GB-Wavenet-A") }
            #expect(ending.outcomes == ["updated", "drifted", "updated"])
            #expect(
                ending.results["error"][1]
                    == "the change was made, but when the connector was read again at the end: "
                    + "voice_name is \"en-GB-Wavenet-A\", not \"en-GB-Neural2-B\". "
                    + "Plan again to see what would change now.")
            #expect(ending.results.settings("after")[1] == "voice_name=en-GB-Wavenet-A")
            #expect(ending.summary.verified == 2)
            #expect(ending.summary.end == .finished && !ending.summary.canBeResumed)
            #expect(bench.drifts == ["c02: " + ending.results["error"][1]])
        }
    }

    @Test("a connector that is gone has drifted")
    func gone() async throws {
        try await withBench { bench in
            let ending = try await verified(bench) {
                _ = try await bench.someoneElse.deleteConnector("c02", of: Inventory.home)
            }
            #expect(ending.outcomes == ["updated", "drifted", "updated"])
            #expect(
                ending.results["error"][1].hasSuffix(
                    """
                    was not there any more when it was read again at the end: it was deleted, or moved to another \
                    project.
                    """
                ))
        }
    }

    @Test("what the sheet asks for and the connector had already is compared too, and nothing else is")
    func wholeDesire() async throws {
        let sheet = """
            phone_number,voice_name,asr_lang_code
            +442079460001,en-GB-Neural2-B,en-GB
            +442079460002,en-GB-Neural2-B,
            """
        try await withBench { bench in
            let ending = try await verified(bench, sheet) {
                for connector in ["c01", "c02"] as [ConnectorID] {
                    _ = try await bench.someoneElse.updateConnector(
                        connector, ConnectorPatch(asrLangCode: "fr-FR"), of: Inventory.home)
                }
            }
            #expect(ending.outcomes == ["drifted", "updated"])
        }
    }

    @Test("what the API made of a change was reported when it did, and is not reported again")
    func normalised() async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...2)) {
                $0.pipeline.guards.verifies = true
                $0.treat = { request in
                    if request.operation == .getConnectors {
                        // Reading back, somebody has changed it; at the end, something else that nobody asked for.
                        let isAtTheEnd = turns.next(request) > 1
                        _ = try await bench.someoneElse.updateConnector(
                            "c01",
                            isAtTheEnd
                                ? ConnectorPatch(asrLangCode: "fr-FR") : ConnectorPatch(voiceName: "en-GB-Wavenet-A"),
                            of: Inventory.home)
                    }
                    return request.operation == .updateConnectors ? .editResults { $0[0].data = nil } : .pass
                }
            }
            #expect(ending.outcomes == ["altered", "updated"])
            #expect(bench.warnings.count == 1 && bench.drifts.isEmpty)
            #expect(ending.summary.verified == 1)
        }
    }

    @Test("a moved connector is read where it went")
    func moved() async throws {
        try await withBench { bench in
            let ending = try await verified(bench, "phone_number,project_id\n+442079460001,AWAY\n")
            #expect(ending.summary.verified == 1)
            #expect(ending.outcomes == ["updated"])
        }
    }

    @Test(
        "when reading fails the run stops, and goes on later with what is not verified yet",
        arguments: [Treatment.loseRequest, .fail(.refused(status: 401, nil))])
    func unreadable(_ treatment: Treatment) async throws {
        let away = InventoryEntry(
            number: Inventory.number(4), connector: Inventory.connector("c04", in: Inventory.away))
        try await withBench(Inventory.connectors(3) + [away]) { bench in
            let rows = (1...4).map { "\(Inventory.number($0)),\($0 > 3 ? "AWAY" : "HOME"),\(Inventory.newVoice)" }
            let sheet = Inventory.sheet("phone_number,agent_id,voice_name", rows)
            let stopped = try await bench.apply(sheet) {
                $0.pipeline.guards.verifies = true
                $0.treat = { request in
                    let isAway = request.path.contains("AWAY")
                    return request.operation == .getConnectors && isAway ? treatment : .pass
                }
            }
            #expect(stopped.summary.end == .stopped && stopped.summary.verified == 3)
            #expect(stopped.summary.reason?.hasPrefix("Every change was sent, but not all could be verified.") == true)
            #expect(stopped.outcomes == Array(repeating: "updated", count: 4))
            let resumed = try await bench.resume { $0.pipeline.guards.verifies = true }
            #expect(resumed.reads == [["c04"]])
            #expect(resumed.summary.verified == 4 && resumed.summary.end == .finished)
            #expect(resumed.batches.isEmpty)
        }
    }

    @Test("what an edited sheet does not ask for any more is not verified")
    func dropped() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.batchSize = 2
                $0.refuseKey(atUpdate: 2)
            }
            let ending = try await bench.apply(Inventory.rollout(2...3)) { $0.pipeline.guards.verifies = true }
            #expect(ending.summary.verified == 2)
            #expect(ending.reads.last == ["c02", "c03"])
        }
    }

    @Test("a run that stopped before its end is not verified")
    func stopped() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.guards.verifies = true
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            #expect(ending.summary.end == .stopped)
            #expect(ending.reads.isEmpty)
        }
    }

    @Test("a run that stopped while it was verified ends without, when that is not wanted any more")
    func resumedWithout() async throws {
        try await withBench { bench in
            _ = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.guards.verifies = true
                $0.treat = { $0.operation == .getConnectors ? .loseRequest : .pass }
            }
            let resumed = try await bench.resume()
            #expect(resumed.summary.end == .finished && resumed.summary.verified == nil)
            #expect(resumed.requests.isEmpty)
        }
    }

    @Test("graceful shutdown ends it, resumable")
    func shutdown() async throws {
        try await withBench { bench in
            try await testGracefulShutdown { trigger in
                let ending = try await bench.apply(Inventory.rollout(1...3)) {
                    $0.pipeline.guards.verifies = true
                    $0.treat = { request in
                        if request.operation == .updateConnectors { trigger.triggerGracefulShutdown() }
                        return .pass
                    }
                }
                #expect(ending.summary.end == .interrupted && ending.summary.verified == 0)
            }
            #expect(try await bench.resume { $0.pipeline.guards.verifies = true }.summary.verified == 3)
        }
    }
}

extension Ending {
    /// The connectors of each request that reads several.
    fileprivate var reads: [[String]] {
        requests.filter { $0.operation == .getConnectors }.map { request in
            let batch = request.body.flatMap { try? JSONDecoder().decode(ConnectorBatchRequest.self, from: $0) }
            return batch?.connectorIds.map(\.rawValue) ?? []
        }
    }
}
