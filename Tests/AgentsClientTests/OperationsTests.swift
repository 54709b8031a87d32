import AgentsAPI
import AgentsClient
import Foundation
import HTTPTypes
import Telephony
import TestSupport
import Testing

@Suite struct OperationsTests {
    @Test("each operation sends the documented request and reads the documented answer", arguments: DocumentedCall.all)
    func request(call: DocumentedCall) async throws {
        let transport = FakeTransport(script: [.success(.ok(call.answer))])
        #expect(try await call.run(AgentsClient(transport)) == call.result)
        let sent = try #require(transport.requests.all.first)
        let body = sent.body.map { " " + String(decoding: $0, as: UTF8.self) } ?? ""
        #expect("\(sent.method) \(sent.target)\(body)" == call.request)
        #expect(sent.operation == call.operation)
    }

    @Test("operations are told to read or to write")
    func kinds() {
        #expect(DocumentedCall.reading.allSatisfy { !$0.operation.isWriting })
        #expect(DocumentedCall.writing.allSatisfy { $0.operation.isWriting })
        #expect(Set((DocumentedCall.reading + DocumentedCall.writing).map(\.operation)).count == 19)
        #expect(APIOperation.allCases.count == 19)
        #expect(APIOperation.allCases.count { $0.isWriting } == 8)
    }

    @Test("a branch whose ID is not its name is found among the agent's branches", arguments: [true, false])
    func mainBranch(isThere: Bool) async throws {
        let missing = ClientFailure(.refused(status: 404, nil), of: .listVariants)
        let branches =
            #"{"branches":[{"branchId":"b-1","branchName":"draft"},{"id":"b-2","name":"\#(isThere ? "main" : "x")"}]}"#
        let transport = FakeTransport(script: [
            .failure(missing), .success(.ok(branches)), .success(.ok(#"{"variants":[{"id":"V","name":"n"}]}"#)),
        ])
        let reader = AgentsClient(transport).reader
        if isThere {
            #expect(try await reader.variants(of: "P") == [Variant(id: "V", name: "n")])
            #expect(transport.requests.all.last?.path == "/v1/agents/P/branches/b-2/variants")
        } else {
            #expect(try await failure { try await reader.variants(of: "P") } == missing)
        }
    }

    @Test(
        "what says nothing of deployments is unreadable",
        arguments: ["[]", "{}", #"{"activeDeployments":[]}"#, #"{"activeDeployments":{"live":"yes"}}"#])
    func strangeDeployments(answer: String) async throws {
        let transport = FakeTransport(script: [.success(.ok(answer))])
        let failure = try await failure { try await AgentsClient(transport).reader.activeDeployments(of: "P") }
        guard case .unreadable(.wrongShape) = failure.kind else { throw failure }
    }

    @Test("an empty list sends nothing")
    func emptyLists() async throws {
        let transport = FakeTransport(script: [.success(.ok())])
        let client = AgentsClient(transport)
        #expect(try await client.reader.connectors([], of: "P").found.isEmpty)
        #expect(try await client.reader.phoneNumbers([], of: "P").found.isEmpty)
        #expect(try await client.updateConnectors([], of: "P").attempts == 0)
        #expect(try await client.importPhoneNumbers([], into: nil, of: "P").attempts == 0)
        #expect(try await client.deletePhoneNumbers([], of: "P").attempts == 0)
        #expect(transport.requests.all.isEmpty)
    }

    @Test("an identifier that would address something else is not sent", arguments: ["", ".", ".."])
    func unsoundIdentifier(id: String) async throws {
        let transport = FakeTransport(script: [.success(.ok())])
        let client = AgentsClient(transport)
        let failure = try await failure { try await client.reader.phoneNumber(id, of: "P") }
        guard case .unsendable = failure.kind else { throw failure }
        #expect(!failure.mayHaveBeenApplied && failure.attempts == 0)
        _ = try await AgentsClientTests.failure { try await client.deleteConnector("C1", of: AgentID(rawValue: id)) }
        #expect(transport.requests.all.isEmpty)
    }
}
