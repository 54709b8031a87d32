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

    /// Throws `CancellationError` when a signal comes instead of an answer.
    func isGiven(_ world: World, _ question: String) async throws -> Bool {
        if yes { return true }
        return try await world.console.asks(question)
    }
}

/// Shows the plan and asks whether it may be carried out.
struct Question: Sendable {
    /// As many changes as fit on a screen or two.
    private static let shownChanges = 12
    /// A log has room for more, and is all that is left of it; the run file has them all.
    private static let loggedChanges = 1_000

    let consent: ConsentOptions
    let sheet: String
    /// In words.
    let target: String
    let batchSize: Int
    let isResumed: Bool
    let verifies: Bool
    /// Whether the plan is shown and nobody asked.
    let onlyPlans: Bool
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
            limit: console.errorWidth == nil ? Self.loggedChanges : Self.shownChanges,
            showsAllFindings: progress.showsAllFindings || console.errorWidth == nil, expected: expected,
            takesBack: try runFile.takesBack())
        try renderer.render(runFile, summary, console.say)
        console.say("")
        let askedAt = world.now()
        guard !onlyPlans else { return false }
        let question = try text(summary, takesBack: runFile.takesBack())
        guard try await consent.isGiven(world, question) else { return false }
        progress.beginApplying(
            rows: summary.rowsToChange, expected, afterAsking: max(0, world.now().timeIntervalSince(askedAt)))
        return true
    }

    private func text(_ summary: PlanSummary, takesBack: Bool) -> String {
        let back = takesBack ? " back" : ""
        let live = summary.liveChanges > 0 ? " (\(summary.liveInWords))" : ""
        guard summary.changes == summary.connectors else { return "\(actions(summary))\(live)?" }
        let collateral =
            summary.collateralNumbers > 0
            ? ", and with them \(counted(summary.collateralNumbers, "number")) that the sheet does not name" : ""
        return "Change \(counted(summary.changes, "connector"))\(back)\(live)\(collateral)?"
    }

    /// Such as `Import 2 numbers, route 1 number and release 3 numbers, which cannot be taken back`.
    private func actions(_ summary: PlanSummary) -> String {
        let actions =
            summary.actions.map { "\($0.verb) \(counted($0.count, $0.noun))" }
            + (summary.collateralNumbers > 0
                ? ["with them \(counted(summary.collateralNumbers, "number")) that the sheet does not name"] : [])
        let text = actions.listed()
        let isFinal =
            summary.releases > 0 ? ", which cannot be taken back, \(summary.liveReleases) of them live" : ""
        return text.prefix(1).uppercased() + text.dropFirst() + isFinal
    }
}
