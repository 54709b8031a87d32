import AgentsAPI
import ForeignText
import Foundation
import Sheet
import Telephony

/// How many findings of each kind there are, and of how many rows.
package struct IntakeReport: Hashable, Codable, Sendable {
    package internal(set) var rows = 0
    package internal(set) var errors = 0
    package internal(set) var warnings = 0
    package internal(set) var notes = 0
    /// Columns among the errors: that they are not read may be a mistake in every row.
    package internal(set) var doubtfulColumns = 0

    private enum CodingKeys: CodingKey {
        case rows, errors, warnings, notes
    }

    /// - Parameter goesOn: without the rows that have errors.
    func refuse(unless goesOn: Bool) throws(Refusal) {
        if errors > 0, !goesOn || doubtfulColumns > 0 { throw .findings(self) }
    }

    mutating func count(_ finding: Finding) {
        switch finding.severity {
        case .error: errors += 1
        case .warning: warnings += 1
        case .note: notes += 1
        }
    }
}

/// Reads the sheet once from start to end, checks each row, and finds the rows that repeat or contradict each other.
struct Intake {
    /// Rows between two reports of progress.
    private static let progressInterval = 10_000

    let sheetPath: String
    let options: SheetOptions
    var judgement = SheetJudgement()
    let observe: MigrationObserver
    let isStopped: @Sendable () -> Bool
    /// Rows whose numbers are held in memory, about.
    var repeatCapacity = RepeatTable.usualCapacity

    /// - Parameter onBytes: gets the file's bytes while its rows are read.
    func open(onBytes: ((UnsafeRawBufferPointer) throws -> Void)? = nil) throws -> SheetReader {
        try SheetReader(
            path: sheetPath, schema: SheetColumns.schema, mappings: options.mappings, meant: options.carried,
            delimiter: options.delimiter, onBytes: onBytes, isStopped: isStopped)
    }

    /// Reads all rows into a sink. Blocks. Throws `SheetProblem` where the sheet cannot be read any further, and
    /// `CancellationError` when it is stopped.
    func read(_ reader: SheetReader, into sink: any RowSink) throws -> IntakeReport {
        var reading = IntakeReading(
            reader, options, judgement.voices, repeatCapacity: repeatCapacity, observe)
        observe(.columns(reading.use(of: reader.header)))
        reading.noteColumns(of: reader.header, refusesDoubts: judgement.refusesDoubts || options.isStrict)
        try reader.forEachRowParsedAhead { row in
            try reading.take(row, into: sink)
            if reading.report.rows.isMultiple(of: Self.progressInterval) { observe(.read(rows: reading.report.rows)) }
        }
        observe(.read(rows: reading.report.rows))
        try reading.reportRepeats(to: sink)
        reading.reportUnknownVoices()
        observe(.checked(reading.report))
        return reading.report
    }
}

/// What is known of a sheet while its rows go by.
private struct IntakeReading {
    private(set) var report = IntakeReport()
    private let check: RowCheck
    private let file: String
    private let options: SheetOptions
    private let observe: MigrationObserver
    private let vocabulary = Vocabulary()
    private var profiles = RowProfiles()
    private var numbers: RepeatTable
    private var connectors: [NamedConnector: (line: Int, wish: Int)] = [:]
    private var connectorRepeats: [Finding] = []
    private var unknownVoices: [VoiceRemark: (line: Int, rows: Int)] = [:]

    private let phonePosition: Int?
    private let connectorPosition: Int?
    /// The cells that a profile is made of.
    private let profilePositions: [Int]
    private let lacksAgents: Bool
    private let columnCount: Int
    private var key: [UInt8] = []

    private struct NamedConnector: Hashable {
        let connector: ConnectorID
        let agent: Int
    }

    init(
        _ reader: SheetReader, _ options: SheetOptions, _ voices: VoiceCatalogue, repeatCapacity: Int,
        _ observe: @escaping MigrationObserver
    ) {
        (file, self.options, self.observe) = (reader.file, options, observe)
        check = RowCheck(file: reader.file, options: options, header: reader.header, voices: voices)
        numbers = RepeatTable(capacity: repeatCapacity)
        columnCount = reader.header.count
        let positions = reader.header.positions
        phonePosition = positions[SheetColumns.phoneNumber]
        connectorPosition = positions[SheetColumns.connectorID]
        let environment = check.readsPlaces ? reader.header.carried[SheetColumns.clientEnvironment] : nil
        profilePositions =
            (positions.filter {
                ![SheetColumns.phoneNumber, SheetColumns.connectorID].contains($0.key)
            }.values + [environment].compactMap(\.self)).sorted()
        lacksAgents = options.agent == nil && !check.cells.has(SheetColumns.agentID)
    }

