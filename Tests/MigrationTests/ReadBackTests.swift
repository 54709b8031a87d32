import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Reading back what got no answer") struct ReadBackTests {
    private static func firstBatch(
        _ treatment: Treatment, then others: @escaping @Sendable (APIRequest) -> Treatment = { _ in .pass }
    ) -> @Sendable (APIRequest) -> Treatment {
        let turns = Turns()
        return { request in
            let isFirst = request.operation == .updateConnectors && turns.next(request) == 1
            return isFirst ? treatment : others(request)
        }
    }

    @Test("a lost answer is read back, not sent again")
    func lostAnswer() async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseAnswer)
            let ending = try await bench.apply(Inventory.rollout(1...3)) { $0.treat = treat }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.batches.count == 1)
            #expect(ending.count(.getConnectors) == 1)
            #expect(ending.results.settings("after") == Array(repeating: "voice_name=en-GB-Neural2-B", count: 3))
        }
    }

    @Test("a lost request is read back as not applied, and sent again")
    func lostRequest() async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseRequest)
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = treat
                $0.pipeline.batchSize = 2
            }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.batches == [["c01", "c02"], ["c03"], ["c01", "c02"]])
            #expect(ending.results["attempts"] == ["2", "2", "1"])
            #expect(ending.results["error"] == ["", "", ""])
        }
    }

    @Test("a batch whose answer was lost is read back where it may have moved, and not sent again")
    func movedByLostRequest() async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseAnswer)
            let rows = ["\(Inventory.number(1)),AWAY", "\(Inventory.number(2)),AWAY"]
            let ending = try await bench.apply(Inventory.sheet("phone_number,project_id", rows)) {
                $0.treat = treat
                $0.decorate = { RetryingTransport($0, pacer: Pacer(.modest, clock: InstantClock())) }
            }
            #expect(ending.batches == [["c01", "c02"]])
            #expect(ending.outcomes == ["updated", "updated"])
            #expect(ending.count(.updateConnector) == 0)
        }
    }

    /// Answers of which nobody can tell whether the update was made.
    static let doubtful: [Treatment] = [
        .refuse(500, "INTERNAL"), .refuse(502, "BAD_GATEWAY"), .refuse(503, "UNAVAILABLE"), .refuse(504, "TIMEOUT"),
        .refuse(408, "TIMEOUT"), .loseRequest, .fail(.unreachable(.connectionLost, host: "h")),
        .fail(.unreadable(.cutOff)),
    ]

    @Test(
        "an update that was made and answered with an error does not revert what somebody else made of it since",
        arguments: doubtful.indices, [1, 2])
    func notReverted(doubt: Int, rows: Int) async throws {
        try await withBench { bench in
            let turns = Turns()
            let sheet = Inventory.rollout(1...rows)
            let ending = try await bench.apply(sheet) {
                $0.decorate = { RetryingTransport($0, pacer: Pacer(.modest, clock: InstantClock())) }
                $0.treat = { request in
                    guard request.operation == .updateConnectors, turns.next(request) == 1 else { return .pass }
                    // The API makes the update, a colleague another one, and the answer says nothing of either.
                    _ = try await bench.someoneElse.updateConnectors(
                        request.updated.map {
                            ConnectorUpdate(connectorId: $0, patch: ConnectorPatch(voiceName: Inventory.newVoice))
                        },
                        of: Inventory.home)
                    try await bench.give("c01", Inventory.otherVoice)
                    return Self.doubtful[doubt]
                }
            }
            #expect(ending.outcomes == ["drifted", "updated"].prefix(rows) + [])
            #expect(ending.batches.count == 1)
            #expect(try await bench.connector(1)?.voiceName == Inventory.otherVoice)
        }
    }

    @Test(
        "an update of which reading back shows that it was not made is made again, after a pause, and only then",
        arguments: doubtful.indices)
    func madeAgain(doubt: Int) async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.decorate = { RetryingTransport($0, pacer: Pacer(.modest, clock: InstantClock())) }
                $0.treat = { request in
                    request.operation == .updateConnectors && turns.next(request) <= 2 ? Self.doubtful[doubt] : .pass
                }
            }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
            #expect(ending.results["attempts"] == ["3", "3", "3"])
            let order = ending.requests.map(\.operation).filter { [.updateConnectors, .getConnectors].contains($0) }
            #expect(order == [.updateConnectors, .getConnectors, .updateConnectors, .getConnectors, .updateConnectors])
        }
    }

    @Test("a new project that does not answer may hold the connector", arguments: [404, 400, 403])
    func unreadableProject(status: Int) async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseAnswer) { request in
                request.operation == .getConnectors && request.path.contains("AWAY")
                    ? .refuse(status, "GATEWAY") : .pass
            }
            let ending = try await bench.apply(
                Inventory.sheet("phone_number,project_id", ["\(Inventory.number(1)),AWAY"])
            ) { $0.treat = treat }
            #expect(ending.outcomes == ["unknown"])
            #expect(try await bench.resume().outcomes == ["updated"])
        }
    }

    @Test("a connector that the answer leaves out, and does not call missing, was not read")
    func leftOut() async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseAnswer) {
                $0.operation == .getConnectors ? .editReadings { $0.found.removeFirst() } : .pass
            }
            let ending = try await bench.apply(Inventory.rollout(1...3)) { $0.treat = treat }
            #expect(ending.outcomes == ["unknown", "updated", "updated"])
            #expect(ending.results["error"][0].contains("documented form at “found”"))
            #expect(try await bench.resume().outcomes == ["updated", "updated", "updated"])
        }
    }

    @Test("a connector that only one of two projects calls missing was not read")
    func leftOutOfItsNewProject() async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseAnswer) { request in
                request.operation == .getConnectors && request.path.contains("AWAY")
                    ? .editReadings { $0.found.removeAll() } : .pass
            }
            let ending = try await bench.apply("phone_number,project_id\n+442079460001,AWAY\n") { $0.treat = treat }
            #expect(ending.outcomes == ["unknown"])
        }
    }

    @Test("what can neither be sent nor read is unknown, and is read back when the run is resumed")
    func unknown() async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseAnswer) { $0.operation == .getConnectors ? .loseRequest : .pass }
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.treat = treat
                $0.pipeline.batchSize = 2
            }
            #expect(ending.outcomes == ["unknown", "unknown", "updated"])
            #expect(ending.results["error"][0].hasPrefix("sent, but no answer came, and reading back failed: "))
            #expect(ending.results["finished_at"][0] == "")
            let resumed = try await bench.resume()
            #expect(resumed.outcomes == ["updated", "updated", "updated"])
            #expect(resumed.results["error"] == ["", "", ""])
            #expect(resumed.batches.isEmpty)
        }
    }

    @Test("what is unknown and was not applied is sent when the run is resumed, and then has no error left")
    func unknownAndUnapplied() async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseRequest) { $0.operation == .getConnectors ? .loseRequest : .pass }
            let ending = try await bench.apply(Inventory.rollout(1...3)) { $0.treat = treat }
            #expect(ending.outcomes == ["unknown", "unknown", "unknown"])
            let stopped = try await bench.resume {
                $0.treat = { $0.operation == .updateConnectors ? .refuse(401, .invalidToken) : .pass }
            }
            #expect(stopped.outcomes == ["not_attempted", "not_attempted", "not_attempted"])
            #expect(stopped.results["attempts"] == ["2", "2", "2"])
            #expect(stopped.results["error"] == ["", "", ""])
            #expect(try await bench.resume().outcomes == ["updated", "updated", "updated"])
        }
    }

    @Test("a connector that reads neither as before nor as asked has drifted")
    func changedMeanwhile() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout([1])) {
                $0.treat = { request in
                    guard request.operation == .updateConnectors else { return .pass }
                    try await bench.give("c01", "en-GB-Wavenet-A")
                    return .loseRequest
                }
            }
            #expect(ending.outcomes == ["drifted"])
            #expect(ending.results.settings("after") == ["voice_name=en-GB-Wavenet-A"])
        }
    }

    @Test("a moved connector is looked for in its new project first")
    func movedConnector() async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseAnswer)
            let ending = try await bench.apply("phone_number,project_id\n+442079460001,AWAY\n") { $0.treat = treat }
            #expect(ending.outcomes == ["updated"])
            let reads = ending.requests.filter { $0.operation == .getConnectors }.map(\.path)
            #expect(reads == ["/v1/agents/AWAY/telephony/connectors/batch"])
        }
    }

    @Test("a connector that did not move is found in its old project")
    func unmovedConnector() async throws {
        try await withBench { bench in
            let treat = Self.firstBatch(.loseRequest)
            let ending = try await bench.apply("phone_number,project_id\n+442079460001,AWAY\n") { $0.treat = treat }
            #expect(ending.outcomes == ["updated"])
            let reads = ending.requests.filter { $0.operation == .getConnectors }.map(\.path)
            #expect(reads == ["AWAY", "HOME"].map { "/v1/agents/\($0)/telephony/connectors/batch" })
        }
    }

    @Test("reading back is halved too when the API finds the batch too large")
    func smallReads() async throws {
        try await withBench(Inventory.connectors(5)) {
            $0.maxBatch = 2
        } _: { bench in
            let treat = Self.firstBatch(.loseRequest)
            let ending = try await bench.apply(Inventory.rollout(1...5)) { $0.treat = treat }
            #expect(ending.outcomes == Array(repeating: "updated", count: 5))
            #expect(ending.count(.getConnectors) > 1)
        }
    }
}
