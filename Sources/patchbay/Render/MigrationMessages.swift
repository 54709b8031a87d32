import AgentsClient
import ForeignText
import Foundation
import Migration
import Sheet
import Telephony

/// The sentences for what happens in a run.
struct MigrationMessages {
    let world: World

    private var style: Style { world.console.errorStyle }

    func line(_ event: MigrationEvent) -> String? {
        switch event {
        case .columns(let use): columns(use)
        case .finding(let finding): FindingPrinter(style: style).line(finding)
        case .archived(let path, let results):
            "The earlier run of this sheet is finished; its run file is now \(world.shown(path))"
                + (results.map { ", and its results are \(world.shown($0))." } ?? ".")
        case .resultsElsewhere(let path, let wanted):
            """
            \(style.yellow("warning")): \(world.shown(wanted)) is not as patchbay wrote it, so it was left as it is; \
            the results are in \(world.shown(path)).
            """
        case .resuming(let record, let edit):
            "Going on with the run of \(record.createdAt.formatted(.iso8601)).\(edit.map { " " + $0.sentence } ?? "")"
        case .drifted(let kind, let subject, let message), .overwriting(let kind, let subject, let message),
            .madeOtherwise(let kind, let subject, let message):
            """
            \(style.yellow("warning")): \(kind.noun) \(HarmlessText.make(subject)): \(HarmlessText.whole(message))
            """
        case .waiting(let reason, let pause):
            "\(reason) Waiting \(Int((pause / .seconds(1)).rounded(.up))) s before asking again."
        case .goingOn: "The API answers again; going on."
        case .read, .checked, .resolved, .settled, .verified: nil
        }
    }

    /// Of findings that are like one that was shown.
    func rest(_ first: Finding, _ more: Int) -> String {
        let subject = first.column.map { "[\(HarmlessText.whole($0))] " } ?? ""
        let kind = FindingPrinter(style: style).word(first.severity, count: more)
        let place = first.line.map { "like the one on line \($0)" } ?? "like it"
        return "\(HarmlessText.whole(first.file)): \(subject)\(more) more \(kind) \(place)."
    }

    /// A line each: what is read as what, and what is only carried along.
    private func columns(_ use: ColumnUse) -> String {
        let read = use.read.map { mapping in
            mapping.header == mapping.column ? mapping.column : "\(mapping.header.quoted) as \(mapping.column)"
        }
        let carried = use.carried.isEmpty ? "no other column" : use.carried.quotedList()
        return "Reads    \(read.joined(separator: ", "))\nCarries  \(carried)"
    }
}
