import AgentsAPI
import Sheet
import Telephony

/// A row's cells as values.
struct ReadRow {
    var agent: AgentID?
    var phone: PhoneNumber?
    var connector: ConnectorID?
    var desired: Wish?
    /// A voice that may not exist: said once of all rows.
    var unknownVoice: VoiceRemark?
    /// Why the row cannot be used; nil when it can.
    var problem: String?
}

/// Checks one row's values and makes settings of them. Looks at nothing but the row.
struct RowCheck {
    let file: String
    let options: SheetOptions
    let cells: CellReader
    /// Whether rows may say where their numbers should be.
    let readsPlaces: Bool
    /// Whether rows may call projects and variants by their names.
    private let readsNames: Bool
    private let voices: CheckedValues<CheckedVoice, VoiceNameProblem>
    private let tags = CheckedValues { (text: String) in
        Result { () throws(LanguageTagProblem) in try LanguageTag(validating: text) }
    }

    init(file: String, options: SheetOptions, header: SheetHeader, voices: VoiceCatalogue) {
        self.file = file
        self.options = options
        cells = CellReader(header: header, fills: options.fills)
        readsPlaces = cells.has(SheetColumns.action) || cells.has(SheetColumns.targetConnectorID)
        readsNames = cells.has(SheetColumns.project) || cells.has(SheetColumns.variant)
        self.voices = CheckedValues { text in
            Result { () throws(VoiceNameProblem) in
                let voice = try VoiceName(validating: text, in: voices)
                return CheckedVoice(voice: voice, remark: voices.remark(on: voice))
            }
        }
    }

    /// The row with its settings, and what is to be said of it. Errors make it invalid.
    func check(_ row: borrowing SheetRow) -> (ReadRow, [Finding]) {
        var remarks = Remarks(file: file, line: row.line, cells: cells)
        if let shape = row.shapeFinding { remarks.findings.append(shape) }
        var staged = ReadRow()
        if !row.isMalformed {
            staged.agent = agent(row, &remarks)
            staged.connector = connector(row, &remarks)
            staged.phone = phone(row, &remarks)
            var wish = Wish(settings: settings(row, &staged.unknownVoice, &remarks))
            if readsNames { readNames(row, &wish, &remarks) }
            staged.desired = wish
            if readsPlaces { readPlace(row, &staged, &remarks) }
            checkTarget(staged, row, &remarks)
        }
        staged.problem = remarks.problem
        return (staged, remarks.findings)
    }

    private func checkTarget(_ staged: ReadRow, _ row: borrowing SheetRow, _ remarks: inout Remarks) {
        let namesNumber = cells.text(SheetColumns.phoneNumber, in: row) != nil
        let namesConnector = cells.text(SheetColumns.connectorID, in: row) != nil
        if !namesNumber, !namesConnector { remarks.add(.error, nil, .namesNothing) }
        let namesAgent = cells.text(SheetColumns.agentID, in: row) != nil
        if staged.agent == nil, !namesAgent { remarks.add(.error, SheetColumns.agentID, .noAgent) }
        if staged.desired?.isEmpty == true, remarks.problem == nil { remarks.add(.warning, nil, .nothingToChange) }
    }

    private func agent(_ row: borrowing SheetRow, _ remarks: inout Remarks) -> AgentID? {
        guard let text = cells.text(SheetColumns.agentID, in: row) else { return options.agent }
        return identifier(text, SheetColumns.agentID, &remarks).map(AgentID.init(rawValue:))
    }

    private func connector(_ row: borrowing SheetRow, _ remarks: inout Remarks) -> ConnectorID? {
        guard let text = cells.text(SheetColumns.connectorID, in: row) else { return nil }
        return identifier(text, SheetColumns.connectorID, &remarks).map(ConnectorID.init(rawValue:))
    }

    private func phone(_ row: borrowing SheetRow, _ remarks: inout Remarks) -> PhoneNumber? {
        guard let text = cells.text(SheetColumns.phoneNumber, in: row) else { return nil }
        do {
            return try PhoneNumber(validating: text)
        } catch {
            return unusual(text, error, row, &remarks)
        }
    }

    /// A number that no table admits is taken all the same when the sheet shows that the API serves it: by the
    /// connector that it has, or a column that only exports have.
    private func unusual(
        _ text: String, _ problem: PhoneNumberProblem, _ row: borrowing SheetRow, _ remarks: inout Remarks
    ) -> PhoneNumber? {
        let column = SheetColumns.phoneNumber
        guard let number = PhoneNumber(e164: text) else {
            remarks.add(.error, column, Finding.Message(rawValue: problem.message))
            return nil
        }
        let isNew = cells.text(SheetColumns.action, in: row).map { RowAction(cell: $0) == .importing } ?? false
        let isServed =
            !isNew
            && [SheetColumns.connectorID, SheetColumns.clientEnvironment].contains { cells.text($0, in: row) != nil }
        remarks.add(isServed ? .warning : .error, column, isServed ? .unusual(problem) : .improbable(problem))
        return isServed ? number : nil
    }

    func identifier(_ text: String, _ column: String, _ remarks: inout Remarks) -> String? {
        let setting = Setting(rawValue: column)
        if setting != nil, options.isNullToken(text) {
            remarks.add(.error, column, .cannotBeCleared(text))
            return nil
        }
        if let problem = IdentifierProblem(of: text) ?? (options.isNullToken(text) ? .nothing(text) : nil) {
            remarks.add(
                .error, column, .notAnIdentifier(problem, setting: setting, nullToken: options.nullToken))
            return nil
        }
        return text
    }
}

