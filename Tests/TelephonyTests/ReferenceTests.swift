import Foundation
import Telephony
import Testing

/// Holds the E.164 check against PyPI `phonenumbers`; `Reference/generate_reference.py` says what the verdicts mean.
@Suite("the phone number check, held against phonenumbers 9.0.43")
struct ReferenceTests {
    @Test("agrees on every number of the reference")
    func agreesWithReference() throws {
        let lines = try Self.verdicts()
        var counts: [UInt8: Int] = [:]
        var disagreements: [String] = []
        for line in lines {
            guard let verdict = line.first else { continue }
            counts[verdict, default: 0] += 1
            let passes = (try? PhoneNumber(validatingUTF8: [UInt8(ascii: "+")] + line.dropFirst())) != nil
            let mustPass = verdict == UInt8(ascii: "V") || verdict == UInt8(ascii: "B")
            if passes != mustPass { disagreements.append(String(decoding: line, as: UTF8.self)) }
        }
        let count = disagreements.count
        #expect(count == 0, "the first of them: \(disagreements.prefix(10))")
        #expect(lines.count >= 100_000)
        for verdict in "VBIT".utf8 { #expect(counts[verdict, default: 0] > 1000) }
        #expect(Set(counts.keys) == Set("VBITL".utf8))
    }

    private static func verdicts() throws -> [ArraySlice<UInt8>] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/e164-verdicts.txt")
        return try Array(Data(contentsOf: file)).split(separator: UInt8(ascii: "\n"))
    }
}
