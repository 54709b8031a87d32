import Foundation
import Sheet

/// A program that shows a long answer page by page.
struct Pager {
    /// What a shell is to run.
    let command: String

    /// Nil where there is no terminal to show pages on, or the person wants none: `PATCHBAY_PAGER` and `PAGER` say
    /// which it is, and nothing or `cat` that there is to be none.
    init?(for world: World) {
        let named = world.environment["PATCHBAY_PAGER"] ?? world.environment["PAGER"]
        let command = named?.trimmingCharacters(in: .whitespaces) ?? Self.usual
        guard world.console.isOutputTerminal, world.environment["TERM"] != "dumb", !["", "cat"].contains(command) else {
            return nil
        }
        self.command = command
    }

    private static let usual = "if command -v less >/dev/null; then less; else cat; fi"

    /// The same where there may be no pager.
    static func show(in world: World, _ body: (Console) throws -> Void) throws {
        guard let pager = Pager(for: world) else { return try body(world.console) }
        try pager.show(on: world.console, body)
    }

    /// Shows what the body prints, and returns when the person has seen it. Where the program cannot be run, the answer
    /// stands there as if there were none.
    func show(on console: Console, _ body: (Console) throws -> Void) throws {
        // In this process's group, as no other may use the terminal. As git has it, `less` ends by itself where all
        // fits, shows colours, and leaves the answer on the screen.
        guard let pipe = popen("LESS=${LESS-FRX}; export LESS; \(command) || cat", "w") else {
            return try body(console)
        }
        defer { pclose(pipe) }
        var paged = console
        paged.output = FileSink(descriptor: fileno(pipe), name: "the pager")
        try body(paged)
    }
}