// MARK: - Settings

extension RowCheck {
    private func settings(
        _ row: borrowing SheetRow, _ unknownVoice: inout VoiceRemark?, _ remarks: inout Remarks
    ) -> ConnectorPatch {
        let tag = language(row, &remarks)
        let voice = voice(row, &unknownVoice, &remarks)
        if let voice, let tag, !voice.agrees(with: tag) {
            let remark = Finding.Message(rawValue: VoiceRemark.disagrees(voice, with: tag).message)
            remarks.add(options.isStrict ? .error : .warning, Setting.voiceName.rawValue, remark)
        }
        let project = cells.text(Setting.projectID.rawValue, unlessIn: SheetColumns.project, of: row)
        return ConnectorPatch(
            variantId: variant(row, &remarks), asrLangCode: tag?.rawValue, voiceName: voice?.rawValue,
            projectId: project.flatMap { identifier($0, Setting.projectID.rawValue, &remarks) }
                .map(AgentID.init(rawValue:)))
    }

    private func readNames(_ row: borrowing SheetRow, _ wish: inout Wish, _ remarks: inout Remarks) {
        if let name = cells.text(SheetColumns.project, unlessIn: Setting.projectID.rawValue, of: row) {
            if options.isNullToken(name) { remarks.add(.error, SheetColumns.project, .cannotBeCleared(name)) }
            if wish.settings.projectId != nil { remarks.add(.error, SheetColumns.project, .namedTwice("project")) }
            wish.names.project = name
        }
        guard let name = cells.text(SheetColumns.variant, unlessIn: Setting.variantID.rawValue, of: row) else { return }
        if wish.settings.variantId != .leave { remarks.add(.error, SheetColumns.variant, .namedTwice("variant")) }
        if options.isNullToken(name) {
            wish.settings.variantId = .clear
        } else {
            wish.names.variant = name
        }
    }

    private func variant(_ row: borrowing SheetRow, _ remarks: inout Remarks) -> Assignment<VariantID> {
        guard let text = cells.text(Setting.variantID.rawValue, unlessIn: SheetColumns.variant, of: row) else {
            return .leave
        }
        if options.isNullToken(text) { return .clear }
        return identifier(text, Setting.variantID.rawValue, &remarks).map { .set(VariantID(rawValue: $0)) } ?? .leave
    }

    private func language(_ row: borrowing SheetRow, _ remarks: inout Remarks) -> LanguageTag? {
        let column = Setting.asrLangCode.rawValue
        guard let text = clearableText(column, row, &remarks) else { return nil }
        switch tags[text] {
        case .success(let tag): return tag
        case .failure(let problem):
            remarks.add(.error, column, Finding.Message(rawValue: problem.message))
            return nil
        }
    }

    private func voice(
        _ row: borrowing SheetRow, _ unknownVoice: inout VoiceRemark?, _ remarks: inout Remarks
    ) -> VoiceName? {
        let column = Setting.voiceName.rawValue
        guard let text = clearableText(column, row, &remarks) else { return nil }
        switch voices[text] {
        case .success(let checked):
            unknownVoice = checked.remark
            return checked.voice
        case .failure(let problem):
            remarks.add(.error, column, Finding.Message(rawValue: problem.message))
            return nil
        }
    }

    /// A cell's text, unless it asks to clear a setting that cannot be cleared.
    private func clearableText(_ column: String, _ row: borrowing SheetRow, _ remarks: inout Remarks) -> String? {
        guard let text = cells.text(column, in: row) else { return nil }
        guard options.isNullToken(text) else { return text }
        remarks.add(.error, column, .cannotBeCleared(text))
        return nil
    }
}

private struct CheckedVoice {
    let voice: VoiceName
    /// What is worth a warning; looking for the names it suggests takes milliseconds, so it is done once a name.
    let remark: VoiceRemark?
}

/// What is to be said of one row.
struct Remarks {
    let file: String
    let line: Int
    let cells: CellReader
    var findings: [Finding] = []

    init(file: String, line: Int, cells: CellReader) {
        self.file = file
        self.line = line
        self.cells = cells
    }

    mutating func add(_ severity: Finding.Severity, _ column: String?, _ message: Finding.Message) {
        let header = column.map(cells.header)
        findings.append(Finding(severity, file: file, line: line, column: header, message: message))
    }

    /// The row's errors as one text; nil when there are none.
    var problem: String? {
        let errors = findings.filter { $0.severity == .error }
        guard !errors.isEmpty else { return nil }
        return errors.map { finding in
            finding.column.map { "\($0): \(finding.message)" } ?? finding.message.rawValue
        }.joined(separator: " ")
    }
}

/// Remembers what became of texts that come again and again. Bounded, for sheets whose texts do not.
final class CheckedValues<Value, Problem: Error> {
    private let check: (String) -> Result<Value, Problem>
    private var known: [String: Result<Value, Problem>] = [:]

    init(_ check: @escaping (String) -> Result<Value, Problem>) { self.check = check }

    subscript(text: String) -> Result<Value, Problem> {
        if let result = known[text] { return result }
        if known.count == 1_000 { known.removeAll(keepingCapacity: true) }
        let result = check(text)
        known[text] = result
        return result
    }
}
