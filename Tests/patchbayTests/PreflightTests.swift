import Testing

@testable import patchbay

@Suite("What plan and apply look at first") struct PreflightTests {
    private static let account = """
        {"agents": [{"agentId": "SALES", "agentName": "Sales desk", "variants": [{"id": "spring", "name": "Spring"}]},
          {"agentId": "CARE", "agentName": "Care desk", "variants": [{"id": "spring", "name": "Spring"}],
           "deployments": ["sandbox"]}]}
        """

    private func options(_ bench: Bench) throws -> [String] {
        try bench.rehearsal() + ["--seed-account", try bench.write("account.json", Self.account)]
    }

    @Test("apply sends nothing to where nothing is deployed, unless it is allowed or not asked")
    func undeployed() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.move)
            let options = try options(bench)
            let blocked = await bench.patchbay(["apply", sheet, "--yes", "--format", "json"] + options)
            #expect(blocked.output.contains("\"blocked\" : 2"), "\(blocked)")
            #expect(blocked.output.contains("nothing is deployed to live (only to sandbox)"), "\(blocked.output)")
            for way in ["--allow-undeployed", "--no-preflight"] {
                let applied = await bench.patchbay(["apply", sheet, "--yes", way] + options)
                #expect(applied.status == .done, "\(way): \(applied)")
                #expect(!applied.errors.contains("could not be checked"))
            }
        }
    }

    @Test("JSON holds the findings, of the sheet and of the other side")
    func json() async throws {
        try await withBench { bench in
            let sheet = try bench.write(
                "sheet.csv", "phone_number,project_id,voice_name\n\(Hotel.phone(3)),KARE,en-GB-Wavenet-Q\n")
            let ending = await bench.patchbay(
                ["plan", sheet, "--skip-invalid", "--format", "json"] + (try options(bench)))
            let json = try ending.json()
            #expect(try json.count("plan", "findings") == 2, "\(ending.output)")
            #expect(ending.output.contains("account ws-1 has no agent KARE that this key sees"))
            #expect(ending.output.contains("\"severity\":\"warning\""))
        }
    }

    @Test(
        "agents and variants are listed by their names, and an export has them beside the IDs",
        arguments: [true, false])
    func names(isJSON: Bool) async throws {
        try await withBench { bench in
            let options = try options(bench).dropFirst(2)
            let form = isJSON ? ["--format", "json"] : []
            let agents = await bench.patchbay(["agent", "list", "--account", "ws-1"] + form + options)
            let variants = await bench.patchbay(["variant", "list", "--agent", "CARE"] + form + options)
            if isJSON {
                #expect(agents.output.contains(#""name" : "Care desk""#), "\(agents)")
                #expect(variants.output.contains(#""id" : "spring""#), "\(variants)")
            } else {
                #expect(agents.output == "CARE   Care desk\nSALES  Sales desk\n", "\(agents)")
                #expect(variants.output == "spring  Spring\n", "\(variants)")
                let export = await bench.patchbay(["export", "--agent", "SALES"] + options)
                let lines = export.output.split(separator: "\n")
                #expect(lines.first?.hasSuffix(",project_name,variant_name") == true)
                #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(",Sales desk,Spring") }, "\(export)")
                let check = await bench.patchbay("check", try bench.write("export.csv", export.output))
                #expect(check.status == .done && !check.errors.contains("warning"), "\(check)")
            }
        }
    }

    @Test("an account or an agent that is not there is said so")
    func unknownNames() async throws {
        try await withBench { bench in
            let options = try options(bench).dropFirst(2)
            let agents = await bench.patchbay(["agent", "list", "--account", "ws-9"] + options)
            #expect(agents.status == .incomplete && agents.errors.contains("There is no account ws-9"), "\(agents)")
            let usage = await bench.patchbay(["agent", "list", "--account", "a b"] + options)
            #expect(usage.status == .usage && usage.errors.contains("such as ws-fd112d8f"), "\(usage)")
            let variants = await bench.patchbay(["variant", "list", "--agent", "NOBODY"] + options)
            #expect(variants.status == .incomplete && variants.errors.contains("There is no project NOBODY"))
        }
    }

    @Test("without a description of the account, one note says that it was not checked")
    func note() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.move)
            let ending = await bench.patchbay(["plan", sheet] + (try bench.rehearsal()))
            #expect(ending.status == .done)
            #expect(ending.errors.ranges(of: "could not be checked").count == 1, "\(ending.errors)")
            #expect(ending.errors.contains("began without --seed-account"))
        }
    }

    @Test("a description that cannot be used is refused before anything else, with what and where")
    func description() async throws {
        try await withBench { bench in
            let sheet = try bench.write("sheet.csv", Hotel.move)
            let rehearsal = try bench.rehearsal()
            let missing = await bench.patchbay(["plan", sheet, "--seed-account", bench.path("none.json")] + rehearsal)
            #expect(missing.errors.contains("none.json: the file cannot be read."))
            let wrong = try bench.write("wrong.json", #"{"agents": [{"agentId": "SALES", "deployment": ["live"]}]}"#)
            let ending = await bench.patchbay(["plan", sheet, "--seed-account", wrong] + rehearsal)
            #expect(ending.status == .nothingSent)
            #expect(ending.errors.contains("wrong.json: agents[0] has deployment, which is none of agentId,"))
            let alone = await bench.patchbay(
                "plan", sheet, "--region", "uk", "--seed-account", wrong, "--agent", "SALES")
            #expect(alone.status == .usage)
            #expect(alone.errors.contains("--seed-account describes the emulator of --emulator"))
        }
    }
}
