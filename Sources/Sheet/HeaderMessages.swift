import ForeignText

extension Finding.Message {
    static func missingColumns(_ needed: [String], headers: [String], guess: ColumnMapping?) -> Self {
        let headers = headers.map(\.trimmedOfPaste).quotedList()
        let lack = "The sheet has no \(needed.listed(with: " or ")) column. Its headers are: \(headers)."
        guard let guess else { return "\(lack) It may go by another name." }
        return "\(lack) \(guess.header.trimmedOfPaste.quoted) may be the \(guess.column)."
    }

    static func noHeader(_ needed: [String]) -> Self {
        """
        The sheet begins with a row of values, not with headers. Put a line above it that says what the columns are, \
        such as \(needed.listed(with: " or ")).
        """
    }

    static func missingColumns(_ needed: [String], headers: [String], evidence: [String]) -> Self {
        """
        The sheet has no \(needed.listed(with: " or ")) column under a name that is known. By its cells, \
        \(evidence.listed()). If they are what they seem to be, say so.
        """
    }

    static func meantHeaderIsMissing(_ header: String, headers: [String]) -> Self {
        """
        There is no column \(header.quoted) to be carried along. The sheet's headers are: \
        \(headers.map(\.trimmedOfPaste).quotedList()).
        """
    }

    /// What was read past above the header.
    package static func titles(_ titles: [String], headerLine: Int) -> Self {
        """
        \(titles.map(\.trimmedOfPaste).quotedList(limit: 3)) above the header, which is line \(headerLine), \
        \(titles.count == 1 ? "is" : "are") not read.
        """
    }

    package static func doubtful(_ doubt: DoubtfulColumn) -> Self {
        let columns = doubt.columns.listed(with: " or ")
        switch doubt.evidence {
        case .header:
            return "The column is only carried along, but its header is close to \(columns)."
        case .cells(let kind, let matching, let filled):
            return """
                The column is only carried along, but its cells hold \(kind.name) (\(matching) of \(filled)), as \
                \(columns) would.
                """
        }
    }

    static func headerTwice(_ first: HeaderPlace, _ second: HeaderPlace) -> Self {
        """
        The same header stands there twice: \(place(first)) and \(place(second)), as case, spaces, '_', '-' and what \
        cannot be seen do not count. Rename or remove one of them.
        """
    }

    static func twoHeadersForOneColumn(_ column: String, _ first: HeaderPlace, _ second: HeaderPlace) -> Self {
        """
        Two headers stand for \(column): \(place(first)) and \(place(second)). Rename one of them, or say which one \
        counts.
        """
    }

    static func mappingToUnknownColumn(_ mapping: ColumnMapping, known: [String]) -> Self {
        "The mapping \(pair(mapping)) names no known column. The columns are: \(known.listed())."
    }

    static func mappingOfMissingHeader(_ mapping: ColumnMapping, headers: [String]) -> Self {
        """
        The mapping \(pair(mapping)) names a header that the sheet does not have. Its headers are: \
        \(headers.map(\.trimmedOfPaste).quotedList()).
        """
    }

    static func mappingOfResultColumn(_ mapping: ColumnMapping) -> Self {
        """
        The mapping \(pair(mapping)) names a column of an earlier run's results, which is not read. Rename it in the \
        sheet.
        """
    }

    static func headerMappedTwice(_ header: String, columns: [String]) -> Self {
        "The header \(header.trimmedOfPaste.quoted) is mapped to more than one column: \(columns.listed())."
    }

    static func columnMappedTwice(_ column: String, _ first: HeaderPlace, _ second: HeaderPlace) -> Self {
        "Two headers are mapped to \(column): \(place(first)) and \(place(second)). Keep one of them."
    }

    private static func place(_ header: HeaderPlace) -> String {
        "\(header.name.trimmedOfPaste.quoted) (column \(header.number))"
    }

    private static func pair(_ mapping: ColumnMapping) -> String {
        "\(mapping.header.trimmedOfPaste)=\(mapping.column)".quoted
    }
}
