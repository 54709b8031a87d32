import ForeignText
import Telephony

/// What is said of names that do not say which thing is meant, and of things by their names.
enum NameMessages {
    static func none(_ column: String, _ name: String, among things: KnownThings) -> String {
        if let thing = things[name] {
            return """
                \(column): \(quoted(name)) is the ID of \(named(thing)). Write IDs into the column \(column)_id, and \
                names into \(column).
                """
        }
        return """
            \(column): there is no \(column) called \(quoted(name)). \(things.nearest(to: name)) If the column \
            means something else, carry it along with --carry.
            """
    }

    static func several(_ column: String, _ name: String, _ things: [NamedThing]) -> String {
        let shown = things.prefix(5).map { HarmlessText.make($0.id) }
        let more = things.count > shown.count ? ["\(things.count - shown.count) more"] : []
        return """
            \(column): \(quoted(name)) is the name of \((shown + more).listed()). Write the ID of \
            the one you mean into the column \(column)_id.
            """
    }

    static func unread(_ column: String, _ name: String, _ reason: String) -> String {
        """
        \(column): it could not be found out what \(quoted(name)) is: \(reason). Write its ID into the column \
        \(column)_id.
        """
    }

    static func noAccount(_ name: String, of agent: AgentID) -> String {
        """
        project: it could not be found out what \(quoted(name)) is, as agent \
        \(HarmlessText.make(agent.rawValue)) has no connector that names its account. Write its ID into the column \
        project_id.
        """
    }

    /// A sentence with up to three of what there is: the most alike by name or ID first.
    static func nearest(to text: String, _ known: [NamedThing]) -> String {
        guard !known.isEmpty else { return "There is none." }
        let short = String(text.bounded(toBytes: 200))
        let ranked = known.map { thing in
            let edits = [thing.name, thing.id].map { short.editDistance(to: String($0.bounded(toBytes: 200))) }
            return (edits: edits.min() ?? 0, thing: thing)
        }.sorted { ($0.edits, $0.thing.name, $0.thing.id) < ($1.edits, $1.thing.name, $1.thing.id) }
        let shown = ranked.prefix(3).map { named($0.thing) }
        let rest = known.count - shown.count
        return "There \(known.count == 1 ? "is" : "are") \(shown.listed())\(rest > 0 ? ", and \(rest) more" : "")."
    }

    static func named(_ thing: NamedThing) -> String {
        let id = HarmlessText.make(thing.id)
        return thing.name.isEmpty || thing.name == thing.id ? id : "\(quoted(thing.name)) (\(id))"
    }

    private static func quoted(_ name: String) -> String { "“\(HarmlessText.make(name))”" }
}
