/// Where in a script something stands, in words: `Fault 3: "fault.status"`.
struct ScriptPlace {
    let path: [any CodingKey]

    /// Counts the faults from 1, as people do.
    var subject: String {
        guard let index = path.compactMap(\.intValue).first else { return "The script:" }
        return "Fault \(index + 1):"
    }

    var field: String {
        let below = path.lastIndex { $0.intValue != nil }.map { path[($0 + 1)...] } ?? path[...]
        return below.isEmpty ? "it" : "\"\(below.map(\.stringValue).joined(separator: "."))\""
    }
}

/// A field's name, whatever it is.
struct ScriptKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
}

/// The fields of a JSON object, none of which may be unknown.
struct ScriptFields {
    private let container: KeyedDecodingContainer<ScriptKey>

    /// - Parameter known: `nil` leaves it to another reading of the same object to refuse what is unknown.
    init(_ decoder: any Decoder, known: [String]?) throws {
        do {
            container = try decoder.container(keyedBy: ScriptKey.self)
        } catch is DecodingError {
            throw FaultScriptProblem.wrong(ScriptPlace(path: decoder.codingPath), "an object")
        }
        guard let known else { return }
        if let unknown = container.allKeys.map(\.stringValue).sorted().first(where: { !known.contains($0) }) {
            throw FaultScriptProblem.unknownField(place(unknown), known: known)
        }
    }

    func place(_ field: String) -> ScriptPlace {
        ScriptPlace(path: container.codingPath + [ScriptKey(stringValue: field)])
    }

    func has(_ field: String) -> Bool { container.contains(ScriptKey(stringValue: field)) }

    /// - Parameter expected: completes "… must be".
    func value<Value: Decodable>(_ field: String, _ type: Value.Type, _ expected: String) throws -> Value? {
        guard has(field) else { return nil }
        do {
            return try container.decode(type, forKey: ScriptKey(stringValue: field))
        } catch let problem as FaultScriptProblem {
            throw problem
        } catch {
            throw FaultScriptProblem.wrong(place(field), expected)
        }
    }

    func required<Value: Decodable>(_ field: String, _ type: Value.Type, _ expected: String) throws -> Value {
        guard let value = try value(field, type, expected) else {
            throw FaultScriptProblem.missing(place(field), expected)
        }
        return value
    }
}

extension ScriptFields {
    func text(_ field: String) throws -> String? { try value(field, String.self, "a text") }

    func flag(_ field: String) throws -> Bool? { try value(field, Bool.self, "true or false") }

    func integer(_ field: String, in range: ClosedRange<Int>, _ expected: String) throws -> Int? {
        let value = try value(field, Int.self, expected)
        if let value, !range.contains(value) { throw FaultScriptProblem.wrong(place(field), expected) }
        return value
    }

    func number(_ field: String, in range: ClosedRange<Double>, _ expected: String) throws -> Double? {
        let value = try value(field, Double.self, expected)
        if let value, !range.contains(value) { throw FaultScriptProblem.wrong(place(field), expected) }
        return value
    }

    /// A text, or a list of texts.
    func texts(_ field: String, _ expected: String) throws -> [String]? {
        if let text = try? value(field, String.self, expected) { return [text] }
        return try value(field, [String].self, expected)
    }

    /// One of the names of a kind of things.
    func choice<Choice>(_ field: String, _ type: Choice.Type) throws -> Choice?
    where Choice: CaseIterable & RawRepresentable<String> {
        guard let name = try text(field) else { return nil }
        guard let choice = Choice(rawValue: name) else {
            throw FaultScriptProblem.unknownName(name, place(field), known: Choice.allCases.map(\.rawValue))
        }
        return choice
    }

    func requiredChoice<Choice>(_ field: String, _ type: Choice.Type) throws -> Choice
    where Choice: CaseIterable & RawRepresentable<String> {
        guard let choice = try choice(field, type) else {
            let names = Choice.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw FaultScriptProblem.missing(place(field), "one of \(names)")
        }
        return choice
    }

    func occurrences(_ field: String) throws -> Occurrences? {
        let expected = "a number from 1, a range such as \"3-5\" or \"10-\", or several with commas"
        guard has(field) else { return nil }
        let number = try? value(field, Int.self, expected).map { "\($0)" }
        guard let occurrences = try Occurrences(number ?? required(field, String.self, expected)) else {
            throw FaultScriptProblem.wrong(place(field), expected)
        }
        return occurrences
    }
}
