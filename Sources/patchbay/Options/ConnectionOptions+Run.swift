import ForeignText
import Migration

extension ConnectionOptions {
    var namesTarget: Bool { region != nil || baseURL != nil || emulator != nil }

    /// What these options read.
    var files: [OutputPath.Named] {
        [
            emulator.map { ("inventory", $0) }, seedAccount.map { ("account file", $0) },
            apiKeyFile.map { ("API key file", $0) },
        ].compactMap(\.self)
    }

    /// These options, pointed to where the run belongs unless they point somewhere already.
    ///
    /// Throws `CommandProblem` when the run belongs to a place that nobody is sent to because a file says so.
    func addressing(_ target: RunTarget) throws -> ConnectionOptions {
        guard !namesTarget else { return self }
        guard !target.mustBeNamed else {
            throw CommandProblem.usage(
                """
                This run's changes go to \(HarmlessText.whole(target.rawValue)), which is neither an address of the \
                product nor this machine. Its server would be sent your API key. If you know it, say so with \
                --base-url \(target.rawValue.shellQuoted)
                """)
        }
        var options = self
        options.emulator = target.emulatorInventory
        options.baseURL = target.emulatorInventory == nil ? target.rawValue : nil
        return options
    }
}
