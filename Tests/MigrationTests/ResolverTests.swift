import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Finding the connectors of a sheet") struct ResolverTests {
    @Test(
        "one number of an agent is looked up, more are found by its inventory, unless one way is asked for",
        arguments: [
            (1, ResolutionMode.auto, true), (2, .auto, false), (26, .lookup, true), (1, .inventory, false),
        ])
    func mode(count: Int, mode: ResolutionMode, looksUp: Bool) async throws {
        try await withBench(Inventory.connectors(30)) { bench in
            let plan = try await bench.plan(Inventory.rollout(1...count)) { $0.options.resolution = mode }
            #expect(plan.summary.changes == count)
            #expect(bench.count(.lookUpConnector) == (looksUp ? count : 0))
            #expect(bench.count(.listConnectors) == (looksUp ? 0 : 1))
        }
    }

    @Test("an inventory that is longer than it is worth is not read to its end", arguments: [true, false])
    func longInventory(isWorthIt: Bool) async throws {
        let crowd = (100..<4_200).map {
            InventoryEntry(number: Inventory.number($0), connector: Inventory.connector("c09"))
        }
        try await withBench(Inventory.connectors(3) + crowd) { bench in
            let rows = isWorthIt ? [1, 2, 3] : [1, 2]
            let plan = try await bench.plan(Inventory.rollout(rows))
            #expect(plan.summary.changes == rows.count)
            #expect(bench.lookedUp.count == (isWorthIt ? 0 : 2))
            #expect(bench.count(.listPhoneNumbers) == (isWorthIt ? 1 : 3))
        }
    }

    @Test("each agent of a sheet is resolved by its own count")
    func agents() async throws {
        let helper = InventoryEntry(
            number: Inventory.number(40), connector: Inventory.connector("help", in: Inventory.away))
        try await withBench(Inventory.connectors(30) + [helper]) { bench in
            let rows = (1...26).map { "\(Inventory.number($0)),," } + ["\(Inventory.number(40)),AWAY,"]
            let plan = try await bench.plan(Inventory.sheet("phone_number,agent_id,x", rows)) {
                $0.options.sheet.fills["voice_name"] = Inventory.newVoice
            }
            #expect(plan.summary.changes == 27)
            #expect(bench.count(.lookUpConnector) == 1)
        }
    }

    @Test("numbers that the inventory does not show are asked for, many at once, before they are called missing")
    func missingFromInventory() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let plan = try await bench.plan(Inventory.rollout([1] + Array(100..<350))) {
                $0.options.resolution = .inventory
            }
            #expect(bench.lookedUp == [])
            #expect(bench.count(.getPhoneNumbers) == 1)
            #expect(plan.summary.changes == 1)
            #expect(plan.summary.rows(.notFound) == 250)
        }
    }

    @Test("where the API does not answer for many numbers at once, each is looked up", arguments: [404, 405, 501])
    func missingAndNoBatches(status: Int) async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let plan = try await bench.plan(Inventory.rollout([1, 77])) {
                $0.options.resolution = .inventory
                $0.treat = { $0.operation == .getPhoneNumbers ? .refuse(status, "NO_SUCH_ROUTE") : .pass }
            }
            #expect(bench.lookedUp == [Inventory.number(77)])
            #expect(plan.summary.changes == 1)
            #expect(plan.summary.rows(.notFound) == 1)
        }
    }

    @Test(
        "a number that no connector serves is not found, and said to be so",
        arguments: [ResolutionMode.lookup, .inventory])
    func unrouted(mode: ResolutionMode) async throws {
        let loose = InventoryEntry(
            .unroutedNumber(Inventory.number(9), project: Inventory.home, account: "ws-1", clientEnv: .live),
            origin: "loose")
        try await withBench(Inventory.connectors(1) + [loose]) { bench in
            let ending = try await bench.apply(Inventory.rollout([9, 1])) { $0.options.resolution = mode }
            #expect(ending.outcomes == ["not_found", "updated"])
            #expect(ending.results["error"][0] == "agent HOME has no connector that serves +442079460009.")
        }
    }

    @Test("a connector beside a number has to be the one that serves it")
    func disagreement() async throws {
        try await withBench { bench in
            let rows = ["\(Inventory.number(1)),c01", "\(Inventory.number(2)),c03", "\(Inventory.number(3)),"]
            let ending = try await bench.apply(Inventory.sheet("phone_number,connector_id", rows)) {
                $0.options.sheet.fills["voice_name"] = Inventory.newVoice
            }
            #expect(ending.outcomes == ["updated", "conflict", "updated"])
            #expect(
                ending.results["error"][1]
                    == "+442079460002 is served by connector c02, but the sheet says c03. "
                    + "Correct the sheet's connector_id, or leave it empty.")
        }
    }

    @Test("a row can name a connector alone, and one that does not exist is not found")
    func connectorsOnly() async throws {
        try await withBench { bench in
            let ending = try await bench.apply("connector_id,voice_name\nc02,en-GB-Neural2-B\nc99,en-GB-Neural2-B\n")
            #expect(ending.outcomes == ["updated", "not_found"])
            #expect(ending.results["error"][1] == "agent HOME has no connector c99.")
        }
    }

    @Test("numbers that have moved already are found in the project they should move to")
    func alreadyMoved() async throws {
        try await withBench { bench in
            let move = Inventory.sheet("phone_number,project_id", (1...3).map { "\(Inventory.number($0)),AWAY" })
            _ = try await bench.someoneElse.updateConnector(
                "c02", ConnectorPatch(projectId: Inventory.away), of: Inventory.home)
            let ending = try await bench.apply(move)
            #expect(ending.outcomes == ["updated", "unchanged", "updated"])
            let again = try await bench.apply(move)
            #expect(again.outcomes == ["unchanged", "unchanged", "unchanged"])
            #expect(again.batches.isEmpty)
        }
    }

    @Test("a target project that is closed or missing does not stop the run: the number is just not there")
    func closedTarget() async throws {
        try await withBench { bench in
            let rows = ["\(Inventory.number(77)),NOWHERE", "\(Inventory.number(1)),AWAY"]
            let ending = try await bench.apply(Inventory.sheet("phone_number,project_id", rows))
            #expect(ending.outcomes == ["not_found", "updated"])
        }
    }

    @Test("numbers that share a connector and are not in the sheet block it, unless they are allowed")
    func collateral() async throws {
        let shared = InventoryEntry(number: Inventory.number(50), connector: Inventory.connector("c01"))
        try await withBench(Inventory.connectors(1) + [shared]) { bench in
            let ending = try await bench.apply(Inventory.rollout([1]))
            #expect(ending.outcomes == ["blocked"])
            #expect(ending.results["error"][0].contains("also serves +442079460050"))
            #expect(ending.batches.isEmpty)
            let both = try await bench.plan(Inventory.rollout([1, 50]))
            #expect(both.summary.changes == 1 && both.summary.rowsToChange == 2)
            let allowed = try await bench.apply(Inventory.rollout([1])) { $0.options.allowsCollateral = true }
            #expect(allowed.outcomes == ["updated"])
            #expect(allowed.summary.collateralNumbers == 1)
            let other = try #require(allowed.results.others.first)
            #expect(allowed.results.others.count == 1 && other["phone_number"] == Inventory.number(50))
            #expect(other["result_number"] == Inventory.number(50) && other["result_outcome"] == "updated")
            #expect(other["result_before_voice_name"] == Inventory.oldVoice)
            #expect(other["result_after_voice_name"] == Inventory.newVoice)
            #expect(other["result_error"]?.contains("No valid row names this number") == true)
            #expect(try RunFile.openForReading(bench.runFilePath).status().collateralNumbers == 1)
        }
    }

    @Test("a number of which only rows that cannot be used speak is in the account with those that nobody names")
    func unusable() async throws {
        let shared = InventoryEntry(number: Inventory.number(50), connector: Inventory.connector("c01"))
        try await withBench(Inventory.connectors(1) + [shared]) { bench in
            let rows = ["\(Inventory.number(1)),\(Inventory.newVoice)", "\(Inventory.number(50)),nonsense"]
            let ending = try await bench.apply(Inventory.sheet("phone_number,voice_name", rows)) {
                $0.options.allowsCollateral = true
                $0.options.skipsInvalid = true
            }
            #expect(ending.outcomes == ["updated", "invalid"])
            #expect(ending.summary.collateralNumbers == 1)
            #expect(ending.results.others.map { $0["result_number"] } == [Inventory.number(50)])
        }
    }

    @Test("connectors are asked for in smaller batches when the API finds one too large")
    func smallReads() async throws {
        try await withBench(Inventory.connectors(5)) {
            $0.maxBatch = 2
        } _: { bench in
            let rows = (1...5).map { Inventory.id($0).rawValue }
            let plan = try await bench.plan(Inventory.sheet("connector_id", rows)) {
                $0.options.sheet.fills["voice_name"] = Inventory.newVoice
            }
            #expect(plan.summary.changes == 5)
        }
    }
}

extension Bench {
    func count(_ operation: APIOperation) -> Int { requests.filter { $0.operation == operation }.count }

    var lookedUp: [String] {
        requests.filter { $0.operation == .lookUpConnector }.compactMap { request in
            request.body.flatMap { try? JSONDecoder().decode(ConnectorLookupRequest.self, from: $0).phoneNumber }
        }
    }
}
