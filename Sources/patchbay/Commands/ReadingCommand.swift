import AgentsClient

/// A command that asks the API one thing and shows the answer.
protocol ReadingCommand: WorldCommand {
    associatedtype Answer: Sendable
    typealias Call = @Sendable (AgentsReader) async throws -> Answer

    var connection: ConnectionOptions { get }

    /// Throws `CommandProblem` for arguments that cannot be asked about.
    func call() throws -> Call

    func show(_ answer: Answer, on console: Console) throws
}

extension ReadingCommand {
    func run(in world: World) async throws -> ExitStatus {
        let call = try call()
        try show(try await Connection(connection, world).withReader(call), on: world.console)
        return .done
    }
}
