import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport
import Testing

@Suite("What is looked at before a plan is made") struct PreflightTests {
    /// `c01` has no variant, `c02` has one that both agents have, and `c03` one that the other agent lacks.
    private static let inventory =
        ["", "summer", "spring"].enumerated().map { index, variant in
            InventoryEntry(
                number: Inventory.number(index + 1),
                connector: Inventory.connector(Inventory.id(index + 1), variant: VariantID(rawValue: variant)))
        } + [Inventory.awayProject]

    private static func account(away: String) -> String {
        """
        {"agents": [{"agentId": "HOME", "agentName": "London Hotel", "deployments": ["live"],
            "variants": [{"id": "summer", "name": "Summer"}, {"id": "spring", "name": "Spring"}]},
          {"agentId": "AWAY", "agentName": "Leeds Hotel", "variants": [{"id": "summer", "name": "Summer"}], \(away)}]}
        """
    }

    private func withAccount(
        _ away: String = #""deployments": ["live"]"#, _ body: (Bench) async throws -> Void
    ) async throws {
        let account = try AccountSeed(json: Data(Self.account(away: away).utf8), origin: "account.json")
        let seed = try EmulatorSeed(Self.inventory).describing(account)
        try await withBench(Self.inventory, { $0.seed = seed }, body)
    }

    private static func sheet(_ rows: String...) -> String {
        Inventory.sheet("phone_number,project_id,variant_id,voice_name", rows)
    }

    /// Holds that a plan refuses these rows and no others.
    private func expect(
        _ refused: [String], in bench: Bench, _ sheet: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ adjust: (inout Session) -> Void = { _ in }
    ) async throws {
        let (file, _) = try await bench.plan(sheet) {
            $0.pipeline.preflight = PreflightPolicy()
            $0.options.skipsInvalid = true
            adjust(&$0)
        }
        var actual: [String] = []
        try file.forEachRefusedRow { actual.append("\($0.line) \($0.outcome): \($0.message)") }
        #expect(actual == refused, sourceLocation: sourceLocation)
    }

    @Test("a connector with a variant that the other agent has moves, where something is deployed")
    func good() async throws {
        try await withAccount { bench in
            let sheet = Self.sheet("\(Inventory.number(1)),AWAY,,", "\(Inventory.number(2)),AWAY,,")
            try await expect([], in: bench, sheet)
            #expect(bench.findings == [])
            let asked = bench.requests.map(\.operation).filter { Self.beyondTelephony.contains($0) }
            #expect(asked == [.listAgents, .listVariants, .getActiveDeployments])
        }
    }

    private static let beyondTelephony: [APIOperation] = [
        .listAgents, .listBranches, .listVariants, .getActiveDeployments,
    ]

    @Test("nothing is asked that no row needs", arguments: ["voice", "same place", "same variant", "cleared", "off"])
    func idle(kind: String) async throws {
        try await withAccount { bench in
            let row =
                switch kind {
                case "same place": "\(Inventory.number(2)),HOME,,\(Inventory.newVoice)"
                case "same variant": "\(Inventory.number(2)),,summer,\(Inventory.newVoice)"
                case "cleared": "\(Inventory.number(2)),,null,"
                case "off": "\(Inventory.number(2)),NOWHERE,winter,"
                default: "\(Inventory.number(2)),,,\(Inventory.newVoice)"
                }
            try await expect([], in: bench, Self.sheet(row)) { if kind == "off" { $0.pipeline.preflight = nil } }
            #expect(bench.requests.allSatisfy { !Self.beyondTelephony.contains($0.operation) })
        }
    }

