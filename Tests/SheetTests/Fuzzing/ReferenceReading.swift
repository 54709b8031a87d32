import Sheet

/// What a reader should say of a file, found out in the plainest way: the whole text, byte after byte.
///
/// It follows RFC 4180 and what is documented beside it (line breaks of all kinds, blank lines, limits, the line that a
/// message is about), and shares no code with the reader.
struct ReferenceReading {
    struct Stop: Error {
        let line: Int?
        /// What the message begins with.
        let words: String
    }

    private(set) var header: FuzzReading.Row?
    private(set) var rows: [FuzzReading.Row] = []
    private(set) var stop: Stop?

    private let text: [UInt8]
    private let damage: String?
    private let delimiter: UInt8
    private var position = 0
    private var line = 1
    /// Whether the first line has been looked at.
    private var hasDirective = false
    private let readsCellsAsWritten: Bool

    /// - Parameter readsCellsAsWritten: whether what protects a cell from a spreadsheet is left in it.
    init(_ file: [UInt8], delimiter: Delimiter, readsCellsAsWritten: Bool = false) {
        self.readsCellsAsWritten = readsCellsAsWritten
        let decoded = ReferenceText(file)
        text = decoded.bytes
        damage = decoded.damage
        self.delimiter = delimiter.rawValue
        do throws(Stop) {
            while !isAtEnd || damage != nil { try readLine() }
            if header == nil { throw Stop(line: nil, words: "The sheet is empty.") }
        } catch {
            stop = error
        }
    }

    private mutating func readLine() throws(Stop) {
        try refuseDamage()
        if skipLineBreak() { return }
        let start = position
        let row = try readRecord()
        guard !isBlank(row.cells) else { return }
        if header != nil { return rows.append(row) }
        if !hasDirective, Self.isDirective(text[start..<position]) {
            hasDirective = true
        } else {
            hasDirective = true
            header = row
        }
    }

    /// Whether the first line is `sep=` and a delimiter, as Excel writes it.
    static func isDirective(_ line: some Sequence<UInt8>) -> Bool {
        let text = String(decoding: line.filter { $0 != quote && $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        return [",", ";", "\t", "|"].contains { text == "sep=\($0)" }
    }

    private mutating func readRecord() throws(Stop) -> FuzzReading.Row {
        let start = line
        var cells: [[UInt8]] = []
        var size = 0
        while true {
            cells.append(try readCell())
            size += (cells.last ?? []).count + 1
            if size > 1 << 20 { throw Stop(line: start, words: "The row that begins here is longer than 1 MiB.") }
            if isAtEnd || skipLineBreak() { return .init(line: start, cells: cells) }
            position += 1
        }
    }

    /// Reads up to the delimiter, line break or end behind the cell.
    private mutating func readCell() throws(Stop) -> [UInt8] {
        let start = line
        let cell = next == Self.quote ? try readQuoted() : try readPlain()
        let text = readsCellsAsWritten ? cell : ReferenceCell.text(cell)
        if text.count > 1 << 16 { throw Self.longCell(start) }
        return text
    }

    private mutating func readPlain() throws(Stop) -> [UInt8] {
        let cell = Array(text[position...].prefix { $0 != delimiter && $0 != 0x0A && $0 != 0x0D && $0 != Self.quote })
        position += cell.count
        if isAtEnd || next == Self.quote { try refuseLength(cell.count, line) }
        try refuseDamage()
        if next == Self.quote { throw strayQuote(line) }
        return cell
    }

    private mutating func readQuoted() throws(Stop) -> [UInt8] {
        let start = line
        var cell: [UInt8] = []
        position += 1
        while true {
            let piece = text[position...].prefix { $0 != 0x0A && $0 != 0x0D && $0 != Self.quote }
            cell += piece
            position += piece.count
            if isAtEnd { try refuseLength(cell.count, start) }
            try refuseDamage()
            if isAtEnd { throw Stop(line: start, words: "The quote that opens a cell here is never closed.") }
            let mark = position
            if skipLineBreak() {
                cell += text[mark..<position]
                continue
            }
            position += 1
            if next == Self.quote {
                cell.append(Self.quote)
                position += 1
                continue
            }
            if isAtEnd { try refuseLength(cell.count + 1, start) }
            try refuseDamage()
            guard isAtEnd || next == delimiter || next == 0x0A || next == 0x0D else {
                try refuseLength(cell.count + 1, start)
                throw strayQuote(start)
            }
            return cell
        }
    }

    // MARK: - Where it stands

    private static let quote = UInt8(ascii: "\"")

    private var isAtEnd: Bool { position == text.count }
    private var next: UInt8? { isAtEnd ? nil : text[position] }

    private mutating func skipLineBreak() -> Bool {
        guard next == 0x0A || next == 0x0D else { return false }
        position += text[position...].starts(with: [0x0D, 0x0A]) ? 2 : 1
        line += 1
        return true
    }

    // MARK: - What is wrong

    private func refuseDamage() throws(Stop) {
        if isAtEnd, let damage { throw Stop(line: line, words: damage) }
    }

    /// A cell that goes on beyond the limit is refused before anything else that may be wrong with it.
    private func refuseLength(_ count: Int, _ start: Int) throws(Stop) {
        if count > (1 << 16) + 2 { throw Self.longCell(start) }
    }

    private static func longCell(_ line: Int) -> Stop {
        Stop(line: line, words: "A cell that begins here is longer than 64 KiB.")
    }

    private func strayQuote(_ start: Int) -> Stop {
        let place = start == line ? "a cell on this line" : "the cell that begins here; the quote is on line \(line)."
        return Stop(line: start, words: "There is a quote in the middle of \(place)")
    }
}
