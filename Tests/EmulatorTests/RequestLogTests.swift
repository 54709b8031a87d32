import AgentsAPI
import Foundation
import HTTPTypes
import Telephony
import Testing

@testable import Emulator

@Suite("The request log")
struct RequestLogTests {
    @Test("holds every request with its answer, refused ones too, and no key")
    func everything() async throws {
        let body = #"{"phoneNumber":"+442079460001"}"#
        let entries = try await Self.logged { api in
            let found = try await api.send(.post, "/connectors/lookup", body)
            _ = try await api.by("guess").send(.get, "/phone-numbers?connectorId=front")
            _ = try await api.send(.get, "//nowhere")
            return [found.correlationID]
        } check: { entries, ids in
            #expect(entries.first?.correlationID == ids.first ?? nil)
        }
        #expect(entries.map(\.number) == [1, 2, 3])
        #expect(entries.map(\.method) == ["POST", "GET", "GET"])
        #expect(entries.map(\.status) == [200, 401, 404])
        #expect(entries.map(\.operation) == [.lookUpConnector, .listPhoneNumbers, nil])
        #expect(entries.map(\.body) == [body, nil, nil])
        #expect(entries[1].path == "/v1/agents/SALES/telephony/phone-numbers?connectorId=front")
        #expect(entries.allSatisfy { $0.ending == .answered && $0.fault == nil && !$0.applied })
        #expect(try !String(decoding: JSONEncoder().encode(entries), as: UTF8.self).contains("guess"))
    }

