import AgentsAPI
import AgentsClient
import ForeignText
package import Sheet
import Telephony

extension Finding.Message {
    static let namesNothing: Self =
        "The row names neither a phone number nor a connector. Fill in one of them, or delete the row."

    package static let noAgent: Self =
        "The row names no agent. Add a column agent_id, or give one agent for all rows."

    /// Said once of a sheet in which no row can have an agent, in the place of the same for each row.
    package static let noAgents: Self =
        "No row names an agent. Add a column agent_id, or give one agent for all rows."

    package static let nothingToChange: Self =
        "The row sets nothing, so nothing will change. Fill in a setting, or give one for all rows."

    package static func cannotBeCleared(_ token: String) -> Self {
        """
        “\(HarmlessText.make(token))” clears a setting, and only variant_id can be cleared. \
        Write a value, or leave the cell empty to leave the setting alone.
        """
    }

    static func namedTwice(_ thing: String) -> Self {
        "The row names its \(thing) by its name and by its ID. Empty one of the two cells."
    }

    static func unusual(_ problem: PhoneNumberProblem) -> Self {
        "\(problem.message) It is taken as it stands, as the sheet says that the API serves it."
    }

    static func improbable(_ problem: PhoneNumberProblem) -> Self {
        // Where it can be told what was meant, that is enough.
        guard problem.suggestion == nil else { return Self(rawValue: problem.message) }
        return "\(problem.message) If the API serves it as it stands, write its connector_id beside it."
    }

    static func unknownVoice(_ remark: VoiceRemark, rows: Int) -> Self {
        "\(remark.message)\(rows > 1 ? " \(rows) rows have it." : "")"
    }

    /// - Parameter setting: the one that the ID is of; nil for one that only says which row it is.
    static func notAnIdentifier(_ problem: IdentifierProblem, setting: Setting?, nullToken: String) -> Self {
        let choice =
            switch setting {
            case .variantID:
                """
                Write the ID itself, “\(HarmlessText.make(nullToken))” to clear the setting, or nothing to leave it \
                alone.
                """
            case _?: "Write the ID itself, or leave the cell empty to leave the setting alone."
            case nil: "Write the ID itself, or leave the cell empty."
            }
        return "\(problem.fault). \(choice)"
    }

    static func disagreesAfterwards(
        voice: String, speaks: LanguageTag, recognised: String, connector: ConnectorID
    ) -> Self {
        """
        Connector \(HarmlessText.make(connector.rawValue)) would speak \(speaks) with the voice \
        \(HarmlessText.make(voice)) but recognise speech as \(HarmlessText.make(recognised)). Set both voice_name and \
        asr_lang_code, if that is not what you mean.
        """
    }

    static func unseenNumbers(of agent: AgentID) -> Self {
        """
        The API does not list the numbers of agent \(HarmlessText.make(agent.rawValue)), so it cannot be seen which \
        other numbers a change of its connectors reaches.
        """
    }

    static func repeated(_ subject: String, firstLine: Int) -> Self {
        "\(subject) is on line \(firstLine) too, with the same settings. They are sent once."
    }

    static func contradicted(_ subject: String, firstLine: Int) -> Self {
        "\(subject) is on line \(firstLine) too, with other settings. Keep one of the two lines, or make them equal."
    }

    static func released(_ subject: String, firstLine: Int) -> Self {
        "\(subject) is on line \(firstLine) too, and only one of the two lines releases it. Keep one of them."
    }

    /// The same as the error of each row of the number.
    static func contradiction(_ number: String, firstLine: String, lastLine: String) -> String {
        """
        \(number) is on lines \(firstLine) and \(lastLine), which want different things. \
        Keep one of them, or make them equal.
        """
    }

    // MARK: Where a number should be

    package static func noAction(_ text: String) -> Self {
        """
        “\(HarmlessText.make(text))” is no action. Write import, release, or nothing to change what is there. A \
        column that means something else can be carried along only.
        """
    }

    package static func noEnvironment(_ text: String) -> Self {
        """
        “\(HarmlessText.make(text))” is no environment. Write \
        \(ClientEnvironment.known.map(\.rawValue).listed(with: " or ")), or nothing for that of its connector, or live.
        """
    }

    static func missingReleases(_ count: Int, first: String) -> Self {
        let end = "not there: released already, or another project's."
        return count == 1
            ? "\(first), which is to be released, is \(end)"
            : "\(count) numbers that are to be released, such as \(first), are \(end)"
    }

    static let actsOnNumber: Self =
        "Only a number can be imported, routed or released. Fill in its phone_number."

    static let releasesAndRoutes: Self =
        "The row releases its number and routes it to a connector. Empty one of the two cells."

    static let releasesOnly: Self =
        "The row releases its number, so its settings are left alone."

    static let routesAndMoves: Self = """
        The row says where its number should be, and moves the connector with all its numbers to another project. Do \
        one after the other, with a sheet each.
        """
}
