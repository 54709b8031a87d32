/// Finds the header in the first bytes of a sheet, before it is known what separates its cells.
struct HeaderScan {
    let header: ArraySlice<UInt8>
    /// What ends the header; nil if the file ends with it.
    let lineEnding: LineEnding?

    /// Looks for the first line with anything in it; nil if the text may not hold the whole of it yet.
    ///
    /// - Parameters:
    ///   - isWhole: whether no more text follows.
    ///   - delimiter: the only one that a blank line may hold; nil for any.
    init?(_ text: ArraySlice<UInt8>, isWhole: Bool, delimiter: Delimiter?) {
        var start = text.startIndex
        var isQuoted = false
        var isBlank = true
        for (index, byte) in zip(text.indices, text) {
            if byte == Byte.quote {
                isQuoted.toggle()
            } else if !isQuoted, byte == Byte.lineFeed || byte == Byte.carriageReturn {
                guard isBlank else {
                    guard let ending = LineEnding(in: text, at: index, isWhole: isWhole) else { return nil }
                    (header, lineEnding) = (text[start..<index], ending)
                    return
                }
                start = index + 1
            } else if !Byte.isBlank(byte), !Self.separates(byte, delimiter) {
                isBlank = false
            }
        }
        guard isWhole, !isBlank else { return nil }
        (header, lineEnding) = (text[start...], nil)
    }

    private static func separates(_ byte: UInt8, _ delimiter: Delimiter?) -> Bool {
        delimiter.map { byte == $0.rawValue } ?? (Delimiter(rawValue: byte) != nil)
    }

    /// The delimiter under which most cells are known columns, and of those the one that separates most cells.
    func delimiter(for schema: SheetSchema) -> Delimiter {
        Delimiter.allCases.map { ($0, rank($0, schema)) }.max { $0.1 < $1.1 }?.0 ?? .comma
    }

    private func rank(_ delimiter: Delimiter, _ schema: SheetSchema) -> (known: Int, cells: Int) {
        let cells = cells(separatedBy: delimiter)
        return (cells.count { schema.column(named: $0) != nil }, cells.count)
    }

    private func cells(separatedBy delimiter: Delimiter) -> [String] {
        var isQuoted = false
        let cells = header.split(omittingEmptySubsequences: false) { byte in
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
