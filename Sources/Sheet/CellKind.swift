import ForeignText

/// What the cells of a column hold, told from their look: what helps to find a column whose header is foreign.
package struct CellKind: Sendable, Hashable {
    /// In the plural, such as `phone numbers`.
    package let name: String
    private let holds: @Sendable (String) -> Bool

    /// - Parameter holds: whether a cell is surely one of these.
    package init(_ name: String, holds: @escaping @Sendable (String) -> Bool) {
        (self.name, self.holds) = (name, holds)
    }

    package static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// How many cells are of the kind, and how many hold anything.
    func count(in cells: [String]) -> (matching: Int, filled: Int) {
        let filled = cells.map(\.trimmedOfPaste).filter { !$0.isEmpty }
        return (filled.count { holds(String($0)) }, filled.count)
    }

    /// A stray cell among many does not count against it.
    func describes(_ cells: [String]) -> Bool {
        let (matching, filled) = count(in: cells)
        return matching > 0 && matching * 5 >= filled * 4
    }
}
