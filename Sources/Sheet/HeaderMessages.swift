extension Finding.Message {
    static func missingColumns(_ needed: [String], headers: [String], guess: ColumnMapping?) -> Self {
        let lack = "The sheet has no \(list(needed, "or")) column. Its headers are: \(quotedList(headers))."
        if let guess {
            return "\(lack) If \(quoted(guess.header)) is the \(guess.column), add \(mapOption(guess))."
        }
        let example = ColumnMapping(header: "Their header", column: needed[0])
        return "\(lack) If it goes by another name, add \(mapOption(example))."
    }

    static func headerTwice(_ first: HeaderPlace, _ second: HeaderPlace) -> Self {
        """
        The same header stands there twice: \(place(first)) and \(place(second)), as case, spaces, '_' and '-' do not \
        count. Rename or remove one of them.
        """
    }

    static func twoHeadersForOneColumn(_ column: String, _ first: HeaderPlace, _ second: HeaderPlace) -> Self {
        let choice = ColumnMapping(header: first.name, column: column)
        return """
            Two headers stand for \(column): \(place(first)) and \(place(second)). Say which one counts, as in \
            \(mapOption(choice)), or rename one.
            """
    }

    static func mappingToUnknownColumn(_ mapping: ColumnMapping, known: [String]) -> Self {
        "\(mapOption(mapping)) names no known column. The columns are: \(list(known, "and"))."
    }

    static func mappingOfMissingHeader(_ mapping: ColumnMapping, headers: [String]) -> Self {
        "\(mapOption(mapping)) names a header that the sheet does not have. Its headers are: \(quotedList(headers))."
    }

    static func mappingOfResultColumn(_ mapping: ColumnMapping) -> Self {
        "\(mapOption(mapping)) names a column of an earlier run's results, which is not read. Rename it in the sheet."
    }

    static func headerMappedTwice(_ header: String, columns: [String]) -> Self {
        "The options --map give the header \(quoted(header)) to more than one column: \(list(columns, "and"))."
    }

    static func columnMappedTwice(_ column: String, _ first: HeaderPlace, _ second: HeaderPlace) -> Self {
        "The options --map give \(column) to two headers: \(place(first)) and \(place(second)). Keep one of them."
    }

    private static func place(_ header: HeaderPlace) -> String {
        "\(quoted(header.name)) (column \(header.number))"
    }

    /// The option as it can be pasted into a shell.
    private static func mapOption(_ mapping: ColumnMapping) -> String {
        let pair = shown("\(mapping.header.trimmingBlanks())=\(mapping.column)")
        let parts = pair.split(separator: "'", omittingEmptySubsequences: false)
        return "--map '\(parts.joined(separator: #"'\''"#))'"
    }
}
