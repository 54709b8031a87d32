import AgentsAPI
import Foundation
import GRDB
import Sheet
import Telephony

/// Plans all rows that have no change and no verdict yet: decides on each connector, and speaks up where voice and
/// language would not agree afterwards.
struct Planning {
    let file: RunFile
    let sheetName: String
    let options: RunOptions
    /// In names of projects and variants.
    let nameErrors: Int
    let preflight: Preflight?
    /// The run that is to be taken back, if one is.
    var undo: UndoSource?
    /// Whether what somebody has changed since is taken back all the same.
    var overwritesDrift = false
    let now: Date
    let observe: MigrationObserver

    /// Blocks. Throws `Refusal`, and plans nothing, when strictness turns a disagreement into an error and errors are
    /// not skipped.
    func plan(_ isStopped: () -> Bool) throws -> PlanSummary {
        try file.write { db in
            if !overwritesDrift { try file.endOvertakenRows(at: now, besides: undo, db) }
            try file.endUnresolvableRows(at: now, db)
            let splitting = try Splitting(file, db, splits: options.splits)
            var report = IntakeReport()
            report.errors = nameErrors
            try file.endRowsWhoseNumbersStay(at: now, db) { planned in
                if isStopped() { throw CancellationError() }
                let (decision, findings) = try judge(planned, splitting)
                if decision.end != nil { note(findings, &report) }
                return decision.end
            }
            let writer = try PlanWriter(file, db, now: now)
            try warnOfUnseenNumbers(db)
            if let unknown = preflight?.unknown {
                observe(.finding(Finding(.note, file: sheetName, message: .init(rawValue: unknown))))
            }
            if let (count, first) = try file.missingReleases(db) {
                observe(.finding(Finding(.warning, file: sheetName, message: .missingReleases(count, first: first))))
            }
            try file.forEachPlannedGroup(db) { planned in
                if isStopped() { throw CancellationError() }
                let (decision, findings) = try judge(planned, splitting)
                note(findings, &report)
                try writer.write(decision, of: planned)
            }
            try report.refuse(unless: options.skipsInvalid)
            file.reach(.planning)
            return try writer.finish()
        }
    }

    /// What becomes of a connector, and what there is to say of it.
    private func judge(_ planned: PlannedGroup, _ splitting: Splitting) throws -> (Decision, [Finding]) {
        let planner = Planner(allowsCollateral: options.allowsCollateral)
        var decision = try splitting.decide(planner.decide(planned.group), planned)
        var findings: [Finding] = []
        if case .change(let patch) = decision, let finding = disagreement(planned.group, patch) {
            findings.append(finding)
            if finding.severity == .error { decision = .invalid(finding.message.rawValue) }
        }
        switch objection(to: decision, of: planned.group) {
        case .guarded(let message): decision = .blocked(message)
        case .error(let message):
            var finding = Finding(
                .error, file: sheetName, line: planned.group.wants.first?.line, message: .init(rawValue: message))
            finding.rows = planned.rowCount
            findings.append(finding)
            decision = .invalid(message)
        case nil: break
        }
        return (decision, findings)
    }

    private func note(_ findings: [Finding], _ report: inout IntakeReport) {
        for finding in findings {
            report.count(finding)
            observe(.finding(finding))
        }
    }

    /// What cannot be right is said also where a guard would hold the change up.
    private func objection(to decision: Decision, of group: ConnectorGroup) -> PreflightObjection? {
        switch decision {
        case .change(let patch): return preflight?.objection(to: patch, of: group.before)
        case .blocked:
            guard let wish = group.wants.first?.settings,
                case .error(let message)? = preflight?.objection(
                    to: wish.reduced(against: group.before), of: group.before)
            else { return nil }
            return .error(message)
        case .unchanged, .conflict, .invalid, .split: return nil
        }
    }

    /// Where they may change, that they cannot be named beforehand has to be said.
    private func warnOfUnseenNumbers(_ db: Database) throws {
        guard options.allowsCollateral else { return }
        for agent in try file.unlistedAgents(db) {
            observe(.finding(Finding(.warning, file: sheetName, message: .unseenNumbers(of: agent))))
        }
    }

    /// Where a row sets both, the intake has spoken already.
    private func disagreement(_ group: ConnectorGroup, _ patch: ConnectorPatch) -> Finding? {
        guard (patch.voiceName != nil) != (patch.asrLangCode != nil), let want = group.wants.first,
            want.settings.voiceName == nil || want.settings.asrLangCode == nil
        else { return nil }
        let after = patch.applied(to: group.before)
        guard let voice = try? VoiceName(validating: after.voiceName),
            let tag = try? LanguageTag(validating: after.asrLangCode), !voice.agrees(with: tag)
        else { return nil }
        return Finding(
            options.sheet.isStrict ? .error : .warning, file: sheetName, line: want.line,
            message: .disagreesAfterwards(
                voice: after.voiceName, speaks: voice.languageTag, recognised: after.asrLangCode,
                connector: after.connectorId))
    }
}
