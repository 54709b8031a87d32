import AgentsAPI
import Foundation
import Sheet
import Telephony

/// Plans a resolved run: decides on each connector, and speaks up where voice and language would not agree afterwards.
struct Planning {
    let sheetPath: String
    let options: RunOptions
    let observe: MigrationObserver

    /// Throws `Refusal` when strictness turns a disagreement into an error and errors are not skipped.
    func plan(_ runFile: RunFile, at now: Date) throws {
        let planner = Planner(allowsCollateral: options.allowsCollateral)
        var report = IntakeReport()
        try runFile.plan(at: now) { planned in
            let decision = planner.decide(planned.group)
            guard case .change(let patch) = decision, let finding = disagreement(planned.group, patch) else {
                return decision
            }
            report.count(finding)
            observe(.finding(finding))
            return finding.severity == .error ? .invalid(finding.message.rawValue) : decision
        } check: {
            try report.refuse(unless: options.skipsInvalid)
            CrashPoint.planning.reach()
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
            options.sheet.isStrict ? .error : .warning, file: sheetPath, line: want.line,
            message: .disagreesAfterwards(
                voice: after.voiceName, speaks: voice.languageTag, recognised: after.asrLangCode,
                connector: after.connectorId))
    }
}
