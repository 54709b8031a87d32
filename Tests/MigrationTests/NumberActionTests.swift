import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Synchronization
import Telephony
import TestSupport
import Testing

@Suite("Numbers imported, routed and released") struct NumberActionTests {
    /// `c01` serves numbers 1 and 20, `c02` and `c03` one each, number 30 has no connector, number 60 is another
    /// agent's.
    static let inventory: [InventoryEntry] =
        Inventory.connectors(3) + [
            InventoryEntry(number: Inventory.number(20), connector: Inventory.connector("c01")),
            unrouted(30, of: Inventory.home), unrouted(60, of: Inventory.away),
        ]

    static func unrouted(_ index: Int, of agent: AgentID) -> InventoryEntry {
        InventoryEntry(
            .unroutedNumber(Inventory.number(index), project: agent, account: "ws-1", clientEnv: .live),
            origin: "\(index)")
    }

    static let header = "phone_number,action,target_connector_id,voice_name,client_env"

    /// Rows of number, action, target, voice and environment.
    static func sheet(_ rows: (Int, String)...) -> String {
        Inventory.sheet(header, rows.map { "\(Inventory.number($0.0)),\($0.1)" })
    }

    static let writing: Set<APIOperation> = [
        .updateConnectors, .updateConnector, .routePhoneNumber, .importPhoneNumbers, .importPhoneNumber,
        .deletePhoneNumbers, .deletePhoneNumber,
    ]

    // MARK: The three kinds

