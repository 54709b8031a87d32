import GRDB

extension Database {
    /// Runs an update in whose SQL `sentence(…)` makes a text for a person of a row's values; NULL is the empty text.
    ///
    /// So words stand with the other words, and the update stays one statement however many rows it is about.
    func execute(sql: String, arguments: StatementArguments, sentence: @escaping @Sendable ([String]) -> String) throws
    {
        let function = DatabaseFunction("sentence") { values in
            sentence(values.map { String.fromDatabaseValue($0) ?? Int.fromDatabaseValue($0).map(String.init) ?? "" })
        }
        add(function: function)
        defer { remove(function: function) }
        try execute(sql: sql, arguments: arguments)
    }
}
