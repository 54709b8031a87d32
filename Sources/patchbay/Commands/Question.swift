import AgentsClient
import ArgumentParser
import ForeignText
import Foundation
import Migration

struct ConsentOptions: ParsableArguments {
    @Flag(help: "Do not ask before writing. Needed when standard input is not a terminal.")
    var yes = false

    /// Before anything is read, so that nobody waits for a question that cannot be asked.
    func check(_ world: World) throws {
        guard yes || world.console.isInputTerminal else {
            throw CommandProblem.usage(
                "Standard input is not a terminal, so nobody can be asked. Add --yes to go on without asking.")
        }
    }

    /// Throws `refusal` when the answer is no.
    func demand(_ world: World, _ question: String, refusal: any Error = Refusal.declined) async throws {
        guard try await isGiven(world, question) else { throw refusal }
    }

    /// The same about something that was read before: a person may take long, and agrees to what was shown.
    func demand<Shown: Equatable & Sendable>(
        _ world: World, _ question: String, showing shown: Shown, _ read: () async throws -> Shown
    ) async throws {
        try await demand(world, question)
        guard !yes, try await read() != shown else { return }
        throw CommandProblem(
            message: """
                Somebody changed what the question was about before it was answered, so nothing was sent. Give the \
                command again.
                """)
    }

    /// Throws `CancellationError` when a signal comes instead of an answer.
    func isGiven(_ world: World, _ question: String) async throws -> Bool {
        if yes { return true }
        return try await world.console.asks(question)
    }
}

/// Shows the plan and asks whether it may be carried out.
struct Question: Sendable {
    /// As many kinds of change as fit on a screen or two.
    private static let shownKinds = 12
    /// A log has room for more, and is all that is left of it; the run file has them all.
    private static let loggedKinds = 1_000

    let consent: ConsentOptions
    let sheet: String
    /// In words.
    let target: String
    let batchSize: Int
    let isResumed: Bool
    let verifies: Bool
    /// Whether the plan is shown and nobody asked.
    let onlyPlans: Bool
    let showsDetail: Bool
    let format: OutputFormat
    let pace: @Sendable () -> PaceReport
    let progress: RunProgress
    let world: World

    func ask(_ runFile: RunFile, _ summary: PlanSummary) async throws -> Bool {
        let console = world.console
        progress.countFindings()
        let requests = try runFile.expectedRequestCount(
            batchesOf: batchSize, readingFirst: isResumed, verifying: verifies)
        let expected = ExpectedRequests(requests, at: pace())
        let renderer = PlanRenderer(
            style: console.errorStyle, sheet: world.shown(sheet), target: target,
            limit: onlyPlans ? nil : console.errorWidth == nil ? Self.loggedKinds : Self.shownKinds,
            showsDetail: showsDetail,
            showsAllFindings: progress.showsAllFindings || console.errorWidth == nil, expected: expected,
            takesBack: try runFile.takesBack())
        guard !onlyPlans else {
            try show(runFile, summary, expected, renderer)
            return false
        }
        try renderer.render(runFile, summary, console.say)
        console.say("")
        let askedAt = world.now()
        let question = try text(summary, takesBack: runFile.takesBack())
        guard try await consent.isGiven(world, question) else { return false }
        progress.beginApplying(
            rows: summary.rowsToChange, expected, afterAsking: max(0, world.now().timeIntervalSince(askedAt)))
        return true
    }

    /// What was asked for is the answer, and goes where answers go.
    private func show(
        _ runFile: RunFile, _ summary: PlanSummary, _ expected: ExpectedRequests, _ renderer: PlanRenderer
    ) throws {
        switch format {
        case .text: try Pager.show(in: world) { try renderer.render(runFile, summary, $0.print) }
        case .json: try PlanDocument.write(runFile, summary, progress, expected, to: world.console)
        }
    }

    private func text(_ summary: PlanSummary, takesBack: Bool) -> String {
        let back = takesBack ? " back" : ""
        let live = summary.liveChanges > 0 ? " (\(summary.liveInWords))" : ""
        guard summary.changes == summary.connectors else { return "\(actions(summary, back))\(live)?" }
        let collateral =
            summary.collateralNumbers > 0
            ? ", and with them \(counted(summary.collateralNumbers, "number")) that the sheet does not name" : ""
        return "Change \(counted(summary.changes, "connector"))\(back)\(live)\(collateral)?"
    }

    /// Such as `Import 2 numbers, route 1 number, and release 3 numbers, 2 of them live, which cannot be taken back`.
    /// Releases come last, so that nothing else is taken for final.
    private func actions(_ summary: PlanSummary, _ back: String) -> String {
        let actions =
            summary.actions.filter { $0.verb != "release" }.map {
                "\($0.verb) \(counted($0.count, $0.noun))\($0.verb == "import" ? "" : back)"
            }
            + (summary.collateralNumbers > 0
                ? ["with them \(counted(summary.collateralNumbers, "number")) that the sheet does not name"] : [])
        let release = """
            release \(counted(summary.releases, "number")), \(summary.liveReleases) of them live, which cannot be \
            taken back
            """
        let text = [actions.listed()] + (summary.releases > 0 ? [release] : [])
        let sentence = text.filter { !$0.isEmpty }.joined(separator: ", and ")
        return sentence.prefix(1).uppercased() + sentence.dropFirst()
    }
}
