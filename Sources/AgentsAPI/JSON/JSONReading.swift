import CSimdJSON

/// A value that can be read from JSON. Members that it does not know are ignored.
package protocol JSONReadable {
    /// Throws `JSONProblem`.
    init(json: JSONNode) throws
}

extension JSONReadable {
    /// Reads a whole document in UTF-8. Throws `JSONProblem`.
    package init(jsonBytes bytes: some Sequence<UInt8>) throws {
        self = try JSONDocument.read(bytes) { try Self(json: $0) }
    }
}

/// Why a text does not hold what is to be read from it.
package enum JSONProblem: Error, Hashable {
    case notJSON
    /// `path` says where, such as `connectors[3].voiceName`; empty for the whole.
    case wrongShape(path: String)

    /// The same within an element of a list, or a member of an object.
    package func within(_ parent: String) -> JSONProblem {
        guard case .wrongShape(let path) = self else { return self }
        return .wrongShape(path: path.isEmpty || path.hasPrefix("[") ? parent + path : parent + "." + path)
    }
}

/// Parses documents. Its memory is kept and used again.
package final class JSONDocument {
    private let parser = csj_create()

    package init() {}

    deinit { csj_destroy(parser) }

    /// Hands over the whole document as a value that is of no use afterwards. Throws `JSONProblem`, and what `body`
    /// throws.
    package func read<Result>(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (JSONNode) throws -> Result) throws -> Result
    {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeBufferPointer(rebasing: bytes.dropFirst(3)) : bytes
        guard let parser, let start = text.baseAddress else { throw JSONProblem.notJSON }
        let root = csj_parse(parser, start, text.count)
        guard root.document != nil else { throw JSONProblem.notJSON }
        return try withExtendedLifetime(self) { try body(JSONNode(root)) }
    }

    package static func read<Result>(
        _ bytes: some Sequence<UInt8>, _ body: (JSONNode) throws -> Result
    ) throws -> Result {
        let document = JSONDocument()
        let result = try bytes.withContiguousStorageIfAvailable { try document.read($0, body) }
        return try result ?? Array(bytes).withUnsafeBufferPointer { try document.read($0, body) }
    }
}

/// A value of a document; only to be used while the document is handed over.
package struct JSONNode {
    private let value: csj_value

    fileprivate init(_ value: csj_value) { self.value = value }

    private var kind: csj_kind { csj_kind_of(value) }

    package func string() throws -> String {
        let text = csj_text_of(value)
        guard let bytes = text.bytes else { throw JSONProblem.wrongShape(path: "") }
        return UnsafeRawBufferPointer(start: bytes, count: text.count).withMemoryRebound(to: UInt8.self) {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// A text that is kept and becomes a cell. One that is longer than any honest one, or holds U+0000, which would end
    /// it elsewhere, is not of the form that the API documents.
    package func shortString() throws -> String {
        let text = try string()
        guard text.utf8.count <= Self.longestText, !text.utf8.contains(0) else {
            throw JSONProblem.wrongShape(path: "")
        }
        return text
    }

    /// In bytes.
    private static let longestText = 1_000

    package func boolean() throws -> Bool {
        guard kind == csj_boolean else { throw JSONProblem.wrongShape(path: "") }
        return csj_boolean_of(value)
    }

    package func number() throws -> Double {
        guard kind == csj_number else { throw JSONProblem.wrongShape(path: "") }
        return csj_number_of(value)
    }

    package func list<Element>(_ read: (JSONNode) throws -> Element) throws -> [Element] {
        guard kind == csj_array else { throw JSONProblem.wrongShape(path: "") }
        let count = csj_count(value)
        var elements: [Element] = []
        elements.reserveCapacity(count)
        guard count > 0 else { return elements }
        var next = csj_first(value)
        for index in 0..<count {
            do {
                elements.append(try read(JSONNode(next)))
            } catch let problem as JSONProblem {
                throw problem.within("[\(index)]")
            }
            if index + 1 < count { next = csj_after(next) }
        }
        return elements
    }

    /// Finds members by their names and hands them over.
    package func members<Result>(_ names: JSONNames, _ body: (JSONMembers) throws -> Result) throws -> Result {
        guard kind == csj_object else { throw JSONProblem.wrongShape(path: "") }
        return try withUnsafeTemporaryAllocation(of: csj_value.self, capacity: names.texts.count) { found in
            csj_members(value, names.texts, names.texts.count, found.baseAddress)
            return try body(JSONMembers(names: names, found: UnsafeBufferPointer(found)))
        }
    }

    package var isNull: Bool { kind == csj_null }
}

/// Names of an object's members. A member is asked for by its place among them.
///
/// Unchecked, as the pointers are to literals (`StaticString`), which are part of the program, live as long as it does
/// and never change.
package struct JSONNames: @unchecked Sendable {
    fileprivate let texts: [csj_text]
    fileprivate let names: [StaticString]

    package var indices: Range<Int> { names.indices }

    package init(_ names: StaticString...) {
        self.names = names
        texts = names.map { name in
            csj_text(
                bytes: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
                count: name.utf8CodeUnitCount)
        }
    }
}

/// Members of an object that were asked for.
package struct JSONMembers {
    fileprivate let names: JSONNames
    fileprivate let found: UnsafeBufferPointer<csj_value>

    /// Throws `JSONProblem` also when the member is not there.
    package func read<Value>(_ place: Int, _ read: (JSONNode) throws -> Value) throws -> Value {
        do {
            guard found[place].document != nil else { throw JSONProblem.wrongShape(path: "") }
            return try read(JSONNode(found[place]))
        } catch let problem as JSONProblem {
            throw problem.within("\(names.names[place])")
        }
    }

    /// Nil when the member is not there or null.
    package func readIfPresent<Value>(_ place: Int, _ read: (JSONNode) throws -> Value) throws -> Value? {
        guard found[place].document != nil, !JSONNode(found[place]).isNull else { return nil }
        return try self.read(place, read)
    }

    /// Whether the member is there, if only as null.
    package func has(_ place: Int) -> Bool { found[place].document != nil }

    package func string(_ place: Int) throws -> String { try read(place) { try $0.string() } }

    /// A text that is kept. Empty for null, which some servers write where they have no text.
    package func shortText(_ place: Int) throws -> String {
        try read(place) { $0.isNull ? "" : try $0.shortString() }
    }

    package func boolean(_ place: Int) throws -> Bool { try read(place) { try $0.boolean() } }

    package func identifier<Identifier: RawRepresentable<String>>(_ place: Int) throws -> Identifier {
        guard let identifier = Identifier(rawValue: try read(place) { try $0.shortString() }) else {
            throw JSONProblem.wrongShape(path: "\(names.names[place])")
        }
        return identifier
    }

    package func list<Element: JSONReadable>(_ place: Int) throws -> [Element] {
        try read(place) { try $0.list { try Element(json: $0) } }
    }

    package func strings(_ place: Int) throws -> [String] { try read(place) { try $0.list { try $0.string() } } }
}
