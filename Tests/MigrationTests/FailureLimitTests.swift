import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Runs in which too many rows fail") struct FailureLimitTests {
    private let refused = Inventory.rollout(1...20, voice: Inventory.refusedVoice)

    /// Each item of a batch is refused with a text of its own.
    private static func forDifferentReasons(_ request: APIRequest) -> Treatment {
        guard request.operation == .updateConnectors else { return .pass }
        return .editResults { results in
            for (index, reason) in zip(results.indices, "abcdefghijklmnopqrstuvwxyz") {
                results[index].error = results[index].error.map { "\($0) \(reason)" }
            }
        }
    }

    @Test("more than ten failures stop a small run, between two single requests too, and resuming counts anew")
    func byDefault() async throws {
        try await withBench(Inventory.connectors(20)) { bench in
            let ending = try await bench.apply(refused) { $0.treat = { Self.forDifferentReasons($0) } }
            #expect(ending.summary.outcomes == ["rejected": 11, "not_attempted": 9])
            #expect(ending.outcomes.prefix(11).allSatisfy { $0 == "rejected" })
            #expect(ending.count(.updateConnector) == 11)
            #expect(ending.summary.end == .stopped)
            #expect(
                ending.summary.reason
                    == "11 of 20 rows failed, more than the 10 that may. "
                    + "Look at the results before you go on.")
            let resumed = try await bench.resume()
            #expect(resumed.summary.outcomes == ["rejected": 20])
            #expect(resumed.summary.end == .finished)
        }
    }

    @Test("what a batch has refused for the same reason is all counted before a run stops")
    func sameReason() async throws {
        try await withBench(Inventory.connectors(20)) { bench in
            let sheet = Inventory.rollout(1...15, voice: Inventory.refusedVoice) + Inventory.rollout(16...20).bodyRows
            let ending = try await bench.apply(sheet) { $0.pipeline.batchSize = 15 }
            #expect(ending.summary.outcomes == ["rejected": 15, "not_attempted": 5])
            #expect(ending.count(.updateConnector) == 1)
            #expect(ending.summary.reason?.hasPrefix("15 of 20 rows failed, more than the 10 that may.") == true)
        }
    }

    @Test("a tenth of the rows may fail when that is more than ten")
    func tenth() {
        #expect(FailureLimitTests.allowed(nil, 99) == 10)
        #expect(FailureLimitTests.allowed(nil, 119) == 11)
        #expect(FailureLimitTests.allowed(.count(0), 119) == 0)
        #expect(FailureLimitTests.allowed(.percent(1), 119) == 1)
    }

    private static func allowed(_ limit: Limit?, _ rows: Int) -> Int {
        var guards = Guards()
        guards.maxFailures = limit
        return guards.allowedFailures(of: rows)
    }

    @Test(
        "a limit that is given is meant literally",
        arguments: [(.count(0), 1), (.count(2), 3), (.percent(25), 3), (.percent(0), 1)] as [(Limit, Int)])
    func literal(_ limit: Limit, _ rejected: Int) async throws {
        try await withBench(Inventory.connectors(8)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...8, voice: Inventory.refusedVoice)) {
                $0.pipeline.guards.maxFailures = limit
                $0.treat = { Self.forDifferentReasons($0) }
            }
            #expect(ending.summary.outcomes == ["rejected": rejected, "not_attempted": 8 - rejected])
        }
    }

    @Test("exactly as many failures as are allowed do not stop the run")
    func justEnough() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let sheet = Inventory.rollout(1...2, voice: Inventory.refusedVoice) + Inventory.rollout(3...4).bodyRows
            let ending = try await bench.apply(sheet) {
                $0.pipeline.guards.maxFailures = .count(2)
                $0.pipeline.batchSize = 1
            }
            #expect(ending.outcomes == ["rejected", "rejected", "updated", "updated"])
            #expect(ending.summary.end == .finished)
        }
    }

    @Test("between the halves of a refused batch the run stops too, and none of them is unknown")
    func halves() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...4)) {
                $0.pipeline.guards.maxFailures = .count(0)
                $0.treat = { request in
                    let isUpdate = [.updateConnectors, .updateConnector].contains(request.operation)
                    return isUpdate ? .refuse(400, .schemaValidationFailed) : .pass
                }
            }
            #expect(ending.outcomes == ["rejected", "not_attempted", "not_attempted", "not_attempted"])
            #expect(ending.batches.map(\.count) == [4, 2, 1])
            #expect(try await bench.resume().outcomes == ["rejected", "updated", "updated", "updated"])
        }
    }

    @Test("rows that cannot be read back count, are read once more at the end, and are still accounted for")
    func unknown() async throws {
        try await withBench(Inventory.connectors(6)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...6)) {
                $0.pipeline.guards.maxFailures = .count(1)
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors: .editResults { $0.removeFirst() }
                    case .getConnectors: .loseRequest
                    default: .pass
                    }
                }
            }
            #expect(
                ending.outcomes
                    == ["unknown", "updated", "unknown", "updated", "not_attempted", "not_attempted"])
            #expect(ending.summary.reason?.hasPrefix("2 of 6 rows failed, more than the 1 that") == true)
            #expect(ending.count(.getConnectors) == 3)
            #expect(try await bench.resume().summary.areAllRowsDone)
        }
    }

    @Test("a run that stopped for rows it could not read back goes on when they turn out to be made")
    func madeAfterAll() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...4)) {
                $0.pipeline.guards.maxFailures = .count(0)
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors: .editResults { $0.removeFirst() }
                    case .getConnectors: turns.next(request) == 1 ? .loseRequest : .pass
                    default: .pass
                    }
                }
            }
            #expect(ending.summary.areAllRowsDone && ending.summary.end == .finished)
            #expect(ending.batches == [["c01", "c02"], ["c03", "c04"]])
        }
    }

    @Test("a run that stays stopped says how many rows failed once all were read back again")
    func figureAfterReading() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...4)) {
                $0.pipeline.guards.maxFailures = .count(0)
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors: .editResults { $0.removeAll() }
                    case .getConnectors:
                        turns.next(request) == 1 ? .loseRequest : .editReadings { $0.found.removeFirst() }
                    default: .pass
                    }
                }
            }
            #expect(ending.outcomes.filter { $0 == "unknown" }.count == 1)
            #expect(ending.summary.reason?.hasPrefix("1 of 4 rows failed, more than the 0 that") == true)
        }
    }

    @Test("a percentage is also of the rows that an earlier session sent and that are unknown still")
    func percentageOfResumedRows() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let refused = Inventory.rollout([3], voice: Inventory.refusedVoice).bodyRows
            let sheet = Inventory.rollout(1...2) + refused + Inventory.rollout([4]).bodyRows
            let lost = try await bench.apply(sheet) {
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    if request.updated.contains("c03") { return .refuse(401, .invalidToken) }
                    return [.updateConnectors, .getConnectors].contains(request.operation) ? .loseAnswer : .pass
                }
            }
            #expect(lost.outcomes == ["unknown", "unknown", "not_attempted", "not_attempted"])
            let turns = Turns()
            let ending = try await bench.resume {
                $0.pipeline.guards.maxFailures = .percent(25)
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    request.operation == .getConnectors && turns.next(request) < 3 ? .loseRequest : .pass
                }
            }
            #expect(ending.outcomes == ["updated", "updated", "rejected", "updated"])
        }
    }

    @Test("rows that the API says it changed, and that cannot be read back, count too")
    func unconfirmed() async throws {
        try await withBench(Inventory.connectors(4)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...4)) {
                $0.pipeline.guards.maxFailures = .count(1)
                $0.pipeline.batchSize = 2
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors: .editResults { for index in $0.indices { $0[index].data = nil } }
                    case .getConnectors: .loseRequest
                    default: .pass
                    }
                }
            }
            #expect(ending.outcomes == ["unknown", "unknown", "not_attempted", "not_attempted"])
            #expect(bench.events.contains { if case .settled(.unknown, rows: 2) = $0 { true } else { false } })
        }
    }

    @Test("a row that is read back again and again counts once")
    func onceUnknown() async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.guards.maxFailures = .count(1)
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors where request.updated == ["c01"]: return .editResults { $0.removeAll() }
                    case .updateConnectors: return turns.next(request) == 1 ? .refuse(429, "SLOW_DOWN") : .pass
                    case .getConnectors: return .loseRequest
                    default: return .pass
                    }
                }
            }
            #expect(ending.outcomes == ["unknown", "updated", "updated"])
        }
    }

    @Test("a row whose request is lost counts when it cannot be read back after an outage either")
    func unknownAfterOutage() async throws {
        try await withBench(Inventory.connectors(2)) { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout(1...2)) {
                $0.pipeline.guards.maxFailures = .count(0)
                $0.pipeline.batchSize = 1
                $0.treat = { request in
                    switch request.operation {
                    case .updateConnectors where request.updated == ["c01"]: return .loseRequest
                    case .updateConnectors: return turns.next(request) == 1 ? .refuse(429, "SLOW_DOWN") : .pass
                    case .getConnectors: return .loseRequest
                    default: return .pass
                    }
                }
            }
            #expect(ending.outcomes == ["unknown", "not_attempted"])
            #expect(ending.summary.end == .stopped)
        }
    }

    @Test("rows whose requests failed too often count")
    func failed() async throws {
        try await withBench { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.pipeline.guards.maxFailures = .count(0)
                $0.pipeline.batchSize = 1
                $0.treat = { $0.operation == .updateConnectors ? .refuse(503, "READ_ONLY") : .pass }
            }
            #expect(ending.outcomes == ["failed", "not_attempted", "not_attempted"])
            #expect(ending.summary.end == .stopped)
        }
    }

    @Test("all batches on the wire are finished when the run stops")
    func onTheWire() async throws {
        try await withBench(Inventory.connectors(6)) { bench in
            let arrivals = Recorder<Void>()
            let sheet = Inventory.rollout([1], voice: Inventory.refusedVoice) + Inventory.rollout(2...6).bodyRows
            let ending = try await bench.apply(sheet) {
                $0.pipeline.guards.maxFailures = .count(0)
                $0.pipeline.batchSize = 1
                $0.pipeline.concurrency = { 2 }
                $0.treat = { request in
                    if request.updated == ["c02"] { await arrivals.wait(for: 1) }
                    if request.operation == .updateConnector { arrivals.append(()) }
                    return .pass
                }
            }
            #expect(ending.summary.rows(.rejected) == 1)
            #expect(ending.summary.rows(.unknown) == 0)
            #expect(ending.outcomes[1] == "updated")
            #expect(ending.summary.end == .stopped)
        }
    }
}

extension String {
    /// A sheet without its header.
    fileprivate var bodyRows: String { split(separator: "\n").dropFirst().map { $0 + "\n" }.joined() }
}
