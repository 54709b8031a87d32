import ArgumentParser
import Foundation

/// Refuses an option that takes one value and is given two: the library takes the last and says nothing of the others.
enum RepeatedOption {
    /// Throws `CommandProblem`. What the arguments mean otherwise is for the library to say.
    static func check(_ arguments: [String]) throws {
        let own = arguments.prefix { $0 != "--" }
        let names = own.filter { $0.hasPrefix("--") }.map { $0.prefix { $0 != "=" } }
        let repeated = Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys
        // The command's description is only made where it is needed, as it takes longer than many a command.
        guard !repeated.isEmpty, let options = try? CommandDescription.options(of: own.prefix { !$0.hasPrefix("-") })
        else { return }
        for name in names where repeated.contains(name) {
            guard let option = options.first(where: { $0.names.contains(String(name.dropFirst(2))) }),
                !option.isRepeating
            else { continue }
            throw CommandProblem.usage("\(name) is given more than once, and takes one value. Give it once.")
        }
    }
}

/// What the library says of a command when it is asked for its description for programs.
private struct CommandDescription: Decodable {
    struct Name: Decodable { let name: String }

    struct Argument: Decodable {
        let kind: String
        let isRepeating: Bool
        let names: [Name]?
    }

    let commandName: String
    let arguments: [Argument]?
    let subcommands: [CommandDescription]?

    private struct Root: Decodable { let command: CommandDescription }

    /// Those of the command that the words name, which take a value.
    static func options(of words: some Sequence<String>) throws -> [(names: [String], isRepeating: Bool)] {
        var command = try JSONDecoder().decode(Root.self, from: Data(Patchbay._dumpHelp().utf8)).command
        for word in words {
            guard let next = command.subcommands?.first(where: { $0.commandName == word }) else { break }
            command = next
        }
        return (command.arguments ?? []).filter { $0.kind == "option" }.map { argument in
            ((argument.names ?? []).map(\.name), argument.isRepeating)
        }
    }
}
