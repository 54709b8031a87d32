import ForeignText

/// The columns a program looks for in a sheet.
package struct SheetSchema: Sendable, Hashable {
    package let columns: [ColumnDefinition]
    /// Names of columns of which at least one has to be there. Empty if a sheet without any known column will do.
    package let needsOneOf: [String]
    /// Columns that are known, and known to be only carried along.
    package let carried: [String]

    package init(columns: [ColumnDefinition], needsOneOf: [String] = [], carried: [String] = []) {
        self.columns = columns
        self.needsOneOf = needsOneOf
        self.carried = carried
    }

    /// Each kind that a column's cells are told by, in the order of the columns.
    var kinds: [CellKind] {
        columns.compactMap(\.kind).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The column that goes by this name or alias, in any of its spellings.
    package func column(named name: String) -> ColumnDefinition? {
        let key = ColumnKey(name)
        return columns.first { $0.keys.contains(key) }
    }
}

/// A column by its proper name, and the other names that people give it.
package struct ColumnDefinition: Sendable, Hashable {
    package let name: String
    package let aliases: [String]
    /// What its cells hold, where that can be told from their look.
    package let kind: CellKind?
    /// Whether a header that resembles its name may be meant for it. Not where its name is a word of many headers.
    let isGuessed: Bool
    let keys: [ColumnKey]

    package init(name: String, aliases: [String] = [], kind: CellKind? = nil, isGuessed: Bool = true) {
        self.name = name
        self.aliases = aliases
        self.kind = kind
        self.isGuessed = isGuessed
        keys = ([name] + aliases).map { ColumnKey($0) }
    }
}

/// A person's word that a header of the sheet stands for a known column, such as `Their header=phone_number`.
package struct ColumnMapping: Sendable, Hashable, Codable {
    package let header: String
    package let column: String

    package init(header: String, column: String) {
        self.header = header
        self.column = column
    }

    /// The mapping that `Their header=phone_number` spells; the last `=` counts, as a header may hold one.
    package init?(argument: String) {
        guard let separator = argument.lastIndex(of: "=") else { return nil }
        let header = String(argument[..<separator])
        let column = String(argument[argument.index(after: separator)...])
        guard !ColumnKey(header).isEmpty, !ColumnKey(column).isEmpty else { return nil }
        self.init(header: header, column: column)
    }
}

/// A header with everything removed that people spell in different ways or do not see: case, spaces of every kind,
/// invisible marks, `_` and `-`.
struct ColumnKey: Sendable, Hashable {
    let text: String

    init(_ header: String) {
        let kept = header.unicodeScalars.filter {
            !$0.isBlank && $0 != "_" && $0.properties.generalCategory != .dashPunctuation
        }
        text = String(String.UnicodeScalarView(kept)).lowercased()
    }

    var isEmpty: Bool { text.isEmpty }
}
