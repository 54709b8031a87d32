import Sheet
import TestSupport

/// Makes files of every kind, the same ones for the same seed.
struct FuzzGenerator {
    /// The lines of files to change something in.
    let samples: [[[UInt8]]]
    private var random: SeededGenerator

    init(seed: UInt64, samples: [[[UInt8]]]) {
        random = SeededGenerator(seed: seed)
        self.samples = samples
    }

    mutating func input() -> FuzzInput {
        var input = FuzzInput(
            bytes: [], delimiter: chance(3, of: 4) ? pick(Delimiter.allCases) : nil,
            bufferSize: chance(1, of: 4) ? 65536 : Int.random(in: 1...24, using: &random), isForExcel: chance(1, of: 3))
        switch Int.random(in: 0..<4000, using: &random) {
        case 0..<1300: makeSheet(&input)
        case 1300..<2600: input.bytes = mark() + soup(upTo: 40)
        case 2600..<3999: input.bytes = mutated(base())
        default: makeLong(&input)
        }
        return input
    }

    // MARK: - Well-formed sheets

    private mutating func makeSheet(_ input: inout FuzzInput) {
        let columns = Int.random(in: 1...5, using: &random)
        let delimiter = pick(Delimiter.allCases)
        let records = (0..<Int.random(in: 0...6, using: &random)).map { _ in (0..<columns).map { _ in cell() } }
        var text: [UInt8] = []
        for record in [header(columns)] + records.map({ $0.map { encoded($0, delimiter) } }) {
            text += record.joined(separator: [delimiter.rawValue]) + pick([[0x0A], [0x0D, 0x0A], [0x0D]])
        }
        if chance(1, of: 3) { text.removeLast() }
        input.bytes = inEncoding(text)
        input.madeWith = delimiter
        input.delimiter = columns > 1 && chance(1, of: 2) ? nil : delimiter
        input.rows = records.map { $0.map(ReferenceCell.text) }.filter { !isBlank($0) }
    }

    /// Delimiters and line breaks in a name are in quotes, so that they do not mislead.
    private mutating func header(_ columns: Int) -> [[UInt8]] {
        (0..<columns).map { column in
            let noise = pick(["", "", "\n", ",,,,,,", ";;;;;;", "||||||", "\t\t\t\t\t\t"])
            return Array((noise.isEmpty ? "h\(column)" : "\"h\(column)\(noise)\"").utf8)
        }
    }

    private mutating func cell() -> [UInt8] {
        (0..<pick([0, 1, 1, 2, 3, 5])).flatMap { _ in Array(pick(Self.cellPieces).utf8) }
    }

    /// In quotes where it needs them, and sometimes where it does not.
    private mutating func encoded(_ cell: [UInt8], _ delimiter: Delimiter) -> [UInt8] {
        let needsQuotes = cell.contains { [0x22, 0x0A, 0x0D, delimiter.rawValue].contains($0) }
        guard needsQuotes || chance(1, of: 4) else { return cell }
        return [0x22] + cell.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
    }

    private mutating func inEncoding(_ text: [UInt8]) -> [UInt8] {
        let units = String(decoding: text, as: UTF8.self).utf16
        return switch Int.random(in: 0..<10, using: &random) {
        case 0: [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        case 1: [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        case 2...3: [0xEF, 0xBB, 0xBF] + text
        default: text
        }
    }

    // MARK: - Anything

    private mutating func mark() -> [UInt8] {
        let header = chance(2, of: 3) ? Array(pick(["a,b,c\n", "a;b\r\n", "\"a\"\tb\r", "a|b\n\n"]).utf8) : []
        return pick([[], [], [], [], [], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]]) + header
    }

    private mutating func soup(upTo count: Int) -> [UInt8] {
        (0..<Int.random(in: 0...count, using: &random)).flatMap { _ in piece() }
    }

    private mutating func piece() -> [UInt8] {
        if chance(1, of: 40) { return pick(Self.damage) }
        if chance(1, of: 100) { return [UInt8.random(in: 0...255, using: &random)] }
        return Array(pick(Self.marks + Self.cellPieces).utf8)
    }

    // MARK: - Changed files

    /// A few lines of a sample behind its first one.
    private mutating func base() -> [UInt8] {
        let lines = pick(samples)
        let start = Int.random(in: 0..<lines.count, using: &random)
        let end = min(lines.count, start + Int.random(in: 0...4, using: &random))
        let few = [lines[0]] + lines[start..<end]
        return inEncoding(Array(few.joined(separator: [0x0A])))
    }

    private mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, start + pick([0, 0, 1, 2, 8, 40]))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: Array(bytes[start..<end]), at: start)
            case 2: bytes.removeSubrange(end...)
            case 3 where start < bytes.count: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default: bytes.replaceSubrange(start..<end, with: soup(upTo: 3))
            }
        }
        return bytes
    }

    // MARK: - Long files

    /// Cells and records round the limits, and files beyond the size of a read.
    private mutating func makeLong(_ input: inout FuzzInput) {
        let around = Int.random(in: -4...4, using: &random)
        let filler = Array(pick(["x", "x", "x", "\n", "\"\"", "é", "='"]).utf8)
        let opening = Array(pick(["", "\"", "\"'=", "'=", "\"'"]).utf8)
        let length = pick([65536, 65536, 65536, 131_072, 1 << 20]) + around
        let count = length / (filler == [0x22, 0x22] ? 1 : filler.count)
        let delimiter = chance(1, of: 6) ? [UInt8(ascii: ",")] : []
        let closing = opening.first == 0x22 && chance(4, of: 5) ? opening.prefix(1) : []
        let long = opening + repeatElement(filler + delimiter, count: count).joined() + closing
        let start = mark() + soup(upTo: 2) + [0x0A]
        input.bytes = start + long + pick([[], [0x0A], [0x2C]]) + soup(upTo: 5)
        input.bufferSize = pick([1000, 65536, start.count + long.count + Int.random(in: -2...2, using: &random)])
    }

    // MARK: - Choices

    private mutating func chance(_ count: Int, of total: Int) -> Bool {
        Int.random(in: 0..<total, using: &random) < count
    }

    private mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    private static let marks = [
        ",", ",", ",", ";", "\t", "|", "\"", "\"", "\"\"", "\n", "\n", "\r", "\r\n", "\n\"", ",\"", "\",", "\"\n", " ",
        "result_line", "\u{1A}", "sep=;\n", "sep=,\r\n",
    ]

    private static let cellPieces = [
        "a", "b", "xyz", "+442071838750", "-5", "0", "e", ".", "'", "'", "''", "=", "=1+1", "='", "=\"+44\"", "=\"",
        "\"",
        "+", "-", "@", "＝", "＋1", "－", "＠", " ", "\t", "\n", "\r", "\r\n", "é", "語", "🙂", "\u{A0}", "\u{FEFF}",
        "\u{200B}", "\u{202E}", "\u{1B}[31m", "\u{7F}", "\u{3000}", "\u{2028}", "\u{3164}", "\u{1}", ",", ";", "|",
        "null", "",
    ]

    private static let damage: [[UInt8]] = [
        [0], [0xE9], [0xC3], [0xF0, 0x9F], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xC0, 0x80], [0xED, 0xA0, 0x80],
        [0xF4, 0x90, 0x80, 0x80], [0x3D, 0xD8], [0x00, 0xDC], [0x80],
    ]
}
