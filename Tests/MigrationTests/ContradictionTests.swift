import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Answers that are a part, or contradict each other") struct ContradictionTests {
    /// Changes the elements of a listing, and perhaps what stands round them, on their way.
    private static func editing(
        _ operation: APIOperation, around: [String: String] = [:],
        _ edit: @escaping @Sendable ([[String: Any]]) -> [[String: Any]]
    ) -> @Sendable (APIRequest) -> Treatment {
        { request in
            guard request.operation == operation else { return .pass }
            return .edit { data in
                var object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
                let name = operation == .listConnectors ? "connectors" : "phoneNumbers"
                object[name] = edit(object[name] as? [[String: Any]] ?? [])
                object.merge(around) { $1 }
                return try JSONSerialization.data(withJSONObject: object)
            }
        }
    }

    /// Thirty connectors, the first of which serves eighty numbers that no sheet names.
    private static let crowd =
        Inventory.connectors(30)
        + (100..<180).map { InventoryEntry(number: Inventory.number($0), connector: Inventory.connector("c01")) }

    // MARK: Parts

    @Test(
        "a listing that is only a part stops a run before anything is sent",
        arguments: [
            (APIOperation.listConnectors, 1...30), (.listPhoneNumbers, 1...30), (.listPhoneNumbers, 1...3),
        ])
    func partial(operation: APIOperation, rows: ClosedRange<Int>) async throws {
        try await withBench(Self.crowd) { bench in
            let stop = await #expect(throws: RunStop.self) {
                try await bench.apply(Inventory.rollout(rows)) {
                    $0.treat = Self.editing(operation, around: ["next": "page-two"]) { Array($0.prefix(2)) }
                }
            }
            guard case .api(let failure)? = stop, case .unreadable(.partial) = failure.kind else {
                Issue.record("\(String(describing: stop))")
                return
            }
            #expect(bench.count(.updateConnectors) == 0)
            let (files, voices) = (try bench.scratch.names, Set(try await bench.voices()))
            #expect(files == ["numbers.csv"])
            #expect(voices == [Inventory.oldVoice])
        }
    }

    @Test("a listing that comes in pages is all of them: numbers of the last one are guarded too")
    func pages() async throws {
        try await withBench(Self.crowd) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...30)) {
                $0.treat = { request in
                    guard request.operation == .listPhoneNumbers else { return .pass }
                    let page = request.query.first { $0.name == "cursor" }.flatMap { Int($0.value) } ?? 0
                    return .edit { data in
                        let all = try JSONDecoder().decode(PhoneNumberList.self, from: data).phoneNumbers
                        let last = min(all.count, (page + 1) * 20)
                        let list = PhoneNumberList(phoneNumbers: Array(all[page * 20..<last]))
                        let text = String(decoding: try JSONEncoder().encode(list), as: UTF8.self)
                        return Data(
                            (last < all.count ? text.dropLast() + #","nextCursor":"\#(page + 1)"}"# : text[...]).utf8)
                    }
                }
            }
            #expect(ending.outcomes == ["blocked"] + Array(repeating: "updated", count: 29))
            #expect(ending.count(.listPhoneNumbers) == 6)
        }
    }

    @Test(
        "a listing of all numbers that lacks one which is found when it is asked for stops a run",
        arguments: [false, true])
    func listingLacks(looksUp: Bool) async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let stop = await #expect(throws: RunStop.self) {
                _ = try await bench.apply(Inventory.rollout([1, 2])) {
                    $0.options.resolution = .inventory
                    let edit = Self.editing(.listPhoneNumbers) {
                        $0.filter { $0["number"] as? String != Inventory.number(2) }
                    }
                    $0.treat = { request in
                        looksUp && request.operation == .getPhoneNumbers ? .refuse(404, "NO_SUCH_ROUTE") : edit(request)
                    }
                }
            }
            #expect(stop?.description.contains("lacks +442079460002, which was found when it was asked for") == true)
            #expect(bench.count(.updateConnectors) == 0)
        }
    }

    @Test("where many connectors were looked up, the listing of all has to have their numbers")
    func listingLacksLookedUp() async throws {
        try await withBench(Inventory.connectors(30)) { bench in
            let stop = await #expect(throws: RunStop.self) {
                _ = try await bench.apply(Inventory.rollout(1...30)) {
                    $0.options.resolution = .lookup
                    $0.treat = Self.editing(.listPhoneNumbers) {
                        $0.filter { $0["number"] as? String != Inventory.number(7) }
                    }
                }
            }
            #expect(stop?.description.contains("lacks +442079460007") == true)
        }
    }

    // MARK: Contradictions

    @Test("a number that is not among those of the connector that its lookup gave is a conflict, and others go on")
    func notAmongItsNumbers() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.options.resolution = .lookup
                $0.treat = Self.editing(.listPhoneNumbers) {
                    $0.filter { $0["number"] as? String != Inventory.number(2) }
                }
            }
            #expect(ending.outcomes == ["updated", "conflict", "updated"])
            #expect(
                ending.results["error"][1] == """
                    +442079460002 is served by connector c02 by its lookup, but is not among the numbers that are \
                    listed for that connector. Nothing was changed; ask whoever runs the account which is true.
                    """)
            #expect(ending.results["connector_id"][1] == "c02")
        }
    }

    @Test(
        "a number that is listed under two connectors is a conflict that names both", arguments: [true, false],
        [true, false])
    func twoConnectors(isFirst: Bool, isInventory: Bool) async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.options.resolution = isInventory ? .inventory : .lookup
                $0.treat = Self.editing(.listPhoneNumbers) { numbers in
                    guard var other = numbers.first else { return numbers }
                    guard isInventory || other["connectorId"] as? String == "c03" else { return numbers }
                    other["number"] = Inventory.number(2)
                    other["connectorId"] = "c03"
                    return isFirst ? [other] + numbers : numbers + [other]
                }
            }
            // Whichever it is, the other connector's change may reach the number, whose row is of no use.
            #expect(ending.outcomes == ["updated", "conflict", "blocked"])
            let error = ending.results["error"][1]
            #expect(error.hasPrefix("+442079460002 is listed under connector c0"))
            #expect(error.contains("connector c02") && error.contains("connector c03"))
            #expect(try await bench.voices() == [Inventory.newVoice, Inventory.oldVoice, Inventory.oldVoice])
        }
    }

    @Test("a number that is listed with a connector and without one is a conflict", arguments: [true, false])
    func unroutedToo(isFirst: Bool) async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.options.resolution = .inventory
                $0.treat = Self.editing(.listPhoneNumbers) { numbers in
                    var other = numbers[1]
                    other["connectorId"] = nil
                    return isFirst ? [other] + numbers : numbers + [other]
                }
            }
            #expect(ending.outcomes == ["updated", "conflict", "updated"])
            #expect(
                ending.results["error"][1].hasPrefix("+442079460002 is listed twice, with connector c02 and without"))
        }
    }

    @Test(
        "a connector that says it belongs to another project than the one it is listed under is a conflict",
        arguments: ["AWAY", ""])
    func foreignConnector(project: String) async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.options.resolution = .inventory
                $0.treat = Self.editing(.listConnectors) { connectors in
                    connectors.map { connector in
                        var connector = connector
                        if connector["connectorId"] as? String == "c02" { connector["projectId"] = project }
                        return connector
                    }
                }
            }
            #expect(ending.outcomes == ["updated", "conflict", "updated"])
            let says = project.isEmpty ? "no project" : project
            #expect(
                ending.results["error"][1].hasPrefix(
                    "connector c02 answers under agent HOME, but says that it belongs to \(says). Nothing was changed"))
        }
    }

    @Test(
        "a number that says it belongs to another project is a conflict",
        arguments: [ResolutionMode.inventory, .lookup])
    func foreignNumber(mode: ResolutionMode) async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.options.resolution = mode
                $0.treat = Self.editing(.listPhoneNumbers) { numbers in
                    numbers.map { number in
                        var number = number
                        if number["number"] as? String == Inventory.number(2) { number["projectId"] = "AWAY" }
                        return number
                    }
                }
            }
            #expect(ending.outcomes == ["updated", "conflict", "updated"])
            #expect(ending.results["error"][1].hasPrefix("+442079460002 is listed under agent HOME, but says that it"))
        }
    }

    @Test("a number that its lookup does not know and a connector's list has is a conflict")
    func listedOnly() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.options.resolution = .lookup
                let edit = Self.editing(.listPhoneNumbers) { numbers in
                    guard var other = numbers.first, other["connectorId"] as? String == "c03" else { return numbers }
                    other["number"] = Inventory.number(2)
                    return numbers + [other]
                }
                $0.treat = { request in
                    guard request.operation == .lookUpConnector,
                        String(decoding: request.body ?? Data(), as: UTF8.self).contains(Inventory.number(2))
                    else { return edit(request) }
                    return .refuse(404, .phoneNumberNotFound)
                }
            }
            #expect(ending.outcomes == ["updated", "conflict", "blocked"])
            #expect(
                ending.results["error"][1].hasPrefix(
                    "+442079460002 is not known by its lookup, but listed under connector c03. Nothing was changed"))
        }
    }

    @Test("a connector that goes before its numbers are listed is one row's matter")
    func goneMeanwhile() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...3)) {
                $0.options.resolution = .lookup
                $0.treat = { request in
                    request.operation == .listPhoneNumbers && request.query.contains { $0.value == "c02" }
                        ? .refuse(404, .connectorNotFound) : .pass
                }
            }
            #expect(ending.outcomes == ["updated", "conflict", "updated"])
        }
    }

    @Test("a move that was made already is not a contradiction")
    func movedAlready() async throws {
        try await withBench(Inventory.connectors(3)) { bench in
            let sheet = Inventory.sheet("phone_number,project_id", (1...3).map { "\(Inventory.number($0)),AWAY" })
            let (first, second) = (try await bench.apply(sheet), try await bench.apply(sheet))
            #expect(first.outcomes == ["updated", "updated", "updated"])
            #expect(second.outcomes == ["unchanged", "unchanged", "unchanged"])
        }
    }

    // MARK: What is not there

    @Test(
        "without a listing of numbers they are looked up, and nothing changes unless collateral is allowed",
        arguments: [404, 405, 501], [2, 30])
    func noListing(status: Int, rows: Int) async throws {
        try await withBench(Inventory.connectors(30)) { bench in
            let treat: @Sendable (APIRequest) -> Treatment = {
                $0.operation == .listPhoneNumbers ? .refuse(status, "NO_SUCH_ROUTE") : .pass
            }
            let blocked = try await bench.apply(Inventory.rollout(1...rows)) { $0.treat = treat }
            #expect(blocked.outcomes == Array(repeating: "blocked", count: rows))
            #expect(blocked.results["error"][0].hasPrefix("which other numbers connector c01 serves cannot be seen"))
            #expect(blocked.count(.lookUpConnector) == rows)
            let allowed = try await bench.apply(Inventory.rollout(1...rows)) {
                $0.treat = treat
                $0.options.allowsCollateral = true
            }
            #expect(allowed.outcomes == Array(repeating: "updated", count: rows))
            #expect(bench.findings.contains { $0.contains("cannot be seen which other numbers") }, "\(bench.findings)")
        }
    }

    @Test("a setting that is null in one of many connectors reads as empty, and all go on")
    func nullSetting() async throws {
        try await withBench(Inventory.connectors(30)) { bench in
            let ending = try await bench.apply(Inventory.rollout(1...30)) {
                $0.treat = Self.editing(.listConnectors) { connectors in
                    var connectors = connectors
                    connectors[4]["voiceName"] = NSNull()
                    connectors[5]["name"] = NSNull()
                    return connectors
                }
            }
            #expect(ending.outcomes == Array(repeating: "updated", count: 30))
        }
    }

    @Test("one page of HTML among many lookups does not give up the plan")
    func strangePage() async throws {
        try await withBench(Inventory.connectors(20)) { bench in
            let pages = Recorder<Int>()
            let plan = try await bench.plan(Inventory.rollout(1...20)) {
                $0.options.resolution = .lookup
                $0.decorate = { RetryingTransport($0, pacer: Pacer(.modest, clock: InstantClock())) }
                $0.treat = { request in
                    guard request.operation == .lookUpConnector, pages.all.count < 3 else { return .pass }
                    pages.append(1)
                    return .edit { _ in Data("<!DOCTYPE html><title>Just a moment</title>".utf8) }
                }
            }
            #expect(plan.summary.changes == 20)
            #expect(bench.count(.lookUpConnector) == 23)
        }
    }
}
