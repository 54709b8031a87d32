import AgentsAPI
import AgentsClient
import ArgumentParser
import Telephony

/// The number that a command is about, and where it is.
struct NumberOptions: ParsableArguments {
    @Argument(help: "The number in E.164, such as +442079460958.")
    var number: String

    @OptionGroup
    var agent: AgentOption

    @OptionGroup(title: "Connection")
    var connection: ConnectionOptions

    @OptionGroup
    var output: FormatOption

    /// In E.164. Throws `CommandProblem` for what is no number.
    func e164() throws -> String { try Arguments.phoneNumber(number).description }
}
