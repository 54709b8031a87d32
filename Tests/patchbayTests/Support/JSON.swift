import Foundation
import Testing

/// A JSON object to look into.
struct JSON: Sendable {
    private let data: Data

    init(_ text: String) throws {
        data = Data(text.utf8)
        _ = try object()
    }

    var keys: Set<String> {
        get throws { Set(try object().keys) }
    }

    func int(_ path: String...) throws -> Int { try #require(try value(path) as? Int) }

    func string(_ path: String...) throws -> String { try #require(try value(path) as? String) }

    func keys(_ path: String...) throws -> Set<String> {
        Set(try #require(try value(path) as? [String: Any]).keys)
    }

    /// The keys of a list's first element.
    func elementKeys(_ path: String...) throws -> Set<String> {
        let list = try #require(try value(path) as? [[String: Any]])
        return Set(try #require(list.first).keys)
    }

    func count(_ path: String...) throws -> Int { try count(path) }

    func count(_ path: [String]) throws -> Int { try #require(try value(path) as? [Any]).count }

    func strings(_ path: [String]) throws -> [String] { try #require(try value(path) as? [String]) }

    private func value(_ path: [String]) throws -> Any? {
        var value: Any? = try object()
        for key in path { value = (value as? [String: Any])?[key] }
        return value
    }

    private func object() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
