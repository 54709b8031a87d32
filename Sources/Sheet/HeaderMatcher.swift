/// Decides which column of a sheet is which, and refuses a header that leaves it in doubt.
struct HeaderMatcher {
    let file: String
    let line: Int
    let names: [String]
    let schema: SheetSchema
    /// The first rows below.
    let sample: [[String]]
    private let ownPositions: [Int]
    private let keys: [ColumnKey]

    init(file: String, line: Int, names: [String], schema: SheetSchema, sample: [[String]]) {
        self.file = file
        self.line = line
        self.names = names
        self.schema = schema
        self.sample = sample
        ownPositions = names.indices.filter { !SheetHeader.isResult(names[$0]) }
        keys = names.map { ColumnKey($0) }
    }

    /// Matches by what the person said first, then by name and alias.
    ///
    /// - Parameter meant: headers of which the person said that they are meant to be carried along only.
    func match(
        _ mappings: [ColumnMapping], meant: [String], titles: [String]
    ) throws(SheetProblem) -> SheetHeader {
        var positions = try explicitPositions(mappings)
        try addMatchingNames(to: &positions, besides: Set(meant.map { ColumnKey($0) }))
        try requireOneOf(positions)
        for header in meant where !keys.contains(ColumnKey(header)) {
            throw refusal(.meantHeaderIsMissing(header, headers: ownNames))
        }
        var header = SheetHeader(
            line: line, names: names, ownPositions: ownPositions, positions: positions, carried: carried(positions),
            titles: titles, doubts: [])
        let doubts = ColumnDoubts(header: header, schema: schema, sample: sample).all(besides: meant)
        header.doubts = doubts
        return header
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
        let places = ownPositions.filter { keys[$0] == key }
        if places.count > 1 { throw refusal(.headerTwice(place(places[0]), place(places[1]))) }
        guard let position = places.first else {
            guard !keys.contains(key) else { throw refusal(.mappingOfResultColumn(mapping)) }
            throw refusal(.mappingOfMissingHeader(mapping, headers: ownNames))
        }
        return position
    }

    /// A column that was mapped by hand, and a header that was, are out of the game.
    ///
    /// Two headers alike do no harm where neither is read.
    private func addMatchingNames(
        to positions: inout [String: Int], besides meant: Set<ColumnKey>
    ) throws(SheetProblem) {
        let mapped = positions
        for position in ownPositions where !mapped.values.contains(position) && !meant.contains(keys[position]) {
            guard let column = schema.column(named: names[position])?.name, mapped[column] == nil else { continue }
            if let earlier = positions.updateValue(position, forKey: column) {
                if keys[earlier] == keys[position] { throw refusal(.headerTwice(place(earlier), place(position))) }
                let choice = ColumnMapping(header: names[earlier], column: column)
                throw refusal(.twoHeadersForOneColumn(column, place(earlier), place(position)), mappings: [choice])
            }
        }
    }

    private func carried(_ positions: [String: Int]) -> [String: Int] {
        let free = ownPositions.filter { !positions.values.contains($0) }
        let places = schema.carried.compactMap { name in
            free.first { keys[$0] == ColumnKey(name) }.map { (name, $0) }
        }
        return Dictionary(uniqueKeysWithValues: places)
    }

    private func requireOneOf(_ positions: [String: Int]) throws(SheetProblem) {
        let needed = schema.needsOneOf
        guard !needed.isEmpty, !needed.contains(where: { positions[$0] != nil }) else { return }
        let kinds = schema.columns.filter { needed.contains($0.name) }.compactMap(\.kind)
        guard !kinds.contains(where: { kind in ownNames.contains { kind.describes([$0]) } }) else {
            throw refusal(.noHeader(needed))
        }
        let proposal = ColumnProposal(names: names, positions: ownPositions, schema: schema, sample: sample)
        guard proposal.holds(needed) else {
            let candidates = schema.columns.filter { needed.contains($0.name) }
            let guess = NearestHeader.guess(among: ownNames, for: candidates)
            let example = ColumnMapping(header: "Their header", column: needed[0])
            throw refusal(.missingColumns(needed, headers: ownNames, guess: guess), mappings: [guess ?? example])
        }
        throw refusal(
            .missingColumns(needed, headers: ownNames, evidence: proposal.evidence), mappings: proposal.mappings)
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