    mutating func take(_ row: borrowing SheetRow, into sink: any RowSink) throws {
        if lacksAgents, report.rows == 0 {
            note(Finding(.error, file: file, column: SheetColumns.agentID, message: .noAgents))
        }
        report.rows += 1
        let checked = checkedAsBefore(row) ?? checkedAnew(row)
        try sink.add(checked, vocabulary)
        if checked.problem == nil { try remember(checked) }
    }

    /// Where an imported number is to be is read of rows that import.
    func use(of header: SheetHeader) -> ColumnUse {
        guard check.readsPlaces, let position = header.carried[SheetColumns.clientEnvironment] else {
            return header.use
        }
        return header.use.reading(
            SheetColumns.clientEnvironment, headed: String(header.names[position].trimmedOfPaste))
    }

    /// What was read past above the header, and which columns may have been meant to be read.
    mutating func noteColumns(of header: SheetHeader, refusesDoubts: Bool) {
        if !header.titles.isEmpty {
            note(Finding(.note, file: file, line: 1, message: .titles(header.titles, headerLine: header.line)))
        }
        for doubt in header.doubts {
            let name = doubt.header.isEmpty ? "column \(doubt.number)" : doubt.header
            var finding = Finding(
                refusesDoubts ? .error : .warning, file: file, line: header.line, column: name,
                message: .doubtful(doubt))
            if !doubt.header.isEmpty {
                finding.mappings = doubt.columns.prefix(1).map { ColumnMapping(header: doubt.header, column: $0) }
                finding.carried = doubt.header
            }
            note(finding)
            if refusesDoubts { report.doubtfulColumns += 1 }
        }
    }

    private mutating func note(_ finding: Finding) {
        report.count(finding)
        observe(.finding(finding))
    }

    private mutating func note(_ findings: [Finding], line: Int) {
        for finding in findings where !lacksAgents || finding.message != .noAgent {
            note(
                Finding(finding.severity, file: file, line: line, column: finding.column, message: finding.message))
        }
    }

    // MARK: The usual row: a good number, and other cells that were seen before

    private mutating func checkedAsBefore(_ row: borrowing SheetRow) -> CheckedRow? {
        guard row.cellCount == columnCount, let number = number(row), let connector = connector(row) else {
            return nil
        }
        setKey(row, number, connector)
        guard let profile = profiles.find(key) else { return nil }
        if !profile.findings.isEmpty { note(profile.findings, line: row.line) }
        if !profile.unknownVoices.isEmpty { count(profile.unknownVoices[0], line: row.line) }
        return CheckedRow(
            ordinal: report.rows, line: row.line, agent: profile.agent, number: number.value,
            connector: connector.value, wish: profile.wish, problem: profile.problem)
    }

    /// A cell that is empty or good. There is none for one that has to be looked at closely.
    private struct GoodCell<Value> {
        let value: Value?
    }

    private func number(_ row: borrowing SheetRow) -> GoodCell<PhoneNumber>? {
        guard let phonePosition, !row.isBlank(at: phonePosition) else { return GoodCell(value: nil) }
        let number = row.withBytes(at: phonePosition) { PhoneNumber(plainUTF8: $0) }
        return number.map { GoodCell(value: $0) }
    }

    private func connector(_ row: borrowing SheetRow) -> GoodCell<ConnectorID>? {
        guard let connectorPosition, !row.isBlank(at: connectorPosition) else { return GoodCell(value: nil) }
        let text = row.string(at: connectorPosition)
        guard !options.isNullToken(text), IdentifierProblem(of: text) == nil else { return nil }
        return GoodCell(value: ConnectorID(rawValue: text))
    }

    /// Of a row with the same key, everything but the number and the connector is the same.
    private mutating func setKey(
        _ row: borrowing SheetRow, _ number: GoodCell<PhoneNumber>, _ connector: GoodCell<ConnectorID>
    ) {
        key.removeAll(keepingCapacity: true)
        key.append(number.value == nil ? 0 : 1)
        key.append(connector.value == nil ? 0 : 1)
        row.appendIdentity(of: profilePositions, to: &key)
    }

    // MARK: Any row

