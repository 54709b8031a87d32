import Emulator
import Foundation
import Sheet

@testable import patchbay

/// What the tests change: a hotel's numbers under `SALES`, and a help line under `CARE`.
enum Hotel {
    static let rooms = ["spa", "bar", "gym", "pool", "shop", "cafe", "roof"]

    /// Two numbers share the connector `front`; each room has a number and a connector of its own.
    static var inventory: String {
        let header =
            "phone_number,connector_id,agent_id,asr_lang_code,voice_name,client_env,connector_name,variant_id,"
            + "account_id"
        let front = [1, 2].map { row($0, "front") }
        let others = rooms.enumerated().map { row($0 + 3, $1, environment: $1 == "gym" ? "sandbox" : "live") }
        return ([header] + front + others + [row(10, "help", agent: "CARE")]).joined(separator: "\n") + "\n"
    }

    private static func row(
        _ number: Int, _ connector: String, agent: String = "SALES", environment: String = "live"
    ) -> String {
        "\(phone(number)),\(connector),\(agent),en-GB,en-GB-Wavenet-B,\(environment),The \(connector) line,spring,ws-1"
    }

    /// From a range reserved for fiction; 1 and 2 are the front's, 3 to 9 the rooms', 10 the help line's.
    static func phone(_ number: Int) -> String { "+4420794600\(number < 10 ? "0" : "")\(number)" }

    /// Spanish for all nine numbers of `SALES`: eight connectors, seven of them live.
    static var rollout: String {
        let rows = (1...9).map { "Floor \($0),\(phone($0)),es-ES,es-ES-Neural2-A" }
        return (["Place,Phone,ASR language,Voice"] + rows).joined(separator: "\n") + "\n"
    }

    /// The front desk's numbers go to `CARE`.
    static var move: String { "phone_number,project_id\n\(phone(1)),CARE\n\(phone(2)),CARE\n" }

    /// One connector a request, one request at a time, so that a run has many places to end at.
    static let slowly = ["--resolve", "inventory", "--batch-size", "1", "--concurrency", "1"]

    static let spanishOutcomes = ["updated": 9]
}

extension Bench {
    /// The options that go to a running emulator as fast as it answers.
    func options(_ emulator: RunningEmulator, agent: String = "SALES") -> [String] {
        ["--agent", agent, "--base-url", emulator.baseURL, "--rate", "100000"]
    }

    /// The options of a rehearsal on the hotel.
    func rehearsal(agent: String = "SALES") throws -> [String] {
        ["--agent", agent, "--emulator", try write("inventory.csv", Hotel.inventory), "--rate", "100000"]
    }
}

/// Runs `body` at a bench beside an emulator of the hotel.
func withHotel<Value>(
    _ configure: (inout EmulatorConfiguration) -> Void = { _ in },
    _ body: (Bench, RunningEmulator) async throws -> Value
) async throws -> Value {
    try await withBench { bench in
        var configuration = EmulatorConfiguration()
        configuration.seed = try InventoryFile(path: bench.write("seed.csv", Hotel.inventory)).seed()
        try FileManager.default.removeItem(atPath: bench.path("seed.csv"))
        configure(&configuration)
        return try await withEmulator(configuration) { try await body(bench, $0) }
    }
}
