import Emulator
import HTTPTypes
import Telephony
import TestSupport
import Testing

@Suite("Limits of faults")
struct FaultLimitTests {
    @Test("a fault hits only the calls it names, counted among those of its operation")
    func calls() async throws {
        try await withFaults([Fault(.status(503), on: [.getConnector], calls: [2...3, 5...5])]) { api, _ in
            var statuses: [Int] = []
            for _ in 1...6 {
                #expect(try await api.send(.get, "/connectors").status == 200)
                statuses.append(try await api.send(.get, "/connectors/front").status)
            }
            #expect(statuses == [200, 503, 503, 200, 503, 200])
        }
    }

    @Test("a fault hits no more often than it may")
    func times() async throws {
        try await withFaults([Fault(.status(503), times: 2)]) { api, _ in
            var statuses: [Int] = []
            for _ in 1...4 { statuses.append(try await api.send(.get, "/connectors").status) }
            #expect(statuses == [503, 503, 200, 200])
        }
    }

    @Test("a fault of a probability hits the same requests for the same seed, and about its share of them")
    func probability() async throws {
        let recorder = Recorder<[Bool]>()
        for seed: UInt64 in [1, 1, 2] {
            try await withFaults(FaultScript([Fault(.status(503), probability: 0.2)], seed: seed)) { api, _ in
                var hits: [Bool] = []
                for _ in 1...200 { hits.append(try await api.send(.get, "/connectors/front").status == 503) }
                recorder.append(hits)
            }
        }
        let runs = recorder.all
        #expect(runs.allSatisfy { (20...60).contains($0.count { $0 }) })
        #expect(runs[0] == runs[1])
        #expect(runs[0] != runs[2])
    }

    @Test(
        "a fault of a connector hits the requests that name it, wherever they do",
        arguments: [
            ("/connectors/front", nil), ("/phone-numbers?connectorId=front", nil),
            ("/connectors/batch", #"{"connectorIds":["back","front"]}"#),
            ("/connectors/lookup", #"{"phoneNumber":"+442079460001"}"#), ("/connectors", nil),
            ("/phone-numbers/+442079460002", nil), ("/phone-numbers", nil),
        ] as [(String, String?)])
    func connectors(path: String, body: String?) async throws {
        let script: FaultScript = [Fault(.status(503), connectors: ["front"])]
        try await withFaults(script) { api, _ async throws in
            #expect(try await api.send(body == nil ? .get : .post, path, body).status == 503)
        }
    }

    @Test("a fault of a connector leaves the requests alone that do not name it, and does not count them")
    func otherConnectors() async throws {
        let script: FaultScript = [Fault(.status(503), connectors: ["front"], calls: .only(1))]
        try await withFaults(script) { api, _ async throws in
            #expect(try await api.send(.get, "/connectors/back").status == 200)
            #expect(try await api.send(.post, "/connectors/batch", #"{"connectorIds":["back"]}"#).status == 200)
            #expect(try await api.send(.post, "/connectors/lookup", #"{"phoneNumber":"+4420"}"#).status == 404)
            let patch = #"{"updates":[{"connectorId":"front","variantId":"x"}]}"#
            #expect(try await api.send(.patch, "/connectors/batch", patch).status == 503)
        }
    }

    @Test("the first fault of the script that may hit does, and the others count the request")
    func order() async throws {
        let script: FaultScript = [Fault(.status(500), calls: .only(1)), Fault(.status(503), calls: [1...2])]
        try await withFaults(script) { api, _ in
            var statuses: [Int] = []
            for _ in 1...3 { statuses.append(try await api.send(.get, "/connectors").status) }
            #expect(statuses == [500, 503, 200])
        }
    }

    @Test("a script that is replaced repairs what the old one broke, and counts anew")
    func replaced() async throws {
        try await withServer([Fault(.revokeKey, calls: .only(1))]) { emulator async throws in
            #expect(try await emulator.send("GET", "/connectors").status == 401)
            emulator.faults.replace(with: [Fault(.status(503), calls: .only(2))])
            #expect(try await emulator.send("GET", "/connectors").status == 200)
            #expect(try await emulator.send("GET", "/connectors").status == 503)
            emulator.faults.replace(with: .none)
            #expect(try await emulator.send("GET", "/connectors").status == 200)
        }
    }

    @Test("a request whose key is refused suffers no fault and is not counted")
    func afterTheChecks() async throws {
        try await withFaults([Fault(.status(503), calls: .only(1))]) { api, _ async throws in
            #expect(try await api.by("guess").send(.get, "/connectors").status == 401)
            #expect(try await api.send(.get, "/connectors").status == 503)
        }
    }
}
