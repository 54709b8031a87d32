import ArgumentParser
import Migration
import Sheet
import Telephony

/// How the sheet is read.
struct SheetOptionGroup: ParsableArguments {
    @Option(
        name: .customLong("map"),
        help: ArgumentHelp("Say which column a header of the sheet stands for. Repeatable.", valueName: "header=column")
    )
    var mappings: [String] = []

    @Option(
        name: .customLong("carry"),
        help: ArgumentHelp(
            "Say that a column is meant to be carried along only, although it looks like one that is read. Repeatable.",
            valueName: "header"))
    var carried: [String] = []

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Fill a column's empty or missing cells. Repeatable.", valueName: "column=value"))
    var fills: [String] = []

    @Option(
        help: ArgumentHelp(
            "The cell text, in any case, that clears a setting; only variant_id can be cleared.", valueName: "text"))
    var nullToken = "null"

    @Option(
        help: ArgumentHelp(
            "What stands between cells: , ; | or tab. Found out from the header if not given.", valueName: "character"))
    var delimiter: String?

    @Option(
        help: ArgumentHelp(
            "A list of the voices that exist, a name a line, in place of the one that patchbay brings along.",
            valueName: "file"))
    var voices: String?

    @Flag(help: "Show every finding, not only the first few of those that are alike.")
    var allFindings = false

    @Flag(
        help: """
            A voice that disagrees with the language, and a column that may have been meant to be read, are errors, \
            not warnings.
            """)
    var strict = false

    func options(agent: AgentID?) throws -> SheetOptions {
        var options = SheetOptions()
        options.agent = agent
        options.nullToken = nullToken
        options.isStrict = strict
        options.mappings = try mappings.map(Self.mapping)
        options.carried = carried
        for fill in fills {
            let (column, value) = try Self.fill(fill)
            try check(value, of: column, fill, isNullToken: options.isNullToken(value))
            guard options.fills.updateValue(value, forKey: column) == nil else {
                throw CommandProblem.usage("--set '\(fill)': \(column) is set twice. Set it once.")
            }
        }
        options.delimiter = try delimiter.map(Self.delimiter)
        return options
    }

    /// - Parameter refusesDoubts: where nobody may be there to read a warning.
    func judgement(refusesDoubts: Bool = false) throws -> SheetJudgement {
        var judgement = SheetJudgement()
        judgement.refusesDoubts = refusesDoubts
        if let voices { judgement.voices = try VoiceList(path: voices).catalogue() }
        return judgement
    }

    private static func mapping(_ argument: String) throws -> ColumnMapping {
        guard let mapping = ColumnMapping(argument: argument) else {
            throw CommandProblem.usage("--map '\(argument)' is not of the form --map 'Their header=phone_number'.")
        }
        return mapping
    }

    private static func fill(_ argument: String) throws -> (String, String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty else {
            throw CommandProblem.usage("--set '\(argument)' is not of the form --set voice_name=es-ES-Neural2-A.")
        }
        let name = SheetColumns.schema.column(named: parts[0])?.name ?? parts[0]
        guard SheetColumns.fillable.contains(name) else {
            let columns = SheetColumns.fillable.joined(separator: ", ")
            throw CommandProblem.usage(
                "--set '\(argument)': there is no column '\(parts[0])' to fill. There are \(columns).")
        }
        return (name, parts[1])
    }

    /// A value that is wrong is said once, not for each row that it fills.
    private func check(_ value: String, of column: String, _ argument: String, isNullToken: Bool) throws {
        do {
            switch column {
            case SheetColumns.action: try checkPlace(.noAction(value), isRight: RowAction(cell: value) != nil)
            case SheetColumns.clientEnvironment:
                let isKnown = ClientEnvironment.known.contains { $0.rawValue == value.lowercased() }
                try checkPlace(.noEnvironment(value), isRight: isKnown)
            default: try check(value, of: Setting(rawValue: column), isNullToken: isNullToken)
            }
        } catch let problem as CommandProblem {
            throw CommandProblem.usage("--set '\(argument)': \(problem.message)")
        }
    }

    private func checkPlace(_ message: Finding.Message, isRight: Bool) throws {
        guard isRight else { throw CommandProblem(message: "\(message)") }
    }

    /// - Parameter setting: nil for the IDs of agents and connectors.
    private func check(_ value: String, of setting: Setting?, isNullToken: Bool) throws {
        switch setting {
        case .variantID where isNullToken: break
        case _ where isNullToken: throw CommandProblem(message: "\(Finding.Message.cannotBeCleared(value))")
        case .voiceName: _ = try Arguments.voiceName(value)
        case .asrLangCode: _ = try Arguments.languageTag(value)
        case .variantID, .projectID, nil:
            _ = try Arguments.identifier(value)
        }
    }

    private static func delimiter(_ argument: String) throws -> Delimiter {
        guard let delimiter = Delimiter(argument: argument) else {
            throw CommandProblem.usage("--delimiter '\(argument)' is none of , ; | and tab.")
        }
        return delimiter
    }
}
