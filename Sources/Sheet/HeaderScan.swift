import ForeignText

/// Finds the header in the first lines of a sheet, before it is known what separates its cells.
struct HeaderScan {
    /// Lines above a header: what it is of, when it was exported.
    static let mostLines = 10

    /// The first lines with anything in them; the last one is the first that holds a known column, if one does.
    private let lines: [ArraySlice<UInt8>]
    /// What ends the first of them; nil if the file ends with it.
    let lineEnding: LineEnding?
    /// What the line `sep=;` says, which Excel writes and reads as the first one.
    let directive: Delimiter?

    /// Looks for a line with a known column, among a few; nil if the text may not hold the whole of them yet.
    ///
    /// - Parameters:
    ///   - isWhole: whether no more text follows.
    ///   - delimiter: the only one that a blank line may hold; nil for any.
    init?(_ text: ArraySlice<UInt8>, isWhole: Bool, delimiter: Delimiter?, schema: SheetSchema) {
        var lines: [ArraySlice<UInt8>] = []
        var (firstEnding, directive): (LineEnding?, Delimiter?) = (nil, nil)
        var start = text.startIndex
        var (isQuoted, isFirst, isDecided) = (false, true, false)

        func take(_ line: ArraySlice<UInt8>) {
            guard !Self.isBlank(line, delimiter) else { return }
            if isFirst { directive = Self.directive(line) }
            if !isFirst || directive == nil { lines.append(line) }
            isFirst = false
            isDecided = lines.count == Self.mostLines || lines.last.map { Self.knows($0, schema) } ?? false
        }

        for (index, byte) in zip(text.indices, text) where !isDecided {
            if byte == Byte.quote {
                isQuoted.toggle()
            } else if !isQuoted, byte == Byte.lineFeed || byte == Byte.carriageReturn {
                guard let ending = LineEnding(in: text, at: index, isWhole: isWhole) else { return nil }
                let wasFirst = isFirst
                take(text[start..<index])
                if wasFirst, !isFirst { firstEnding = ending }
                start = index + 1
            }
        }
        if !isDecided {
            guard isWhole else { return nil }
            take(text[start...])
            guard !lines.isEmpty || directive != nil else { return nil }
        }
        (self.lines, lineEnding, self.directive) = (lines, firstEnding, directive)
    }

    /// `sep=;`, perhaps in quotes.
    private static func directive(_ line: ArraySlice<UInt8>) -> Delimiter? {
        let text = line.filter { $0 != Byte.quote }
        guard text.count == 5, text.starts(with: "sep=".utf8), let byte = text.last else { return nil }
        return Delimiter(rawValue: byte)
    }

    private static func isBlank(_ line: ArraySlice<UInt8>, _ delimiter: Delimiter?) -> Bool {
        func separates(_ byte: UInt8) -> Bool {
            delimiter.map { byte == $0.rawValue } ?? (Delimiter(rawValue: byte) != nil)
        }
        return Byte.areBlank(line.lazy.filter { !separates($0) })
    }

    /// Without any column to look for, the first line is as good as another.
    private static func knows(_ line: ArraySlice<UInt8>, _ schema: SheetSchema) -> Bool {
        schema.columns.isEmpty || Delimiter.allCases.contains { rank($0, line, schema).known > 0 }
    }

    /// The delimiter under which most cells are known columns, and of those the one that separates most cells.
    ///
    /// What a directive says counts more, unless the header that follows it is another's.
    func delimiter(for schema: SheetSchema) -> Delimiter {
        guard let directive else { return likeliest(for: schema) }
        let likeliest = likeliest(for: schema)
        func known(_ delimiter: Delimiter) -> Int { lines.map { Self.rank(delimiter, $0, schema).known }.max() ?? 0 }
        return known(likeliest) > known(directive) ? likeliest : directive
    }

    private func likeliest(for schema: SheetSchema) -> Delimiter {
        func best(_ line: ArraySlice<UInt8>) -> (delimiter: Delimiter, rank: Rank)? {
            Delimiter.allCases.map { ($0, Self.rank($0, line, schema)) }.max { $0.1 < $1.1 }
        }
        let ranked = lines.compactMap(best)
        let header = ranked.first { $0.rank.known > 0 } ?? ranked.first { $0.rank.cells > 1 } ?? ranked.first
        return header?.delimiter ?? .comma
    }

    private typealias Rank = (known: Int, cells: Int)

    private static func rank(_ delimiter: Delimiter, _ line: ArraySlice<UInt8>, _ schema: SheetSchema) -> Rank {
        let cells = cells(of: line, separatedBy: delimiter)
        return (cells.count { schema.column(named: $0) != nil }, cells.count)
    }

    private static func cells(of line: ArraySlice<UInt8>, separatedBy delimiter: Delimiter) -> [String] {
        var isQuoted = false
        let cells = line.split(omittingEmptySubsequences: false) { byte in
            if byte == Byte.quote { isQuoted.toggle() }
            return byte == delimiter.rawValue && !isQuoted
        }
        return cells.map { String(decoding: $0.filter { $0 != Byte.quote }, as: UTF8.self) }
    }
}

extension LineEnding {
    /// The line ending at an index; nil if it could be either of two, as the next byte is not there yet.
    fileprivate init?(in text: ArraySlice<UInt8>, at index: Int, isWhole: Bool) {
        guard text[index] == Byte.carriageReturn else {
            self = .lineFeed
            return
        }
        guard index + 1 < text.endIndex || isWhole else { return nil }
        let isPair = index + 1 < text.endIndex && text[index + 1] == Byte.lineFeed
        self = isPair ? .carriageReturnLineFeed : .carriageReturn
    }
}
