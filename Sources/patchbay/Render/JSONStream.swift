/// Prints one JSON object whose first member is a list, element by element, so that a long list is never held in
/// memory.
final class JSONStream {
    private let console: Console
    private var isEmpty = true

    init(_ console: Console, list name: String) {
        self.console = console
        console.print("{\"\(name)\": [")
    }

    func add(_ element: some Encodable) throws {
        let text = try JSONOutput.text(element, isPretty: false)
        console.print(isEmpty ? "  \(text)" : "  ,\(text)")
        isEmpty = false
    }

    /// Ends the list and adds the other members, but for those that are nil.
    func end(_ members: KeyValuePairs<String, (any Encodable)?>) throws {
        let texts = try members.compactMap { name, value in
            try value.map { ", \"\(name)\": \(try JSONOutput.text($0, isPretty: false))" }
        }
        console.print("]\(texts.joined())}")
    }
}