    @Test("a number is taken off a shared connector without its siblings")
    func routes() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(Self.sheet((20, ",c02,,")))
            #expect(ending.outcomes == ["updated"])
            #expect(ending.results["changed"] == ["route"])
            #expect(ending.results["connector_id"] == ["c02"])
            #expect(ending.writes == [.routePhoneNumber])
            #expect(try await bench.places() == ["1 c01", "2 c02", "3 c03", "20 c02", "30 -", "AWAY 60 -"])
        }
    }

    @Test("a number is imported, routed and its connector changed, one after the other")
    func allThree() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(
                Self.sheet((40, "import,c02,\(Inventory.newVoice),"), (2, ",,\(Inventory.newVoice),")))
            #expect(ending.outcomes == ["updated", "updated"])
            #expect(ending.results["changed"] == ["import route voice_name", "voice_name"])
            #expect(ending.writes == [.importPhoneNumbers, .routePhoneNumber, .updateConnectors])
            #expect(try await bench.places().contains("40 c02"))
            #expect(try await bench.voices() == [Inventory.oldVoice, Inventory.newVoice, Inventory.oldVoice])
        }
    }

    @Test("imports of one environment go in one request, and name it")
    func environments() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(
                Self.sheet((41, "import,,,"), (42, "import,,,sandbox"), (43, "Import,,,live"), (44, "import,,,")))
            #expect(ending.outcomes == Array(repeating: "updated", count: 4))
            #expect(ending.results["changed"] == Array(repeating: "import", count: 4))
            let numbers = try await bench.emulator.store.snapshot().phoneNumbers.filter { $0.connectorId == nil }
            #expect(numbers.count { $0.clientEnv == .sandbox } == 1)
            #expect(ending.writes.allSatisfy { $0 == .importPhoneNumbers })
            #expect(ending.writes.count <= 3)
        }
    }

    @Test("a number goes to the connector beside it when it is imported")
    func importsToConnectorBeside() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = Inventory.sheet(
                "phone_number,action,connector_id",
                ["\(Inventory.number(40)),import,c03", "\(Inventory.number(30)),import,c03"])
            let ending = try await bench.apply(sheet)
            #expect(ending.results["changed"] == ["import route", "route"])
            #expect(try await bench.places() == ["1 c01", "2 c02", "3 c03", "20 c01", "30 c03", "40 c03", "AWAY 60 -"])
        }
    }

    // MARK: Releases

    @Test("numbers are released only when exactly as many may be", arguments: [nil, 1, 3])
    func releaseGuard(allowed: Int?) async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = Self.sheet((1, "release,,,"), (30, "release,,,"), (77, "release,,,"))
            await #expect {
                try await bench.apply(sheet) { $0.allowedReleases = allowed }
            } throws: { error in
                guard case .releases(let plan, allowed, _)? = error as? Refusal else { return false }
                return plan.releases == 2 && plan.liveReleases == 2
            }
            #expect(try bench.scratch.names == ["numbers.csv"])
            let ending = try await bench.apply(sheet) { $0.allowedReleases = 2 }
            #expect(ending.outcomes == ["updated", "updated", "unchanged"])
            #expect(ending.results["changed"] == ["release", "release", ""])
            #expect(ending.writes == [.deletePhoneNumbers])
            #expect(try await bench.places() == ["2 c02", "3 c03", "20 c01", "AWAY 60 -"])
        }
    }

    // MARK: What is so already, and what cannot be

    @Test("what is so already sends nothing")
    func unchanged() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(
                Self.sheet(
                    (1, "import,,,"), (2, "import,c02,\(Inventory.oldVoice),live"), (3, ",c03,,"), (77, "release,,,")))
            #expect(ending.outcomes == Array(repeating: "unchanged", count: 4))
            #expect(ending.writes.isEmpty)
            #expect(ending.results["changed"] == ["", "", "", ""])
        }
    }

    @Test(
        "what cannot come true is said, and nothing is sent for it",
        arguments: [
            ("77,,c02,,", "not_found", "agent HOME has no number"),
            ("1,,c99,,", "not_found", "agent HOME has no connector c99, which is to serve"),
            ("40,import,c99,,", "not_found", "agent HOME has no connector c99, which is to serve"),
            ("40,import,,VOICE,", "not_found", "has no connector when it has been imported"),
            ("1,import,,,sandbox", "conflict", "already, in live, but the sheet says sandbox"),
            ("40,import,c02,VOICE,", "blocked", "connector c02 also serves"),
        ])
    func impossible(row: String, outcome: String, message: String) async throws {
        try await withBench(Self.inventory) { bench in
            let cells = row.replacing("VOICE", with: Inventory.newVoice).split(
                separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            let index = try #require(Int(cells[0]))
            let ending = try await bench.apply(Self.sheet((index, String(cells[1])), (3, ",,,")))
            #expect(ending.outcomes == [outcome, "unchanged"])
            #expect(ending.results["error"][0].contains(message), "\(ending.results["error"][0])")
            #expect(ending.writes.isEmpty)
        }
    }

    @Test("a connector beside a number has to be the one that serves it, or is to", arguments: ["release,", ",c03"])
    func otherConnector(rest: String) async throws {
        try await withBench(Self.inventory) { bench in
            func sheet(_ connector: String) -> String {
                Inventory.sheet(
                    "phone_number,connector_id,action,target_connector_id",
                    ["\(Inventory.number(1)),\(connector),\(rest)"])
            }
            let ending = try await bench.apply(sheet("c02") + "\(Inventory.number(3)),,,\n")
            #expect(ending.outcomes == ["conflict", "unchanged"])
            #expect(ending.results["error"][0].contains("is served by connector c01, but the sheet says c02"))
            #expect(ending.writes.isEmpty)
            let right = try await bench.apply(sheet("c01")) { $0.allowedReleases = rest == "release," ? 1 : nil }
            #expect(right.outcomes == ["updated"])
        }
    }

    @Test(
        "a number that another agent has is rejected, and the agent named where the sheet names it",
        arguments: [true, false])
    func elsewhere(isNamed: Bool) async throws {
        try await withBench(Self.inventory) { bench in
            let other = isNamed ? ["\(Inventory.number(61)),AWAY,import"] : []
            let sheet = Inventory.sheet(
                "phone_number,agent_id,action",
                ["\(Inventory.number(60)),HOME,import", "\(Inventory.number(40)),HOME,import"] + other)
            let ending = try await bench.apply(sheet)
            #expect(ending.outcomes == ["rejected", "updated"] + (isNamed ? ["updated"] : []))
            #expect(ending.results["error_code"][0] == "PHONE_NUMBERS_ALREADY_EXISTS")
            #expect(ending.results["error"][0].contains("Agent AWAY has it.") == isNamed)
        }
    }

    // MARK: The sheet

    @Test(
        "what a row cannot ask of a number is an error that says what to do",
        arguments: [
            ("1,reassign,,,", "[action] “reassign” is no action. Write import, release, or nothing"),
            (",import,,,", "[action] Only a number can be imported, routed or released."),
            (",,c02,,", "[target_connector_id] Only a number can be"),
            ("1,release,c02,,", "[action] The row releases its number and routes it"),
            ("1,import,,,prod", "[client_env] “prod” is no environment. Write sandbox, pre-release or live"),
            ("1,,null,,", "[target_connector_id] 'null' stands for nothing"),
        ])
    func errors(row: String, message: String) async throws {
        let desk = try Desk()
        let cells = row.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        let number = Int(cells[0]).map(Inventory.number) ?? ""
        let connector = number.isEmpty ? "c01" : ""
        let sheet = Inventory.sheet(
            "phone_number,action,target_connector_id,voice_name,client_env,connector_id",
            [
                "\(number),\(cells[1]),\(connector)"
            ])
        let report = try await desk.check(sheet)
        #expect(report.errors == 1)
        #expect(desk.findings.contains { $0.contains("numbers.csv:2: error: \(message)") }, "\(desk.findings)")
    }

    @Test("a connector moves with all its numbers, so a row cannot place its number and move it")
    func placeAndMove() async throws {
        let desk = try Desk()
        let rows = [",import,,AWAY", ",,c02,AWAY", ",import,,HOME", ",release,,AWAY"].enumerated().map {
            "\(Inventory.number($0.offset + 1))\($0.element)"
        }
        let report = try await desk.check(Inventory.sheet("phone_number,action,target_connector_id,project_id", rows))
        #expect(report.errors == 2)
        #expect(report.notes == 1)
    }

    @Test(
        "a number that is released on one line and kept on another is an error that names both",
        arguments: [
            ("1,HOME,release", "1,HOME,", "2"), ("1,HOME,import", "1,HOME,release", "2"),
            ("1,AWAY,import", "1,HOME,release", "2"), ("1,HOME,release", "1,AWAY,", "2"),
        ])
    func releasedAndKept(first: String, second: String, line: String) async throws {
        try await withBench(Self.inventory) { bench in
            let rows = [first, second].map { "+44207946000\($0),en-GB-Neural2-B" } + ["\(Inventory.number(3)),HOME,,"]
            let sheet = Inventory.sheet("phone_number,agent_id,action,voice_name", rows)
            await #expect(throws: Refusal.self) { try await bench.apply(sheet) }
            #expect(
                bench.findings.contains {
                    $0.hasPrefix("numbers.csv:3: error: [phone_number] +442079460001 is on line 2 too, and only one")
                }, "\(bench.findings)")
            let ending = try await bench.apply(sheet) { $0.options.skipsInvalid = true }
            #expect(ending.outcomes == ["conflict", "conflict", "unchanged"])
            #expect(ending.writes.isEmpty)
        }
    }

    // MARK: Steps that need each other

    @Test("a number that cannot be imported is neither routed nor its connector changed")
    func brokenChain() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(
                Self.sheet((60, "import,c02,\(Inventory.newVoice),"), (2, ",c02,,"), (3, ",,\(Inventory.newVoice),"))
            ) { $0.options.allowsCollateral = true }
            #expect(ending.outcomes == ["rejected", "unchanged", "updated"])
            #expect(ending.results["error_code"][0] == "PHONE_NUMBERS_ALREADY_EXISTS")
            #expect(ending.count(.routePhoneNumber) == 0)
            #expect(try await bench.voices() == [Inventory.oldVoice, Inventory.oldVoice, Inventory.newVoice])
        }
    }

    @Test("a connector is changed for the rows whose number has come to it")
    func halfBrokenChain() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(
                Self.sheet((60, "import,c02,\(Inventory.newVoice),"), (2, ",,\(Inventory.newVoice),")))
            #expect(ending.outcomes == ["rejected", "updated"])
            #expect(try await bench.voices() == [Inventory.oldVoice, Inventory.newVoice, Inventory.oldVoice])
        }
    }

    // MARK: Answers that do not come

    @Test(
        "what got no answer is read back, and made again only when it was not made",
        arguments: ["40,import,,,", "20,,c02,,", "30,release,,,"], [Treatment.loseAnswer, .loseRequest])
    func lostAnswers(row: String, treatment: Treatment) async throws {
        try await withBench(Self.inventory) { bench in
            let turns = Turns()
            let cells = row.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            let index = try #require(Int(cells[0]))
            let ending = try await bench.apply(Self.sheet((index, String(cells[1])))) {
                $0.allowedReleases = row.contains("release") ? 1 : nil
                $0.treat = { request in
                    Self.writing.contains(request.operation) && turns.next(request) == 1 ? treatment : .pass
                }
            }
            #expect(ending.outcomes == ["updated"])
            let isLost = if case .loseRequest = treatment { true } else { false }
            #expect(ending.writes.count == (isLost ? 2 : 1))
        }
    }

    @Test("what an answer leaves out is read back")
    func leftOut() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(
                Self.sheet((40, "import,,,"), (41, "import,,,"), (2, "release,,,"), (3, "release,,,"))
            ) {
                $0.allowedReleases = 2
                $0.treat = { request in
                    switch request.operation {
                    case .importPhoneNumbers: .answer(Data(#"{"imported":[]}"#.utf8))
                    case .deletePhoneNumbers: .edit { _ in Data(#"{"deleted":[]}"#.utf8) }
                    default: .pass
                    }
                }
            }
            // The imports never arrived, and each is made alone; the releases did.
            #expect(ending.outcomes == Array(repeating: "updated", count: 4))
            #expect(ending.count(.deletePhoneNumber) == 0)
            #expect(try await bench.places() == ["1 c01", "20 c01", "30 -", "40 -", "41 -", "AWAY 60 -"])
        }
    }

    @Test("what went meanwhile counts as released, and what came as imported")
    func overtaken() async throws {
        try await withBench(Self.inventory) { bench in
            let ending = try await bench.apply(Self.sheet((40, "import,,,"), (3, "release,,,"))) {
                $0.allowedReleases = 1
                $0.confirm = { _, _ in
                    _ = try await bench.someoneElse.importPhoneNumber(
                        Inventory.number(40), into: nil, of: Inventory.home)
                    _ = try await bench.someoneElse.deletePhoneNumber(Inventory.number(3), of: Inventory.home)
                    return true
                }
            }
            #expect(ending.outcomes == ["unchanged", "unchanged"])
        }
    }

    // MARK: Drift

    @Test("a number that somebody routed meanwhile is left alone", arguments: ["20,,c02,,", "20,release,,,"])
    func drift(row: String) async throws {
        try await withBench(Self.inventory) { bench in
            let cells = row.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            let time = Mutex(Date(timeIntervalSince1970: 1_700_000_000))
            let ending = try await bench.apply(Self.sheet((20, String(cells[1])))) {
                $0.allowedReleases = row.contains("release") ? 1 : nil
                $0.pipeline.now = { time.withLock { $0 } }
                // Long enough that what was read is read again.
                $0.confirm = { _, _ in
                    time.withLock { $0 += 60 }
                    _ = try await bench.someoneElse.routePhoneNumber(
                        Inventory.number(20), to: "c03", of: Inventory.home)
                    return true
                }
            }
            #expect(ending.outcomes == ["drifted"])
            #expect(ending.results["error"][0].contains("is served by connector c03"), "\(ending.results["error"][0])")
            #expect(ending.writes.isEmpty)
            #expect(try await bench.places().contains("20 c03"))
        }
    }

    @Test("verified at the end, what was undone meanwhile is drifted")
    func verification() async throws {
        try await withBench(Self.inventory) { bench in
            let sheet = Self.sheet((40, "import,c02,,"), (20, ",c02,,"), (3, "release,,,"))
            let ending = try await bench.apply(sheet) {
                $0.allowedReleases = 1
                $0.pipeline.guards.verifies = true
                let turns = Turns()
                $0.treat = { request in
                    // The first reading after everything was sent.
                    if request.operation == .deletePhoneNumbers, turns.next(request) == 1 {
                        _ = try await bench.someoneElse.routePhoneNumber(
                            Inventory.number(20), to: "c01", of: Inventory.home)
                    }
                    return .pass
                }
            }
            #expect(ending.outcomes == ["updated", "drifted", "updated"])
            #expect(ending.results["error"][1].contains("when the number was read again at the end"))
        }
    }
}

extension Ending {
    /// The requests that write, in order.
    var writes: [APIOperation] {
        requests.map(\.operation).filter { NumberActionTests.writing.contains($0) }
    }
}

extension Bench {
    /// Where each number is, such as `1 c01`, and `AWAY 60 -` for one of the other agent that no connector serves.
    func places() async throws -> [String] {
        let numbers = try await emulator.store.snapshot().phoneNumbers
        let own = numbers.filter { $0.projectId == Inventory.home }
        return (own + numbers.filter { $0.projectId != Inventory.home }).map { number in
            let agent = number.projectId == Inventory.home ? "" : "\(number.projectId) "
            let index = number.number.suffix(4).drop { $0 == "0" }
            return "\(agent)\(index) \(number.connectorId?.rawValue ?? "-")"
        }
    }
}
