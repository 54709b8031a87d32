import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Synchronization
import Telephony
import TestSupport
import Testing

@Suite("What keeps numbers from going astray") struct NumberGuardTests {
    /// `c01` serves numbers 1 and 20; `s01` is a sandbox connector of the number 50.
    private static let inventory: [InventoryEntry] =
        NumberActionTests.inventory + [InventoryEntry(number: Inventory.number(50), connector: sandbox)]

    private static var sandbox: Connector {
        var connector = Inventory.connector("s01")
        connector.clientEnv = .sandbox
        return connector
    }

    // MARK: The wrong place

    @Test("where nothing is known of the numbers, a sheet that releases is refused", arguments: [false, true])
    func wrongPlace(isBare: Bool) async throws {
        try await withBench(Self.inventory) { bench in
            let envelope = ErrorEnvelope(error: "No", errorID: "1", errorCode: .projectNotFound, errorMessage: "No.")
            await #expect(throws: Refusal.self) {
                try await bench.apply(NumberActionTests.sheet((1, "release,,,"), (2, "release,,,"))) {
                    $0.allowedReleases = 2
                    $0.treat = { request in
                        let isOfNumbers = [.getPhoneNumbers, .getPhoneNumber].contains(request.operation)
                        return isOfNumbers ? .fail(.refused(status: 404, isBare ? nil : envelope)) : .pass
                    }
                }
            }
            let names = try bench.scratch.names
            #expect(names == ["numbers.csv"])
        }
    }

    @Test("an API that cannot be asked for several numbers is asked for each")
    func oneByOne() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = NumberActionTests.sheet((40, "import,c02,,"), (3, "release,,,"), (77, "release,,,"))
            let ending = try await bench.apply(sheet) {
                $0.allowedReleases = 1
                $0.treat = { $0.operation == .getPhoneNumbers ? .refuse(405, "NO_SUCH_METHOD") : .pass }
            }
            #expect(ending.outcomes == ["updated", "updated", "unchanged"])
        }
    }

    @Test("numbers that are to be released and are not there are named before anything is sent")
    func missingReleases() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(NumberActionTests.sheet((77, "release,,,"), (78, "release,,,")))
            #expect(ending.outcomes == ["unchanged", "unchanged"])
            #expect(ending.results["error"][0].contains("it is released already, or is another project's"))
            #expect(
                bench.findings.last
                    == "numbers.csv: warning: 2 numbers that are to be released, such as \(Inventory.number(77)), "
                    + "are not there: released already, or another project's.")
        }
    }

    @Test("a number that says it belongs to another project is left alone")
    func foreignNumber() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(NumberActionTests.sheet((30, "release,,,"), (3, "release,,,"))) {
                $0.allowedReleases = 1
                $0.treat = { request in
                    guard request.operation == .getPhoneNumbers else { return .pass }
                    return .edit { data in
                        var batch = try JSONDecoder().decode(PhoneNumberBatch.self, from: data)
                        for index in batch.found.indices where batch.found[index].number == Inventory.number(30) {
                            batch.found[index].projectId = Inventory.away
                        }
                        return try JSONEncoder().encode(batch)
                    }
                }
            }
            #expect(ending.outcomes == ["rejected", "updated"])
            #expect(ending.results["error"][0].contains("says that it belongs to AWAY"))
            #expect(try await bench.places().contains("30 -"))
        }
    }

    // MARK: Environments

    @Test("a number takes over its connector's environment, and counts as live when either is")
    func environments() async throws {
        try await withBench(Self.inventory) { bench in
            let plan = try await bench.plan(
                NumberActionTests.sheet((50, ",c02,,"), (1, ",s01,,"), (40, "import,s01,,")))
            #expect(plan.summary.liveChanges == 2)
            var changes: [PlannedChange] = []
            try plan.runFile.forEachPlannedChange { changes.append($0) }
            #expect(changes.map(\.action) == ["import", "route", "route", "route"])
            #expect(changes.map(\.environment) == [.sandbox, .live, .sandbox, .sandbox])
            #expect(changes.map(\.formerEnvironment) == [nil, .sandbox, .live, nil])
        }
    }

    @Test("a number is not imported into an environment that its connector is not in")
    func otherEnvironment() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(NumberActionTests.sheet((40, "import,c02,,sandbox"), (3, ",,,")))
            #expect(ending.outcomes == ["conflict", "unchanged"])
            #expect(
                ending.results["error"][0].contains(
                    "connector c02, which is to serve \(Inventory.number(40)), is not in sandbox"))
            #expect(ending.writes.isEmpty)
        }
    }

    @Test("a number is not routed to a connector that another row moves to another project")
    func movingTarget() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = Inventory.sheet(
                "phone_number,target_connector_id,project_id",
                ["\(Inventory.number(20)),c02,", "\(Inventory.number(2)),,AWAY"])
            let ending = try await bench.apply(sheet)
            #expect(ending.outcomes == ["conflict", "updated"])
            #expect(ending.results["error"][0].contains("is moved to another project by another row"))
            #expect(try await bench.places().contains("20 c01"))
        }
    }

    // MARK: Siblings

    @Test(
        "a connector is not changed while it serves a number that was to leave it and could not",
        arguments: ["20,,c02,,", "20,release,,,"])
    func stayers(row: String) async throws {
        try await withBench(Self.inventory) { bench in
            let cells = row.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            let sheet = NumberActionTests.sheet((20, String(cells[1])), (1, ",,\(Inventory.newVoice),"))
            let refused = try await bench.apply(sheet) {
                $0.allowedReleases = row.contains("release") ? 1 : nil
                $0.treat = { request in
                    let leaves: [APIOperation] = [.routePhoneNumber, .deletePhoneNumbers, .deletePhoneNumber]
                    return leaves.contains(request.operation) ? .refuse(422, "LOCKED") : .pass
                }
            }
            #expect(refused.outcomes == ["rejected", "drifted"])
            #expect(refused.results["error"][1].contains("was to leave this connector first, and could not"))
            #expect(try await bench.voices().allSatisfy { $0 == Inventory.oldVoice })
        }
    }

    @Test("a connector is not moved while it serves a number that could not leave it, also where collateral is allowed")
    func stayersOfMoves() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = Inventory.sheet(
                "phone_number,target_connector_id,voice_name,project_id",
                [
                    "\(Inventory.number(20)),c02,,", "\(Inventory.number(1)),,,AWAY",
                    "\(Inventory.number(3)),,\(Inventory.newVoice),",
                ])
            let failed = try await bench.apply(sheet) {
                $0.options.allowsCollateral = true
                $0.treat = { $0.operation == .routePhoneNumber ? .refuse(503, "BUSY") : .pass }
            }
            #expect(failed.outcomes == ["failed", "failed", "updated"])
            #expect(failed.results["error"][1].contains("was to leave this connector first, and could not"))
            let resumed = try await bench.resume()
            #expect(resumed.outcomes == ["updated", "updated", "updated"])
        }
    }

    @Test(
        "a number whose row only says where it is, is not changed with its connector unasked",
        arguments: [(20, ",c01,,"), (20, "import,,,"), (20, "import,c01,,")])
    func unasked(number: Int, row: String) async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = NumberActionTests.sheet((number, row), (1, ",,\(Inventory.newVoice),"))
            let blocked = try await bench.apply(sheet)
            #expect(blocked.outcomes == ["unchanged", "blocked"])
            #expect(blocked.results["error"][1].contains("connector c01 also serves \(Inventory.number(20))"))
            #expect(blocked.writes.isEmpty)
            let (_, plan) = try await bench.plan(sheet) { $0.options.allowsCollateral = true }
            #expect(plan.collateralNumbers == 1)
            let allowed = try await bench.apply(sheet) { $0.options.allowsCollateral = true }
            #expect(allowed.outcomes == ["unchanged", "updated"])
        }
    }

    @Test(
        "a number that cannot come to the connector which its row sets too, is not changed with the one that it is on",
        arguments: [1, 2, 3])
    func staysBehind(length: Int) async throws {
        // The last connector serves a number that no row names: none of those before it can be changed either.
        let line = (1...length + 1).map { Inventory.connector(ConnectorID(rawValue: "d0\($0)")) }
        var inventory = line.enumerated().map { InventoryEntry(number: Inventory.number(70 + $0), connector: $1) }
        inventory.append(InventoryEntry(number: Inventory.number(80), connector: line[0]))
        inventory.append(InventoryEntry(number: Inventory.number(90), connector: line[length]))
        var rows = (0..<length).map { "\(Inventory.number(70 + $0)),d0\($0 + 2),\(Inventory.newVoice)," }
        rows.append("\(Inventory.number(80)),,,AWAY")
        let sheet = Inventory.sheet("phone_number,target_connector_id,voice_name,project_id", rows)
        try await withBench(inventory) { bench in
            let blocked = try await bench.apply(sheet)
            #expect(blocked.outcomes == Array(repeating: "blocked", count: length + 1))
            #expect(blocked.results["error"].last?.contains("also serves \(Inventory.number(70))") == true)
            #expect(blocked.writes.isEmpty)
        }
    }

    @Test("a number that leaves a connector, or wants the same of it, does not hold its change up")
    func leaving() async throws {
        try await withBench(Self.inventory) { bench in
            let voice = Inventory.newVoice
            let leaving = try await bench.apply(NumberActionTests.sheet((20, ",c03,,"), (1, ",,\(voice),")))
            #expect(leaving.outcomes == ["updated", "updated"])
            let agreeing = try await bench.apply(
                NumberActionTests.sheet((20, "import,c03,\(voice),"), (3, ",,\(voice),")))
            #expect(agreeing.outcomes == ["updated", "updated"])
        }
    }

    // MARK: One step after the other

    @Test("a connector is not changed when the step before it turns out to have failed in an earlier session")
    func brokenBefore() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = NumberActionTests.sheet((20, ",c02,\(Inventory.newVoice),"), (2, ",c02,,"))
            let first = try await bench.apply(sheet) {
                $0.options.allowsCollateral = true
                $0.treat = { request in
                    switch request.operation {
                    case .routePhoneNumber: .loseRequest
                    case .getPhoneNumbers
                    where request.body.map { String(decoding: $0, as: UTF8.self).contains("0020") }
                        ?? false && bench.requests.contains { $0.operation == .routePhoneNumber }:
                        .refuse(401, .invalidToken)
                    default: .pass
                    }
                }
            }
            #expect(first.outcomes == ["unknown", "unchanged"])
            _ = try await bench.someoneElse.routePhoneNumber(Inventory.number(20), to: "c03", of: Inventory.home)
            let second = try await bench.resume()
            #expect(second.outcomes == ["drifted", "unchanged"])
            #expect(second.writes.isEmpty)
            #expect(try await bench.voices().allSatisfy { $0 == Inventory.oldVoice })
        }
    }

    @Test("a limit of changes counts numbers and connectors, not what is done to them")
    func changeLimit() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = NumberActionTests.sheet(
                (40, "import,c02,,"), (41, "import,c02,,"), (3, ",,\(Inventory.newVoice),"))
            await #expect(throws: Refusal.self) { try await bench.apply(sheet) { $0.maxChanges = .count(2) } }
            let ending = try await bench.apply(sheet) { $0.maxChanges = .count(3) }
            #expect(ending.outcomes == ["updated", "updated", "updated"])
        }
    }

    @Test("a number in another environment may be routed to a connector where it should be")
    func environment() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(NumberActionTests.sheet((50, "import,c02,,live")))
            #expect(ending.outcomes == ["updated"])
            #expect(ending.results["changed"] == ["route"])
        }
    }

    @Test("numbers that cannot be imported count as failures before they are to be routed")
    func budget() async throws {
        try await withBench(Self.inventory + [NumberActionTests.unrouted(61, of: Inventory.away)]) { bench in
            let sheet = NumberActionTests.sheet((60, "import,c02,,"), (61, "import,c02,,"), (40, "import,c02,,"))
            let ending = try await bench.apply(sheet) {
                $0.pipeline.batchSize = 1
                $0.pipeline.guards.maxFailures = .count(0)
            }
            #expect(ending.outcomes == ["rejected", "not_attempted", "not_attempted"])
        }
    }

    @Test("what was done of a row before it came to its end is said")
    func halfWay() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(NumberActionTests.sheet((40, "import,c02,,"))) {
                $0.treat = { $0.operation == .routePhoneNumber ? .refuse(422, "LOCKED") : .pass }
            }
            #expect(ending.outcomes == ["rejected"])
            #expect(ending.results["error"][0].hasSuffix("Done before that: import."))
        }
    }

    @Test("lines that put one number on two connectors contradict each other")
    func twoTargets() async throws {
        try await withBench(Self.inventory) { bench in
            let rows = ["c02", "c03"].map { "\(Inventory.number(40)),import,\($0)" } + ["\(Inventory.number(3)),,"]
            let ending = try await bench.apply(Inventory.sheet("phone_number,action,connector_id", rows))
            #expect(ending.outcomes == ["conflict", "conflict", "unchanged"])
            #expect(ending.writes.isEmpty)
        }
    }

    // MARK: An export

    @Test("what fills a column is not meant for connectors that serve no number")
    func export() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = Inventory.sheet(
                "phone_number,connector_id", ["\(Inventory.number(40)),c03", ",c02", "\(Inventory.number(3)),c03"])
            let ending = try await bench.apply(sheet) { $0.options.sheet.fills["action"] = "import" }
            #expect(ending.outcomes == ["updated", "unchanged", "unchanged"])
            #expect(ending.results["changed"] == ["import route", "", ""])
        }
    }
}

