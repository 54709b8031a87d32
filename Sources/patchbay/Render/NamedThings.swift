import ForeignText

/// Things with an ID and a name, a line or an object each.
struct NamedThings {
    struct Thing: Encodable {
        let id: String
        let name: String
        var isDefault: Bool?
    }

    let things: [Thing]

    func show(on console: Console, _ format: OutputFormat) throws {
        guard format == .text else { return console.print(try JSONOutput.text(things)) }
        let ids = things.map { HarmlessText.make($0.id) }
        let width = min((ids.map(\.count).max() ?? 0) + 2, 40)
        for (id, thing) in zip(ids, things) {
            let name = HarmlessText.make(thing.name) + (thing.isDefault == true ? "  (default)" : "")
            console.print(id.padded(to: width) + name)
        }
    }
}
