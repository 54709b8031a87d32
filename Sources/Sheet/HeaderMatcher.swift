/// Decides which column of a sheet is which, and refuses a header that leaves it in doubt.
struct HeaderMatcher {
    let file: String
    let line: Int
    let names: [String]
    let schema: SheetSchema
    private let ownPositions: [Int]
    private let keys: [ColumnKey]

    init(file: String, line: Int, names: [String], schema: SheetSchema) {
        self.file = file
        self.line = line
        self.names = names
        self.schema = schema
        ownPositions = names.indices.filter { !SheetHeader.isResult(names[$0]) }
        keys = names.map { ColumnKey($0) }
    }

    /// Matches by what the person said first, then by name and alias.
    func match(_ mappings: [ColumnMapping]) throws(SheetProblem) -> SheetHeader {
        try refuseRepeatedHeaders()
        var positions = try explicitPositions(mappings)
        try addMatchingNames(to: &positions)
        try requireOneOf(positions)
        return SheetHeader(line: line, names: names, ownPositions: ownPositions, positions: positions)
    }

    private func refuseRepeatedHeaders() throws(SheetProblem) {
        var seen: [ColumnKey: Int] = [:]
        for position in ownPositions where !keys[position].isEmpty {
            if let earlier = seen.updateValue(position, forKey: keys[position]) {
                throw refusal(.headerTwice(place(earlier), place(position)))
            }
        }
    }

    private func explicitPositions(_ mappings: [ColumnMapping]) throws(SheetProblem) -> [String: Int] {
        var positions: [String: Int] = [:]
        for mapping in mappings {
            let column = try column(of: mapping)
            let position = try position(of: mapping)
            if let other = positions.first(where: { $0.value == position && $0.key != column })?.key {
                throw refusal(.headerMappedTwice(names[position], columns: [other, column].sorted()))
            }
            if let other = positions.updateValue(position, forKey: column), other != position {
                throw refusal(.columnMappedTwice(column, place(other), place(position)))
            }
        }
        return positions
    }

    private func column(of mapping: ColumnMapping) throws(SheetProblem) -> String {
        guard let column = schema.column(named: mapping.column) else {
            throw refusal(.mappingToUnknownColumn(mapping, known: schema.columns.map(\.name)))
        }
        return column.name
    }

    private func position(of mapping: ColumnMapping) throws(SheetProblem) -> Int {
        let key = ColumnKey(mapping.header)
        guard let position = ownPositions.first(where: { keys[$0] == key }) else {
            guard !keys.contains(key) else { throw refusal(.mappingOfResultColumn(mapping)) }
            throw refusal(.mappingOfMissingHeader(mapping, headers: ownNames))
        }
        return position
    }

    /// A column that was mapped by hand, and a header that was, are out of the game.
    private func addMatchingNames(to positions: inout [String: Int]) throws(SheetProblem) {
        let mapped = positions
        for position in ownPositions where !mapped.values.contains(position) {
            guard let column = schema.column(named: names[position])?.name, mapped[column] == nil else { continue }
            if let earlier = positions.updateValue(position, forKey: column) {
                let choice = ColumnMapping(header: names[earlier], column: column)
                throw refusal(.twoHeadersForOneColumn(column, place(earlier), place(position)), mappings: [choice])
            }
        }
    }

    private func requireOneOf(_ positions: [String: Int]) throws(SheetProblem) {
        let needed = schema.needsOneOf
        guard !needed.isEmpty, !needed.contains(where: { positions[$0] != nil }) else { return }
        let candidates = schema.columns.filter { needed.contains($0.name) }
        let guess = NearestHeader.guess(among: ownNames, for: candidates)
        let example = ColumnMapping(header: "Their header", column: needed[0])
        throw refusal(.missingColumns(needed, headers: ownNames, guess: guess), mappings: [guess ?? example])
    }

    private var ownNames: [String] { ownPositions.map { names[$0] } }

    private func place(_ position: Int) -> HeaderPlace {
        HeaderPlace(name: names[position], number: position + 1)
    }

    private func refusal(_ message: Finding.Message, mappings: [ColumnMapping]? = nil) -> SheetProblem {
        SheetProblem(file: file, line: line, message, mappings: mappings)
    }
}

/// A header and its number in the sheet as a person counts, from 1.
struct HeaderPlace {
    let name: String
    let number: Int
}
