import AgentsAPI
import Emulator
import Foundation
import Migration
import TestSupport

extension Desk {
    /// What the run came to.
    func account() async throws -> Account {
        let results = try ResultsTable(resultsPath).timeless.map { $0.mapValues(branch.anonymous) }
        return Account(state: branch.anonymous("\(try await emulator.state(of: branch))"), results: results)
    }

    func outcomes() throws -> [String] { try ResultsTable(resultsPath).outcomes }

    /// All that is wrong with how the run went and how it ended; empty when nothing is.
    ///
    /// - Parameter sheet: the one that the run is of, if it has been edited since and the run knows nothing of that.
    func problems(comparedWith undisturbed: Account, sheet: String? = nil) async throws -> [String] {
        try await history(sheet: sheet).violations.map(\.description) + account().differences(from: undisturbed)
            + leftovers().map { "\($0) is left" }
    }

    /// All that is left of the run: what was sent, what that did, and what the run says of it.
    func history(sheet: String? = nil) async throws -> History {
        if let sheet { try scratch.write(sheet, to: "former.csv") }
        var options = RunOptions()
        options.sheet.agent = branch.home
        var history = try History(
            before: before, after: try await emulator.state(of: branch),
            log: Array(try await emulator.log.entries(of: branch).dropFirst(firstRequest)),
            sheet: scratch.path(sheet == nil ? "numbers.csv" : "former.csv"), options: options, runFile: runFile,
            results: resultsPath)
        history.hasKeyForEachSession = true
        return history
    }

    /// Hidden files, as results are before they are whole.
    func leftovers() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter { $0.hasPrefix(".") }
    }
}
