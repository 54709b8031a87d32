import ArgumentParser
import Foundation
import Migration

struct Resume: WorldCommand {
    static let configuration = CommandConfiguration(
        abstract: "Go on with an interrupted run, from its run file alone.",
        discussion: """
            Finished work is not repeated. Batches whose answer was never seen are read back first, and connectors that have
            changed since are left alone and reported as drifted.

            EXAMPLE: patchbay resume numbers.patchbay
            EXIT CODES: as for 'patchbay apply'.
            """)

    @Argument(help: "The run file.")
    var runFile: String

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var consent: ConsentOptions

    @OptionGroup
    var output: FormatOption

    func run(in world: World) async throws -> ExitStatus {
        try consent.check(world)
        let run = try Run.resume(runFile)
        let session = RunSession(
            connection: try connection.addressing(run.target, of: runFile), consent: consent, format: output.format,
            world: world)
        return try await session.carryOut(takingUpEdits: false) { _ in run }
    }
}

extension ConnectionOptions {
    /// These options, pointed to where the run belongs. Throws when they point elsewhere.
    fileprivate func addressing(_ target: RunTarget, of runFile: String) throws -> ConnectionOptions {
        var options = self
        if region == nil, baseURL == nil, emulator == nil {
            options.emulator = target.emulatorInventory
            options.baseURL = target.emulatorInventory == nil ? target.rawValue : nil
        }
        return options
    }
}
