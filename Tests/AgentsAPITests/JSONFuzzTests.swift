import AgentsAPI
import Foundation
import Telephony
import TestSupport
import Testing

@Suite("JSON that is damaged")
struct JSONFuzzTests {
    private static let bodies: [String] = [
        Connector.sampleJSON,
        #"{"found":[\#(Connector.sampleJSON)],"notFound":["CONN-9","é漢\u00e9\n\ud83d\ude00"]}"#,
        #"{"results":[{"connectorId":"A","data":\#(Connector.sampleJSON),"success":true},"#
            + #"{"connectorId":"B","error":"no \"such\" voice","success":false}]}"#,
    ]

    @Test(
        "is read as Foundation reads it, or refused as Foundation refuses it, whatever is changed",
        arguments: bodies.indices)
    func damaged(index: Int) throws {
        var random = SeededGenerator(seed: UInt64(index) + 1)
        for _ in 0..<2_000 {
            var bytes = Array(Self.bodies[index].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.damage(&bytes, &random) }
            switch index {
            case 0: try compare(bytes, as: Connector.self)
            case 1: try compare(bytes, as: ConnectorBatch.self)
            default: try compare(bytes, as: ConnectorBatchUpdateResponse.self)
            }
        }
    }

    private func compare<Body: Decodable & JSONReadable & Equatable>(_ bytes: [UInt8], as type: Body.Type) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        // Which of two members with one name counts, nobody says.
        guard !Self.hasRepeatedMember(text) else { return }
        let ours = try? Body(jsonBytes: bytes)
        let reference = try? JSONDecoder().decode(Body.self, from: Data(bytes))
        // Foundation does not look at the characters of what it does not read.
        if ours == nil, String(validating: bytes, as: UTF8.self) == nil || text.contains(#"\ud8"#) { return }
        // Nor does it mind U+0000, which we do not keep.
        if ours == nil, text.contains(#"\u0000"#) { return }
        #expect(ours == reference, "\(text)")
    }

    private static func hasRepeatedMember(_ text: String) -> Bool {
        text.split(separator: "{").contains { object in
            let names = object.matches(of: /"(\w*)":/).map(\.output.1)
            return Set(names).count < names.count
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: place)
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.insert(contentsOf: Self.tokens.randomElement(using: &random) ?? [], at: place)
        default: bytes.swapAt(place, Int.random(in: bytes.indices, using: &random))
        }
        if bytes.isEmpty { bytes = [0x20] }
    }

    private static let tokens = [
        "null", "true", "1", "-0.5e3", "[]", "{}", "\"\"", ",", ":", "\\u0000", "\\ud800", "\\x", "\u{FEFF}", "\t",
    ].map { Array($0.utf8) }
}
