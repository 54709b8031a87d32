import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import HTTPTypes
import Migration
import Telephony
import TestSupport

/// A live emulator, and a directory for a sheet and what its run writes.
struct Bench: Sendable {
    let scratch: ScratchDirectory
    let emulator: RunningEmulator
    let transport: any Transport
    let eventLog = Recorder<MigrationEvent>()
    let requestLog = Recorder<APIRequest>()

    var sheetPath: String { scratch.path("numbers.csv") }
    var runFilePath: String { scratch.path("numbers.patchbay") }
    var resultsPath: String { scratch.path("numbers.results.csv") }

    var events: [MigrationEvent] { eventLog.all }
    var requests: [APIRequest] { requestLog.all }

    /// Another program that uses the same API.
    var someoneElse: AgentsClient { AgentsClient(transport) }

    /// Imports a number and routes it to a connector, as somebody else may do.
    func route(_ number: String, to connector: ConnectorID) async throws {
        let path = "/v1/agents/\(Inventory.home)/telephony/phone-numbers/\(APIPath.percentEncode(number))"
        for (method, body) in [(HTTPRequest.Method.post, "{}"), (.patch, #"{"connectorId":"\#(connector)"}"#)] {
            _ = try await transport.send(
                APIRequest(.getPhoneNumber, method: method, path: path, body: Data(body.utf8)))
        }
    }

    func connector(_ index: Int) async throws -> Connector? {
        try await emulator.store.snapshot().connectors.first { $0.connectorId == Inventory.id(index) }
    }

    func voices() async throws -> [String] {
        try await emulator.store.snapshot().connectors.map(\.voiceName)
    }

    var warnings: [String] {
        events.compactMap { event in
            switch event {
            case .madeOtherwise(let kind, let subject, let text): "\(kind.noun) \(subject): \(text)"
            default: nil
            }
        }
    }

    /// Without the directory's name.
    var findings: [String] { events.compactMap { $0.finding(in: scratch) } }
}

/// Runs `body` with an emulator that serves the inventory on a port of its own.
func withBench(
    _ inventory: [InventoryEntry] = Inventory.connectors(3),
    _ configure: (inout EmulatorConfiguration) -> Void = { _ in }, _ body: (Bench) async throws -> Void
) async throws {
    var configuration = EmulatorConfiguration()
    configuration.seed = try EmulatorSeed(inventory)
    configuration.voices = Inventory.voices
    configure(&configuration)
    let scratch = try ScratchDirectory()
    try await withEmulator(configuration) { emulator in
        var http = HTTPConfiguration(
            baseURL: try BaseURL(emulator.baseURL), key: try APIKey(emulator.key), version: "test")
        // Hundreds of tests may be ahead of this one's server.
        (http.connectTimeout, http.requestTimeout) = (.seconds(600), .seconds(600))
        try await withHTTPTransport(http) { transport in
            try await body(Bench(scratch: scratch, emulator: emulator, transport: transport))
        }
    }
}
