import AgentsClient
import Foundation
import Migration
import Telephony

/// The sentences for what happens in a run.
struct MigrationMessages {
    let world: World

    private var style: Style { world.console.errorStyle }

    func line(_ event: MigrationEvent) -> String? {
        switch event {
        case .finding(let finding): FindingPrinter(style: style).line(finding)
        case .warning(let message): "\(style.yellow("warning")): \(message)"
        case .archived(let path): "The earlier run of this sheet is finished; its run file is now \(world.shown(path))."
        case .resuming(let record, let edit):
            "Going on with the run of \(record.createdAt.formatted(.iso8601)).\(edit.map { " " + sentence($0) } ?? "")"
        case .drifted(let connector, let message), .overwriting(let connector, let message):
            "\(style.yellow("warning")): connector \(HarmlessText.make(connector.rawValue)): \(message)"
        case .waiting(let reason, let pause):
            "\(reason) Waiting \(Int((pause / .seconds(1)).rounded(.up))) s before asking again."
        case .goingOn: "The API answers again; going on."
        case .read, .resolved, .settled, .verified: nil
        }
    }

    private func sentence(_ edit: SheetEdit) -> String {
        let dropped =
            switch edit.droppedFinished {
            case 0: ""
            case 1: " 1 finished row of before is not in it any more; it stays changed."
            default: " \(edit.droppedFinished) finished rows of before are not in it any more; they stay changed."
            }
        return """
            The sheet or its options were changed: it had \(counted(edit.formerRows, "row")) and has \(edit.rows); \
            \(counted(edit.keptFinished, "finished row")) kept.\(dropped)
            """
    }
}
