import AgentsAPI
import Foundation
import HTTPTypes

/// What a listing brings, in order. A listing that broke off begins again.
package enum ListingPiece<Element: Sendable>: Sendable {
    case begins
    case elements([Element])
}

/// Reads the elements of one listing while it arrives.
actor ListingReader<Element: JSONReadable & Sendable> {
    private static var openingLength: Int { 1_024 }

    private let name: String
    private let longestElement: Int
    private var splitter: ListingSplitter
    private let document = JSONDocument()
    private var count = 0
    /// The first bytes, to be shown when they are no listing.
    private(set) var opening = Data()

    init(name: String, longestElement: Int) {
        self.name = name
        self.longestElement = longestElement
        splitter = ListingSplitter(name: name, longestElement: longestElement)
    }

    func begin() {
        splitter = ListingSplitter(name: name, longestElement: longestElement)
        (count, opening) = (0, Data())
    }

    /// The elements that end in these bytes. Throws `JSONProblem` and `ListingSplitter.TooLong`.
    func take(_ bytes: [UInt8]) throws -> [Element] {
        if opening.count < Self.openingLength { opening.append(contentsOf: bytes.prefix(Self.openingLength)) }
        var elements: [Element] = []
        try splitter.take(bytes) { elements += try read($0) }
        return elements
    }

    /// The last elements, and what the answer says of more; throws `JSONProblem` when what came is no such listing.
    ///
    /// - Parameter path: of the request, percent-encoded.
    func end(headers: HTTPFields, path: String) throws -> (elements: [Element], page: ListingPage, count: Int) {
        let rest = try splitter.rest().map(read) ?? []
        let frame = splitter.frame
        let page = try frame.withUnsafeBufferPointer { bytes in
            try document.read(bytes) { root in
                try root.members(JSONNames.list(name)) { _ = try $0.read(0) { try $0.list { _ in } } }
                return ListingPage(frame: root, headers: headers, path: path)
            }
        }
        return (rest, page, count)
    }

    private func read(_ list: [UInt8]) throws -> [Element] {
        do {
            let elements = try list.withUnsafeBufferPointer { bytes in
                try document.read(bytes) { root in try root.list { try Element(json: $0) } }
            }
            count += elements.count
            return elements
        } catch let problem as JSONProblem {
            throw problem.numbered(after: count).within(name)
        }
    }
}

extension JSONProblem {
    /// The same in a list of which so many elements came before.
    fileprivate func numbered(after count: Int) -> JSONProblem {
        guard case .wrongShape(let path) = self, path.hasPrefix("["), let end = path.firstIndex(of: "]"),
            let index = Int(path[path.index(after: path.startIndex)..<end])
        else { return self }
        return .wrongShape(path: "[\(index + count)]" + path[path.index(after: end)...])
    }
}

extension JSONNames {
    fileprivate static let connectors = JSONNames("connectors")
    fileprivate static let phoneNumbers = JSONNames("phoneNumbers")

    fileprivate static func list(_ name: String) -> JSONNames { name == "connectors" ? connectors : phoneNumbers }
}