    private mutating func checkedAnew(_ row: borrowing SheetRow) -> CheckedRow {
        let (staged, findings) = check.check(row)
        note(findings, line: row.line)
        if let voice = staged.unknownVoice { count(voice, line: row.line) }
        let checked = CheckedRow(
            ordinal: report.rows, line: row.line, agent: vocabulary.id(of: staged.agent), number: staged.phone,
            connector: staged.connector, wish: vocabulary.id(of: staged.desired), problem: staged.problem)
        if row.cellCount == columnCount, let number = number(row), let connector = connector(row) {
            setKey(row, number, connector)
            profiles.add(
                RowProfile(
                    agent: checked.agent, wish: checked.wish, problem: checked.problem, findings: findings,
                    unknownVoice: staged.unknownVoice), key)
        }
        return checked
    }

    // MARK: Voices

    /// Beyond so many different ones, each is said where it stands.
    private static let mostUnknownVoices = 1_000

    private mutating func count(_ voice: VoiceRemark, line: Int) {
        if let known = unknownVoices[voice] {
            unknownVoices[voice] = (known.line, known.rows + 1)
        } else if unknownVoices.count < Self.mostUnknownVoices {
            unknownVoices[voice] = (line, 1)
        } else {
            note(unknown(voice, line: line, rows: 1))
        }
    }

    mutating func reportUnknownVoices() {
        for (voice, place) in unknownVoices.sorted(by: { $0.value.line < $1.value.line }) {
            note(unknown(voice, line: place.line, rows: place.rows))
        }
    }

    private func unknown(_ voice: VoiceRemark, line: Int, rows: Int) -> Finding {
        var finding = Finding(
            .warning, file: file, line: line, column: check.cells.header(of: Setting.voiceName.rawValue),
            message: .unknownVoice(voice, rows: rows))
        finding.rows = rows
        return finding
    }

    // MARK: Repeats

    /// A connector beside a number is checked against the number, not counted as a repetition.
    private mutating func remember(_ row: CheckedRow) throws {
        if let number = row.number {
            try numbers.add(
                number: number.value, agent: row.agent, wish: row.wish, line: row.line,
                releases: vocabulary.releases(row.wish))
        } else if let connector = row.connector {
            let name = NamedConnector(connector: connector, agent: row.agent)
            if let first = connectors[name] {
                connectorRepeats.append(
                    repetition(
                        of: connector.rawValue, SheetColumns.connectorID, line: row.line, firstLine: first.line,
                        agrees: first.wish == row.wish))
            } else {
                connectors[name] = (row.line, row.wish)
            }
        }
    }

    /// Numbers and connectors that stand on more than one line: worth a note when the lines agree, an error when not.
    mutating func reportRepeats(to sink: any RowSink) throws {
        struct Named: Hashable {
            let number: UInt64
            let agent: Int
        }
        var contradicted: [Named: Contradiction] = [:]
        let repetitions = try numbers.finish()
        for repetition in repetitions {
            guard let number = PhoneNumber(value: repetition.number) else { continue }
            note(
                self.repetition(
                    of: number.description, SheetColumns.phoneNumber, line: repetition.line,
                    firstLine: repetition.firstLine, agrees: repetition.agrees, releases: repetition.releases))
            for agent in Set([repetition.agent, repetition.firstAgent]) where !repetition.agrees {
                contradicted[Named(number: repetition.number, agent: agent)] = Contradiction(
                    number: number, agent: agent, firstLine: repetition.firstLine, lastLine: repetition.line)
            }
        }
        for finding in connectorRepeats { note(finding) }
        guard !contradicted.isEmpty else { return }
        for repetition in repetitions {
            let name = Named(number: repetition.number, agent: repetition.agent)
            guard let known = contradicted[name], known.lastLine < repetition.line else { continue }
            contradicted[name] = Contradiction(
                number: known.number, agent: known.agent, firstLine: known.firstLine, lastLine: repetition.line)
        }
        for contradiction in contradicted.values.sorted(by: { $0.firstLine < $1.firstLine }) {
            try sink.contradict(contradiction, vocabulary)
        }
    }

    /// - Parameter releases: whether one of the two rows gives its number back.
    private func repetition(
        of subject: String, _ column: String, line: Int, firstLine: Int, agrees: Bool, releases: Bool = false
    ) -> Finding {
        let disagreement: Finding.Message =
            releases ? .released(subject, firstLine: firstLine) : .contradicted(subject, firstLine: firstLine)
        return Finding(
            agrees ? .note : .error, file: file, line: line, column: check.cells.header(of: column),
            message: agrees ? .repeated(subject, firstLine: firstLine) : disagreement)
    }
}
