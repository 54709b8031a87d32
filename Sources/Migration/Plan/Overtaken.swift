import AgentsAPI
import DatabaseFile
import ForeignText
import Foundation
import GRDB
import Telephony

/// Rows that take something back which somebody has changed since: it is left alone.
extension RunFile {
    /// Ends them, and says who has what.
    func endOvertakenRows(at now: Date, besides source: UndoSource?, _ db: Database) throws {
        guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM expectation)") ?? false else { return }
        let newer = NewerRuns(than: source, besides: absolutePath)
        try endOvertakenConnectors(at: now, newer, db)
        try endOvertakenNumbers(at: now, newer, db)
        try endGone(at: now, newer, db)
    }

    /// Connectors and numbers that are not where the run left them.
    private func endGone(at now: Date, _ newer: NewerRuns, _ db: Database) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT row.id, row.number, name.text, server.text
                FROM expectation JOIN row ON row.id = expectation.row JOIN wish ON wish.id = row.wish
                    LEFT JOIN name ON name.id = row.sheetConnector
                    LEFT JOIN name AS server ON server.id = expectation.connector
                    LEFT JOIN temp.place ON place.agent = row.agent AND place.number = row.number
                WHERE \(Self.isUnplanned) AND (
                    row.number IS NULL AND NOT \(Self.isResolved)
                    OR place.number IS NOT NULL AND place.environment IS NULL
                        AND wish.action = \(RowAction.change.rawValue))
                """)
        for row in rows {
            let number = try (row[1] as Int64?).map { try self.number($0, db) }
            let subject = number ?? row[2] ?? ""
            let text = """
                \(number == nil ? "connector " : "")\(HarmlessText.make(subject)) is not where the run left it: it was \
                \((number == nil ? ActionKind.settings : .routing).farewell).
                """
            // A number goes along with its connector.
            let others = [subject, row[3] as String?].compactMap(\.self).map(newer.sentence).first { !$0.isEmpty }
            try endOvertaken(row[0], reading: nil, text + (others ?? ""), at: now, db)
        }
    }

    private func endOvertakenConnectors(at now: Date, _ newer: NewerRuns, _ db: Database) throws {
        // What is neither as the run left it nor as it was before.
        let settings = [
            ("variant", "iif(wish.variant = 0, :none, wish.variant)"), ("asr", "wish.asr"), ("voice", "wish.voice"),
        ]
        let isOvertaken = settings.map { name, before in
            """
            expectation.\(name) IS NOT NULL AND reading.\(name) IS NOT expectation.\(name)
                AND reading.\(name) IS NOT \(before)
            """
        }.joined(separator: " OR ")
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT row.id, reading.id, reading.name, expectation.variant, expectation.asr, expectation.voice,
                    reading.variant, reading.asr, reading.voice
                FROM expectation JOIN row ON row.id = expectation.row JOIN wish ON wish.id = row.wish
                    JOIN temp.resolved ON resolved.row = row.id JOIN temp.reading ON reading.id = resolved.reading
                WHERE \(Self.isUnplanned) AND reading.project IS NOT NULL AND (\(isOvertaken))
                """,
            arguments: ["none": try names.id(of: "", db)])
        for row in rows {
            let names: [Setting] = [.variantID, .asrLangCode, .voiceName]
            let differences = try names.enumerated().compactMap { index, setting -> SettingChange? in
                guard let left = row[3 + index] as Int64?, let now = row[6 + index] as Int64?, left != now else {
                    return nil
                }
                return SettingChange(
                    setting: setting, old: try self.names.text(of: left, db), new: try self.names.text(of: now, db))
            }
            let connector: String = row[2]
            let text = "connector \(HarmlessText.make(connector)) is not as the run left it: \(differences.inWords)."
            try endOvertaken(row[0], reading: row[1], text + newer.sentence(on: connector), at: now, db)
        }
    }

    private func endOvertakenNumbers(at now: Date, _ newer: NewerRuns, _ db: Database) throws {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT row.id, row.number, place.connector, expectation.connector
                FROM expectation JOIN row ON row.id = expectation.row JOIN wish ON wish.id = row.wish
                    JOIN temp.place ON place.agent = row.agent AND place.number = row.number
                WHERE \(Self.isUnplanned) AND expectation.connector IS NOT NULL AND place.environment IS NOT NULL
                    AND place.connector IS NOT nullif(expectation.connector, 0)
                    AND (wish.target IS NULL OR place.connector IS NOT wish.target)
                """)
        for row in rows {
            let number = try number(row[1], db)
            let current = try names.text(of: row[2] as Int64?, db).map { ConnectorID(rawValue: $0) }
            let left = try (row[3] as Int64? == 0 ? nil : names.text(of: row[3] as Int64?, db)).map {
                "connector \(HarmlessText.make($0))"
            }
            let text = "\(number) \(NumberState.served(by: current)), not by \(left ?? "none"), as the run left it."
            try endOvertaken(row[0], reading: nil, text + newer.sentence(on: number), at: now, db)
        }
    }

    private func endOvertaken(_ row: Int64, reading: Int64?, _ text: String, at now: Date, _ db: Database) throws {
        let reason = try store(Settlement.Reason(message: text + " It is left alone."), db)
        try db.execute(
            sql: "UPDATE row SET verdict = ?, connector = ? WHERE id = ?",
            arguments: [
                try verdict(.drifted, reason: reason, at: now, db), try reading.map { try keep(reading: $0, db) }, row,
            ])
    }
}

/// Runs whose files stand beside that of a run which is taken back, and that began after it.
private final class NewerRuns {
    private let source: UndoSource?
    /// This run's own file: to open it a second time would drop the locks that are held on it.
    private let ownPath: String
    private lazy var runs: [(name: String, subjects: Set<String>)] = open()

    init(than source: UndoSource?, besides ownPath: String) { (self.source, self.ownPath) = (source, ownPath) }

    /// A sentence that names the newest run which changed the thing; empty when there is none.
    func sentence(on subject: String) -> String {
        let last = runs.first { $0.subjects.contains(subject) }
        return last.map { " \($0.name), a later run, changed it: take that back first." } ?? ""
    }

    /// The newest first.
    private func open() -> [(name: String, subjects: Set<String>)] {
        guard let source else { return [] }
        let folder = URL(fileURLWithPath: source.path).deletingLastPathComponent().path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let known = [ownPath, URL(fileURLWithPath: source.path).path].map { DatabaseFile.place(of: $0) }
        let others = names.filter {
            $0.hasSuffix(".patchbay") && !known.contains(DatabaseFile.place(of: folder + "/" + $0))
        }
        let candidates = others.compactMap { name -> (String, Set<String>, Date)? in
            guard let file = try? RunFile.openForReading(folder + "/" + name), let record = try? file.record(),
                record.createdAt > source.createdAt, record.target == source.target,
                let subjects = try? file.changedSubjects()
            else { return nil }
            return (name, subjects, record.createdAt)
        }
        return candidates.sorted { $0.2 > $1.2 }.map { ($0.0, $0.1) }
    }
}

extension RunFile {
    /// The connectors and numbers that this run has changed.
    fileprivate func changedSubjects() throws -> Set<String> {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT change.number, connector.name
                    FROM change LEFT JOIN connector ON connector.id = change.before WHERE \(Self.isMade)
                    """)
            var subjects: Set<String> = []
            while let row = try rows.next() {
                if let number = row[0] as Int64? {
                    subjects.insert(try self.number(number, db))
                } else if let name = row[1] as String? {
                    subjects.insert(name)
                }
            }
            return subjects
        }
    }
}