@Suite("Edited sheets of runs that move numbers") struct NumberEditTests {
    /// Imports 40 and stops before it is routed.
    private func stopped(_ bench: Bench, _ sheet: String) async throws {
        let ending = try await bench.apply(sheet) {
            $0.treat = { $0.operation == .routePhoneNumber ? .refuse(401, .invalidToken) : .pass }
        }
        #expect(ending.outcomes.contains("not_attempted"))
    }

    @Test(
        "what was imported stays in the account when its row goes, and is not imported again when it stays",
        arguments: [true, false])
    func imported(isKept: Bool) async throws {
        try await withBench(NumberActionTests.inventory) { bench in
            try await stopped(bench, NumberActionTests.sheet((40, "import,c02,,"), (3, ",,\(Inventory.newVoice),")))
            let row = isKept ? (40, "import,c03,,") : (41, "import,c03,,")
            let ending = try await bench.apply(NumberActionTests.sheet(row, (3, ",,\(Inventory.newVoice),")))
            #expect(ending.outcomes == ["updated", "updated"])
            #expect(ending.results["changed"][0] == (isKept ? "route" : "import route"))
            #expect(ending.results.others.map { $0["result_number"] } == [Inventory.number(40)])
            #expect(ending.results.others.map { $0["result_changed"] } == ["import"])
        }
    }

    @Test("a step that failed and is to be made again is not forgotten with an edit")
    func reopened() async throws {
        try await withBench(NumberActionTests.inventory) { bench in
            let sheet = NumberActionTests.sheet(
                (40, "import,c02,\(Inventory.newVoice),"), (2, ",,\(Inventory.newVoice),"))
            let first = try await bench.apply(sheet) {
                $0.treat = {
                    [.importPhoneNumbers, .importPhoneNumber].contains($0.operation) ? .refuse(429, "SLOW") : .pass
                }
            }
            #expect(first.outcomes == ["failed", "updated"])
            let ending = try await bench.apply(sheet + "\(Inventory.number(3)),,,,\n")
            #expect(ending.outcomes == ["updated", "updated", "unchanged"])
            #expect(try await bench.places().contains("40 c02"))
        }
    }
}
