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

    /// Ends the list and adds the last member.
    func end(_ name: String, _ value: some Encodable) throws {
        console.print("], \"\(name)\": \(try JSONOutput.text(value, isPretty: false))}")
    }
}
