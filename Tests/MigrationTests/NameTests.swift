import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("Projects and variants by their names") struct NameTests {
    private static let account = """
        {"agents": [
          {"agentId": "HOME", "agentName": "London Hotel",
           "variants": [{"id": "v-1", "name": "Summer"}, {"id": "v-2", "name": "summer"}, {"id": "v-3", "name": "Xmas"},
             {"id": "v-4", "name": "Twin"}, {"id": "v-5", "name": "Twin"}]},
          {"agentId": "AWAY", "agentName": "Leeds Hotel", "variants": [{"id": "w-3", "name": "Xmas"}],
           "deployments": ["live"]},
          {"agentId": "EAST", "agentName": "Seaside", "accountId": "ws-1"},
          {"agentId": "WEST", "agentName": "Seaside", "accountId": "ws-1"}]}
        """

    private func withAccount(_ count: Int = 4, _ body: (Bench) async throws -> Void) async throws {
        let inventory = Inventory.connectors(count)
        let account = try AccountSeed(json: Data(Self.account.utf8), origin: "account.json")
        let seed = try EmulatorSeed(inventory).describing(account)
        try await withBench(inventory, { $0.seed = seed }, body)
    }

    private static func sheet(_ rows: String...) -> String {
        Inventory.sheet(
            "phone_number,project,variant,project_id,variant_id",
            rows.enumerated().map { "\(Inventory.number($0 + 1)),\($1)" })
    }

    @Test(
        "names stand for IDs, also in another case where only one is meant",
        arguments: [
            ("Leeds Hotel,Xmas,,", "AWAY w-3"), ("leeds hotel,XMAS,,", "AWAY w-3"), (",Summer,,", "HOME v-1"),
            (",summer,,", "HOME v-2"), ("London Hotel,Xmas,,", "HOME v-3"), (",Xmas,AWAY,", "AWAY w-3"),
            ("Leeds Hotel,,,w-3", "AWAY w-3"), ("Leeds Hotel,null,,", "AWAY "),
        ])
    func meant(cells: String, end: String) async throws {
        try await withAccount { bench in
            let applied = try await bench.apply(Self.sheet(cells))
            #expect(applied.outcomes == ["updated"])
            let connector = try await bench.connector(1)
            #expect(connector.map { "\($0.projectId) \($0.variantId)" } == end)
        }
    }

    @Test(
        "a name that several things have, or none, is an error that lists them",
        arguments: [
            ("Seaside,,,", "project: “Seaside” is the name of EAST and WEST. Write the ID of the one you mean into"),
            (
                "Leads Hotel,,,",
                "project: there is no project called “Leads Hotel”. There are “Leeds Hotel” (AWAY), “London Hotel”"
            ),
            ("AWAY,,,", "project: “AWAY” is the ID of “Leeds Hotel” (AWAY). Write IDs into the column project_id"),
            (",SUMMER,,", "variant: “SUMMER” is the name of v-1 and v-2. Write the ID of the one you mean into"),
            (",Twin,,", "variant: “Twin” is the name of v-4 and v-5. Write the ID of the one you mean into"),
            ("Leeds Hotel,Summer,,", "variant: there is no variant called “Summer”. There is “Xmas” (w-3)."),
            (",v-1,,", "variant: “v-1” is the ID of “Summer” (v-1). Write IDs into the column variant_id"),
            ("null,,,", "clears a setting, and only variant_id can be cleared"),
            ("Leeds Hotel,,AWAY,", "The row names its project by its name and by its ID. Empty one of the two cells."),
            (",Xmas,,v-3", "The row names its variant by its name and by its ID. Empty one of the two cells."),
        ])
    func unclear(cells: String, words: String) async throws {
        try await withAccount { bench in
            let sheet = Self.sheet(cells, ",Xmas,,")
            await #expect(throws: Refusal.self) { try await bench.apply(sheet) }
            #expect(bench.findings.contains { $0.contains("numbers.csv:2: error:") && $0.contains(words) })
            #expect(bench.requests.allSatisfy { !$0.operation.isWriting })
            let applied = try await bench.apply(sheet) { $0.options.skipsInvalid = true }
            #expect(applied.outcomes == ["invalid", "updated"])
            #expect(applied.results["error"][0].contains(words), "\(applied.results["error"])")
        }
    }

    @Test("each list is read once, and an error is said once of all its rows")
    func once() async throws {
        try await withAccount { bench in
            let sheet = Self.sheet("Leeds Hotel,Xmas,,", "Leeds Hotel,Xmas,,", "Nowhere,,,", "Nowhere,,,")
            let (_, summary) = try await bench.plan(sheet) {
                $0.options.skipsInvalid = true
                $0.pipeline.preflight = PreflightPolicy()
            }
            #expect(summary.rows(.invalid) == 2)
            #expect(bench.findings.count == 1)
            let asked = bench.requests.map(\.operation).filter {
                [.listAgents, .listVariants, .getActiveDeployments].contains($0)
            }
            #expect(asked == [.listAgents, .listVariants, .getActiveDeployments])
        }
    }

    @Test("where the API does not tell, the row says so and asks for the ID", arguments: [401, 403, 404, 500])
    func forbidden(status: Int) async throws {
        try await withAccount { bench in
            let applied = try await bench.apply(Self.sheet("Leeds Hotel,,,", ",Xmas,,", ",,,v-3")) {
                $0.options.skipsInvalid = true
                $0.treat = { request in
                    [.listAgents, .listVariants, .listBranches].contains(request.operation)
                        ? .refuse(status, "NO") : .pass
                }
            }
            #expect(applied.outcomes == ["invalid", "invalid", "updated"])
            #expect(
                applied.results["error"][0].hasPrefix("project: it could not be found out what “Leeds Hotel” is: "))
            #expect(applied.results["error"][1].hasSuffix("Write its ID into the column variant_id."))
        }
    }

    @Test("a sheet with names can be applied again when everything has moved")
    func again() async throws {
        try await withAccount { bench in
            let sheet = Self.sheet("Leeds Hotel,,,", "Leeds Hotel,Xmas,,")
            #expect(try await bench.apply(sheet).outcomes == ["updated", "updated"])
            let again = try await bench.apply(sheet)
            #expect(again.outcomes == ["unchanged", "unchanged"])
            #expect(again.requests.allSatisfy { !$0.operation.isWriting })
        }
    }

    @Test("so it can when its agent has no connector any more", arguments: [1, 3])
    func completed(count: Int) async throws {
        try await withAccount(count) { bench in
            let sheet = Inventory.sheet(
                "phone_number,project",
                (1...count).map { "\(Inventory.number($0)),Leeds Hotel" }
                    + ["\(Inventory.number(30)),Leeds Hotel"])
            _ = try await bench.someoneElse.importPhoneNumber(Inventory.number(30), into: nil, of: Inventory.home)
            let first = try await bench.apply(sheet)
            #expect(first.outcomes == Array(repeating: "updated", count: count) + ["not_found"])
            let again = try await bench.apply(sheet)
            #expect(again.outcomes == Array(repeating: "unchanged", count: count) + ["not_found"])
        }
    }

    @Test(
        "what a row says itself goes before what fills the other column",
        arguments: [
            ("variant_id", "v-1", "Xmas,", "v-3"), ("variant_id", "null", "Xmas,", "v-3"),
            ("variant", "Summer", ",v-3", "v-3"), ("variant", "Xmas", ",", "v-3"), ("variant_id", "v-3", ",", "v-3"),
        ])
    func filled(column: String, text: String, cells: String, variant: VariantID) async throws {
        try await withAccount { bench in
            let sheet = Inventory.sheet("phone_number,variant,variant_id", ["\(Inventory.number(1)),\(cells)"])
            let applied = try await bench.apply(sheet) { $0.options.sheet.fills = [column: text] }
            #expect(applied.outcomes == ["updated"])
            #expect(try await bench.connector(1)?.variantId == variant)
        }
    }

    @Test("spaces around a name of the API's are none of it, and of many that share one a few are named")
    func oddNames() {
        let things = KnownThings(
            [NamedThing(id: "a", name: " Lido "), NamedThing(id: "b", name: "")]
                + (1...9).map { NamedThing(id: "t\($0)", name: "Twin") })
        #expect(things.named("Lido").map(\.id) == ["a"])
        #expect(things.named("lido").map(\.id) == ["a"])
        #expect(things.named("Twin").count == 9)
        #expect(
            NameMessages.several("variant", "Twin", things.named("Twin"))
                .contains("is the name of t1, t2, t3, t4, t5 and 4 more."))
        for index in 0..<200 { _ = things.nearest(to: "\(index)") }
        #expect(things.nearest(to: "one more") == "There are 11.")
    }

    @Test("rows of an edited sheet are known for those that they were")
    func edited() async throws {
        try await withAccount { bench in
            let first = try await bench.apply(Self.sheet("Leeds Hotel,,,", "Leeds Hotel,,,", ",Xmas,,")) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            #expect(first.outcomes == ["updated", "not_attempted", "not_attempted"])
            let second = try await bench.apply(Self.sheet("Leeds Hotel,,,", "Leeds Hotel,Xmas,,", ",Xmas,,"))
            #expect(second.summary.edit?.keptFinished == 1)
            #expect(second.outcomes == ["updated", "updated", "updated"])
            #expect(second.requests.flatMap(\.updated) == ["c02", "c03"])
        }
    }

    @Test(
        "a name that is added to a row which was done already is carried out, or said to be wrong",
        arguments: [("Xmas", "updated"), ("Twin", "invalid"), ("Nobody", "invalid")])
    func added(name: String, outcome: String) async throws {
        try await withAccount { bench in
            func sheet(_ name: String) -> String {
                Inventory.sheet(
                    "phone_number,voice_name,variant",
                    [
                        "\(Inventory.number(1)),\(Inventory.newVoice),\(name)",
                        "\(Inventory.number(2)),\(Inventory.newVoice),",
                    ])
            }
            let first = try await bench.apply(sheet("")) {
                $0.pipeline.batchSize = 1
                $0.refuseKey(atUpdate: 2)
            }
            #expect(first.outcomes == ["updated", "not_attempted"])
            let second = try await bench.apply(sheet(name)) { $0.options.skipsInvalid = true }
            #expect(second.outcomes == [outcome, "updated"])
            let connector = try await bench.connector(1)
            #expect(connector?.variantId == (outcome == "updated" ? "v-3" : ""))
            #expect(connector?.voiceName == Inventory.newVoice)
        }
    }

    @Test("rows of one number with different names contradict each other, and those that mean the same agree")
    func contradiction() async throws {
        try await withAccount { bench in
            let number = Inventory.number(1)
            let other = Inventory.number(2)
            let sheet = Inventory.sheet(
                "phone_number,variant,variant_id",
                ["\(number),Xmas,", "\(number),Summer,", "\(other),Xmas,", "\(Inventory.number(3)),,v-3"])
            let applied = try await bench.apply(sheet) { $0.options.skipsInvalid = true }
            #expect(applied.outcomes == ["conflict", "conflict", "updated", "updated"])
        }
    }

    @Test("a number is imported and routed, and its connector gets a variant by its name")
    func placed() async throws {
        try await withAccount { bench in
            let sheet = Inventory.sheet(
                "phone_number,action,target_connector_id,variant", ["\(Inventory.number(50)),import,c02,Xmas"])
            let applied = try await bench.apply(sheet) { $0.options.allowsCollateral = true }
            #expect(applied.outcomes == ["updated"])
            #expect(applied.results["changed"] == ["import route variant_id"])
            #expect(try await bench.connector(2)?.variantId == "v-3")
        }
    }
}
