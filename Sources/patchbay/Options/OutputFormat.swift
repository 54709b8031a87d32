import AgentsClient
import ArgumentParser
import ForeignText
import Foundation

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

struct FormatOption: ParsableArguments {
    @Option(help: "What standard output is for: people, or programs.")
    var format = OutputFormat.text
}

/// JSON for programs: sorted keys, so that equal results are equal texts. Also safe on a terminal.
enum JSONOutput {
    static func text(_ value: some Encodable, isPretty: Bool = true) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.dateEncodingStrategy = .iso8601
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The encoder escapes few of the characters that a terminal obeys. They stand in strings only, so that an escape
    /// means the same.
    private static func escaped(_ json: String) -> String {
        guard !json.unicodeScalars.allSatisfy({ $0.isHarmless || $0 == "\n" }) else { return json }
        return json.unicodeScalars.map { scalar in
            scalar.isHarmless || scalar == "\n" ? String(scalar) : escape(scalar)
        }.joined()
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        UTF16.encode(scalar).map { units in
            units.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        } ?? ""
    }
}