    @Test("names the connectors that a request addresses, in the order it does")
    func connectors() async throws {
        let entries = try await Self.logged { api in
            _ = try await api.send(.patch, "/connectors/batch", Batch.body)
            _ = try await api.send(.post, "/connectors/batch", #"{"connectorIds":["front","nobody"]}"#)
            _ = try await api.send(.get, "/connectors/front")
            _ = try await api.send(.get, "/phone-numbers?connectorId=back")
            _ = try await api.send(.patch, "/phone-numbers/%2B442079460001", #"{"connectorId":"back"}"#)
            _ = try await api.send(.get, "/connectors")
            return []
        }
        #expect(
            entries.map(\.connectors) == [["back", "front"], ["front", "nobody"], ["front"], ["back"], ["back"], []])
    }

    @Test("says \"applied\" exactly when the state is not as it was")
    func applied() async throws {
        let entries = try await Self.logged { api in
            _ = try await api.send(.patch, "/connectors/front", #"{"variantId":"x"}"#)
            _ = try await api.send(.patch, "/connectors/front", #"{"variantId":"x"}"#)
            _ = try await api.send(.patch, "/connectors/front", #"{"voiceName":"en-GB-Nobody-A","variantId":"y"}"#)
            let mixed = #"{"connectorId":"nobody"},{"connectorId":"front","variantId":"x"}"#
            _ = try await api.patchBatch(#"{"updates":[\#(mixed),{"connectorId":"back","variantId":"z"}]}"#)
            _ = try await api.patchBatch(#"{"updates":[\#(mixed)]}"#)
            _ = try await api.send(.post, "/phone-numbers", #"{"phoneNumbers":["+442079460050","44"]}"#)
            _ = try await api.send(.patch, "/phone-numbers/+442079460001", #"{"connectorId":"front"}"#)
            _ = try await api.send(.patch, "/phone-numbers/+442079460001", #"{"connectorId":"back"}"#)
            _ = try await api.send(.delete, "/connectors/front")
            _ = try await api.send(.delete, "/connectors/front")
            return []
        }
        #expect(
            entries.map(\.applied) == [true, false, false, true, false, false, false, true, true, false])
        #expect(entries.map(\.changed) == [["front"], [], [], ["back"], [], [], [], [], ["front"], []])
        let number = "+442079460001"
        #expect(entries.map(\.changedNumbers) == [[], [], [], [], [], [], [], [number], [], []])
    }

    @Test(
        "tells what a fault did to a request, and keeps the body as it was sent",
        arguments: [
            (FaultKind.status(StatusFault(504, applied: true)), true, 504, RequestLog.Ending.answered, true),
            (.closeConnection(.beforeReading), false, nil, .closed, false),
            (.closeConnection(.beforeApplying), false, nil, .closed, true),
            (.closeConnection(.afterApplying), true, nil, .closed, true),
            (.cutAnswer(), true, 200, .cut, true),
            (.updates(.ignoreChange), false, 200, .answered, true),
            (.updates(.storeOther(ConnectorPatch(variantId: .set("o")))), true, 200, .answered, true),
            (.outage(connections: 0), false, nil, .closed, true),
            (.revokeKey, false, 401, .answered, false),
        ] as [(FaultKind, Bool, Int?, RequestLog.Ending, Bool)])
    func faults(kind: FaultKind, applied: Bool, status: Int?, ending: RequestLog.Ending, hasBody: Bool) async throws {
        let log = RequestLog()
        try await withServer([Fault(kind)]) {
            $0.requestLog = log
        } _: { emulator in
            _ = try await emulator.send("PATCH", "/connectors/batch", Batch.body)
            let entry = try #require(log.entries.first)
            #expect(entry.fault == kind.name.rawValue)
            #expect(entry.applied == applied)
            #expect(entry.status == status)
            #expect(entry.ending == ending)
            #expect(entry.body == (hasBody ? Batch.body : nil))
        }
    }

    @Test("is on a file, a line for each request, before the answer is there")
    func file() async throws {
        try await withScratchDirectory { directory in
            let file = directory.appending(path: "requests.jsonl")
            let log = RequestLog()
            for start in 1...2 {
                try await withServer([Fault(.closeConnection(.afterApplying), calls: .only(2), name: "lost")]) {
                    $0.requestLogFile = file.path
                    $0.requestLog = log
                } _: { emulator in
                    for sent in 1...3 {
                        _ = try await emulator.send("PATCH", "/connectors/batch", Batch.body)
                        let entries = try RequestLogFile.entries(in: file)
                        #expect(entries.count == (start - 1) * 3 + sent)
                        #expect(entries == log.entries)
                    }
                }
            }
            #expect(log.entries.map(\.fault) == [nil, "lost", nil, nil, "lost", nil])
            let permissions = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
            #expect(permissions as? Int == 0o600)
        }
    }

    @Test("a line that is not whole yet is left out")
    func growing() async throws {
        try await withScratchDirectory { directory in
            let file = directory.appending(path: "requests.jsonl")
            try await withServer {
                $0.requestLogFile = file.path
            } _: {
                for _ in 1...2 { _ = try await $0.send("GET", "/connectors") }
            }
            try Data(contentsOf: file).dropLast(5).write(to: file)
            #expect(try RequestLogFile.entries(in: file).count == 1)
        }
    }

    @Test("a file that cannot be written to is answered with a sentence")
    func unwritable() async throws {
        var configuration = try Fixture.configuration()
        configuration.requestLogFile = "/nowhere/requests.jsonl"
        let problem = await #expect(throws: EmulatorProblem.self) { try await Emulator(configuration) }
        #expect(problem == .requestLogUnwritable(path: "/nowhere/requests.jsonl"))
        #expect(problem?.description.hasPrefix("The request log /nowhere/requests.jsonl cannot be opened") == true)
    }

    @Test("no answer leaves without its line: on a full disk the connection is closed instead")
    func full() async throws {
        try await withServer {
            $0.requestLogFile = "/dev/full"
        } _: { emulator async throws in
            #expect(try await emulator.send("GET", "/connectors").text.isEmpty)
        }
    }

    private static func logged(
        _ requests: @escaping @Sendable (APIClient) async throws -> [String?],
        check: @escaping @Sendable ([RequestLog.Entry], [String?]) -> Void = { _, _ in }
    ) async throws -> [RequestLog.Entry] {
        let log = RequestLog()
        try await withAPI(.router) {
            $0.requestLog = log
        } _: { api, _ in
            let ids = try await requests(api)
            check(log.entries, ids)
        }
        return log.entries
    }

    @Test("on a file has a bound: what is longer is put aside, in the place of what was put aside before")
    func bounded() async throws {
        try await withScratchDirectory { directory in
            let path = directory.appending(path: "requests.log").path
            let log = try RequestLogFile(path: path, longest: 1_000)
            for number in 1...50 {
                try log.append(
                    RequestLog.Entry(
                        number: number, key: nil, method: "GET", path: "/", operation: nil, connectors: [], body: nil,
                        applied: false, changed: [], changedNumbers: [], status: 404, ending: .answered, fault: nil,
                        correlationID: "c"))
            }
            let parts = try [path + ".1", path].map {
                try RequestLogFile.entries(in: URL(fileURLWithPath: $0)).map(\.number)
            }
            #expect(parts.flatMap(\.self) == Array((parts[0].first ?? 0)...50))
            for file in [path, path + ".1"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: file)
                #expect(attributes[.size] as? Int ?? .max <= 1_000)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 2)
        }
    }
}
