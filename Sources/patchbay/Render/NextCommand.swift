import AgentsClient
import Foundation
import Migration

/// The command that goes on with a run, whole, to be typed as it stands where the person is.
struct NextCommand {
    let runFile: String
    let target: RunTarget
    /// Where they go.
    let results: String
    var apiKeyFile: String?
    var isVerifying = false

    func text(in world: World) -> String {
        var words = ["patchbay", "resume", world.typed(runFile)]
        if target.mustBeNamed { words += ["--base-url", target.rawValue.shellQuoted] }
        let place = URL(fileURLWithPath: results).path
        if place != ResultsFile.path(beside: runFile, of: target) { words += ["--results", world.typed(place)] }
        if let apiKeyFile { words += ["--api-key-file", world.typed(apiKeyFile)] }
        if isVerifying { words.append("--verify") }
        return words.joined(separator: " ")
    }
}

extension RunTarget {
    /// Whether nobody is to be sent there because a run file says so: it is neither one of the product's own hosts nor
    /// this machine.
    var mustBeNamed: Bool {
        guard emulatorInventory == nil else { return false }
        return (try? BaseURL(rawValue)).map { !$0.isProducts && !$0.isLoopback } ?? true
    }
}
