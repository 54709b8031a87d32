import AgentsAPI
import Foundation
import Testing

/// The exact JSON of a body as the client writes it.
func json(_ body: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(body), as: UTF8.self)
}

func decoded<Body: Decodable>(_ json: String, as type: Body.Type = Body.self) throws -> Body {
    try JSONDecoder().decode(Body.self, from: Data(json.utf8))
}

/// Checks that the value is written as exactly this JSON, and that this JSON is read as the value.
func expectGolden<Body: Codable & Equatable>(
    _ body: Body, _ golden: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(try json(body) == golden, sourceLocation: sourceLocation)
    #expect(try decoded(golden) == body, sourceLocation: sourceLocation)
    if let writable = body as? any JSONWritable {
        #expect(String(decoding: writable.jsonBytes, as: UTF8.self) == golden, sourceLocation: sourceLocation)
    }
    if let readable = Body.self as? any JSONReadable.Type {
        #expect(try readable.init(jsonBytes: golden.utf8) as? Body == body, sourceLocation: sourceLocation)
    }
}
