import ForeignText

extension Finding.Message {
    static func missingColumns(_ needed: [String], headers: [String], guess: ColumnMapping?) -> Self {
        let headers = headers.map { $0.trimmingBlanks() }.quotedList()
        let lack = "The sheet has no \(needed.listed(with: " or ")) column. Its headers are: \(headers)."
        guard let guess else { return "\(lack) It may go by another name." }
        return "\(lack) \(guess.header.trimmingBlanks().quoted) may be the \(guess.column)."
    }

    static func headerTwice(_ first: HeaderPlace, _ second: HeaderPlace) -> Self {
        """
        The same header stands there twice: \(place(first)) and \(place(second)), as case, spaces, '_' and '-' do not \
        count. Rename or remove one of them.
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
        \(headers.map { $0.trimmingBlanks() }.quotedList()).
        """
    }

    static func mappingOfResultColumn(_ mapping: ColumnMapping) -> Self {
        """
        The mapping \(pair(mapping)) names a column of an earlier run's results, which is not read. Rename it in the \
        sheet.
        """
    }

    static func headerMappedTwice(_ header: String, columns: [String]) -> Self {
        "The header \(header.trimmingBlanks().quoted) is mapped to more than one column: \(columns.listed())."
    }

    static func columnMappedTwice(_ column: String, _ first: HeaderPlace, _ second: HeaderPlace) -> Self {
        "Two headers are mapped to \(column): \(place(first)) and \(place(second)). Keep one of them."
    }

    private static func place(_ header: HeaderPlace) -> String {
        "\(header.name.trimmingBlanks().quoted) (column \(header.number))"
    }

    private static func pair(_ mapping: ColumnMapping) -> String {
        "\(mapping.header.trimmingBlanks())=\(mapping.column)".quoted
    }
}
