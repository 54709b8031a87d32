import AgentsAPI
import AgentsClient
import Emulator
import Migration
import Telephony
import TestSupport
import Testing

@Suite("When finding the connectors has to stop") struct ResolverStopTests {
    private func stop(of bench: Bench, _ sheet: String, _ adjust: (inout Session) -> Void = { _ in }) async -> RunStop?
    {
        await #expect(throws: RunStop.self) { _ = try await bench.apply(sheet, adjust) }
    }

    @Test("a project that does not exist stops the run and names itself")
    func unknownProject() async throws {
        try await withBench { bench in
            let refusal = await #expect(throws: Refusal.self) {
                _ = try await bench.apply(Inventory.rollout([1])) { $0.options.sheet.agent = "NOWHERE" }
            }
            guard case .unknownAgent("NOWHERE", let failure)? = refusal else {
                Issue.record("\(String(describing: refusal))")
                return
            }
            #expect(failure.errorCode == .projectNotFound)
        }
    }

    @Test("a refused key stops the run at its first request", arguments: [401, 403])
    func refusedKey(status: Int) async throws {
        try await withBench(Inventory.connectors(30)) { bench in
            let stop = await stop(of: bench, Inventory.rollout(1...20)) {
                $0.treat = { _ in .refuse(status, status == 401 ? .unauthorised : .forbidden) }
            }
            #expect(bench.requests.count == 1)
            guard case .api(let failure) = stop else { return }
            #expect(failure.message.contains("status \(status)"))
            let names = try bench.scratch.names
            #expect(names == ["numbers.csv"], "nothing was sent, so nothing is left behind")
        }
    }

    @Test("an API that does not answer stops the run")
    func silence() async throws {
        try await withBench { bench in
            let stop = await stop(of: bench, Inventory.rollout([1])) { $0.treat = { _ in .loseRequest } }
            guard case .api(let failure) = stop else { return }
            #expect(failure.kind == .timedOut(.answering, after: .seconds(30)))
        }
    }

    @Test("an answer that leaves a connector out, and does not call it missing, stops the run")
    func leftOut() async throws {
        try await withBench { bench in
            let stop = await stop(of: bench, "connector_id,voice_name\nc01,en-GB-Neural2-B\n") {
                $0.treat = { $0.operation == .getConnectors ? .editReadings { $0.found.removeAll() } : .pass }
            }
            guard case .api(let failure) = stop else { return }
            #expect(failure.kind == .unreadable(.wrongShape(path: "found")))
        }
    }

    @Test("a number that the API refuses to look up is rejected with its code, and the others go on")
    func refusedNumber() async throws {
        try await withBench { bench in
            let turns = Turns()
            let ending = try await bench.apply(Inventory.rollout([1, 2])) {
                $0.options.resolution = .lookup
                $0.treat = { request in
                    let isFirst = request.operation == .lookUpConnector && turns.next(request) == 1
                    return isFirst ? .refuse(400, .phoneNumberInvalid) : .pass
                }
            }
            #expect(ending.outcomes == ["rejected", "updated"])
            #expect(ending.results["error_code"] == ["PHONE_NUMBERS_INVALID_PHONE_NUMBER_FORMAT", ""])
            #expect(ending.results["correlation_id"][0] == "id-400")
        }
    }
}