    @Test(
        "a project or a variant that does not exist is an error with the nearest names",
        arguments: [
            (
                "1),AWYA,,",
                """
                project_id: account ws-1 has no agent AWYA that this key sees. There are “Leeds Hotel” (AWAY) and \
                “London Hotel” (HOME).
                """
            ),
            (
                "1),,sumer,",
                """
                variant_id: agent HOME has no variant sumer on its branch main. There are “Summer” (summer) and \
                “Spring” (spring).
                """
            ),
            (
                "1),AWAY,spring,",
                """
                variant_id: agent “Leeds Hotel” (AWAY) has no variant spring on its branch main. There is “Summer” \
                (summer).
                """
            ),
            (
                "3),AWAY,winter,",
                """
                variant_id: agent “Leeds Hotel” (AWAY) has no variant winter on its branch main. There is “Summer” \
                (summer).
                """
            ),
        ])
    func errors(cells: String, message: String) async throws {
        try await withAccount { bench in
            let parts = cells.split(separator: ")", maxSplits: 1)
            let row = "\(Inventory.number(Int(parts[0]) ?? 0))\(parts[1])"
            let sheet = Self.sheet(row, "\(Inventory.number(2)),,,\(Inventory.newVoice)")
            try await expect([], in: bench, sheet)
            #expect(bench.findings == ["numbers.csv:2: error: \(message)"])
            await #expect(throws: Refusal.self) {
                try await bench.apply(sheet) { $0.pipeline.preflight = PreflightPolicy() }
            }
            #expect(bench.requests.allSatisfy { !$0.operation.isWriting })
            let applied = try await bench.apply(sheet) {
                $0.pipeline.preflight = PreflightPolicy()
                $0.options.skipsInvalid = true
            }
            #expect(applied.outcomes == ["invalid", "updated"])
            #expect(applied.results["error"][0] == message)
        }
    }

    @Test("a connector that would keep a variant which the other agent lacks is blocked, unless that is allowed")
    func keptVariant() async throws {
        try await withAccount { bench in
            let sheet = Self.sheet("\(Inventory.number(3)),AWAY,,")
            let message =
                """
                2 blocked: connector c03 would keep variant spring, which agent “Leeds Hotel” (AWAY) does not have \
                on its branch main. There is “Summer” (summer). Give the row one of its \
                variants, or null to have none, or allow it with --allow-missing-variant.
                """
            try await expect([message], in: bench, sheet)
            try await expect([], in: bench, sheet) { $0.pipeline.preflight?.allowsMissingVariants = true }
            try await expect([], in: bench, Self.sheet("\(Inventory.number(3)),AWAY,null,"))
            try await expect([], in: bench, Self.sheet("\(Inventory.number(3)),AWAY,summer,"))
        }
    }

    @Test(
        "a connector that would move where nothing is deployed is blocked, unless that is allowed",
        arguments: [("[]", ""), (#"["sandbox", "pre-release"]"#, " (only to pre-release and sandbox)")])
    func undeployed(deployments: String, others: String) async throws {
        try await withAccount(#""deployments": \#(deployments)"#) { bench in
            let sheet = Self.sheet("\(Inventory.number(1)),AWAY,,")
            let message =
                """
                2 blocked: connector c01 would move to agent “Leeds Hotel” (AWAY), of which nothing is deployed to \
                live\(others): its calls would reach nothing. Deploy it first, or allow it with --allow-undeployed.
                """
            try await expect([message], in: bench, sheet)
            try await expect([], in: bench, sheet) { $0.pipeline.preflight?.allowsUndeployed = true }
        }
    }

    @Test("of an environment that the answer does not name nothing is known, and nothing is blocked")
    func unnamedEnvironment() async throws {
        try await withAccount(#""deployments": []"#) { bench in
            try await expect([], in: bench, Self.sheet("\(Inventory.number(1)),AWAY,,")) {
                $0.treat = { request in
                    request.operation == .getActiveDeployments
                        ? .answer(Data(#"{"activeDeployments":{"sandbox":null,"staging":{"id":"d"}}}"#.utf8)) : .pass
                }
            }
        }
    }

    @Test("a list of agents that lacks one which was just read is not believed")
    func partialList() async throws {
        try await withAccount { bench in
            try await expect([], in: bench, Self.sheet("\(Inventory.number(1)),AWAY,,")) {
                $0.treat = { $0.operation == .listAgents ? .answer(Data("[]".utf8)) : .pass }
            }
            #expect(bench.findings.count == 1)
            #expect(bench.findings.first?.contains("lacks HOME, which has connectors in it") == true)
        }
    }

    @Test("a variant that the row repeats is as one that it leaves alone", arguments: ["", "spring"])
    func repeated(variant: String) async throws {
        let shared = InventoryEntry(
            number: Inventory.number(9), connector: Inventory.connector("c03", variant: "spring"))
        let account = try AccountSeed(
            json: Data(Self.account(away: #""deployments": ["live"]"#).utf8), origin: "account.json")
        let seed = try EmulatorSeed(Self.inventory + [shared]).describing(account)
        try await withBench([]) {
            $0.seed = seed
        } _: { bench in
            let sheet = Self.sheet("\(Inventory.number(3)),AWAY,\(variant),")
            let (file, _) = try await bench.plan(sheet) { $0.pipeline.preflight = PreflightPolicy() }
            var refused: [RefusedRow] = []
            try file.forEachRefusedRow { refused.append($0) }
            #expect(refused.map(\.outcome) == [.blocked])
            #expect(bench.findings.isEmpty)
        }
    }

    @Test("what takes long and comes to nothing is asked once and not of every agent")
    func outage() async throws {
        try await withAccount { bench in
            let sheet = Self.sheet("\(Inventory.number(3)),,winter,", "\(Inventory.number(2)),AWAY,winter,")
            try await expect([], in: bench, sheet) {
                $0.treat = { $0.operation == .listVariants ? .refuse(503, "BUSY") : .pass }
            }
            #expect(bench.requests.count { $0.operation == .listVariants } == 1)
        }
    }

    /// Guards come one after the other, and an error before all of them.
    @Test("what cannot be right is said also of rows that a guard would hold up")
    func guardedError() async throws {
        let shared = InventoryEntry(number: Inventory.number(9), connector: Inventory.connector("c01"))
        try await withBench(Self.inventory + [shared]) { bench in
            try await expect([], in: bench, Self.sheet("\(Inventory.number(1)),NOWHERE,,"))
            #expect(bench.findings.count == 1 && bench.findings[0].contains("has no agent NOWHERE"))
        }
    }

    @Test(
        "what the API does not tell stops nothing, and is said once",
        arguments: [
            Treatment.refuse(401, .unauthorised), .refuse(403, .forbidden), .refuse(404, .projectNotFound),
            .refuse(500, ""), .answer(Data("[7]".utf8)), .answer(Data("no".utf8)), .loseRequest,
        ])
    func unknown(treatment: Treatment) async throws {
        try await withAccount { bench in
            let sheet = Self.sheet("\(Inventory.number(3)),NOWHERE,,", "\(Inventory.number(2)),AWAY,winter,")
            try await expect([], in: bench, sheet) {
                $0.treat = { Self.beyondTelephony.contains($0.operation) ? treatment : .pass }
            }
            #expect(bench.findings.count == 1)
            let note = bench.findings.first ?? ""
            #expect(
                note.hasPrefix(
                    """
                    numbers.csv: note: It could not be checked which projects account ws-1 has, which variants agent \
                    AWAY and 1 more have or where anything is deployed of agent AWAY and 1 more: 
                    """) && note.hasSuffix("The plan was made without this check."), "\(note)")
        }
    }

    @Test("each agent is asked about once, however many rows there are")
    func once() async throws {
        let many = (1...40).map {
            InventoryEntry(number: Inventory.number($0), connector: Inventory.connector(Inventory.id($0)))
        }
        let account = try AccountSeed(
            json: Data(Self.account(away: #""deployments": ["live"]"#).utf8), origin: "account.json")
        let seed = try EmulatorSeed(many + [Inventory.awayProject]).describing(account)
        try await withBench(many) {
            $0.seed = seed
        } _: { bench in
            let rows = (1...40).map { "\(Inventory.number($0)),\($0 % 2 == 0 ? "AWAY" : "HOME"),summer," }
            let sheet = Inventory.sheet("phone_number,project_id,variant_id,voice_name", rows)
            try await expect([], in: bench, sheet)
            let asked = bench.requests.map(\.operation).filter { Self.beyondTelephony.contains($0) }
            #expect(
                asked.sorted { $0.rawValue < $1.rawValue } == [
                    .getActiveDeployments, .listAgents, .listVariants, .listVariants,
                ])
        }
    }
}
