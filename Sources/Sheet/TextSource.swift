#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads a file as a sequence of text chunks, having found out its encoding from its first bytes.
struct TextSource: ~Copyable {
    let encoding: TextEncoding
    let hasByteOrderMark: Bool
    var name: String { source.name }
    private let source: any ByteSource
    private let bufferSize: Int
    private var decoder: any TextDecoder
    /// What was read to look for a byte order mark and is not one.
    private var opening: [UInt8]
    /// Whether the text so far ends with the mark that DOS ends a text with. It only counts at the very end.
    private var holdsEndMark = false

    init(_ source: any ByteSource, bufferSize: Int) throws(SheetProblem) {
        let start = try Self.firstBytes(of: source, bufferSize: bufferSize)
        if let format = ForeignFormat(start: start) { throw SheetProblem(file: source.name, format.message) }
        let mark = ByteOrderMark(start: start)
        encoding = mark?.encoding ?? .utf8
        hasByteOrderMark = mark != nil
        opening = Array(start.dropFirst(mark?.length ?? 0))
        decoder = encoding.decoder(offset: mark?.length ?? 0)
        self.source = source
        self.bufferSize = bufferSize
    }

    /// The next chunk; the last one has an ending, and none may be asked for after it.
    mutating func nextChunk() throws(SheetProblem) -> TextChunk {
        var bytes = opening
        opening = []
        if bytes.isEmpty { bytes = try source.nextBytes(upTo: bufferSize) }
        return withoutEndMark(decoder.decode(bytes, isLast: bytes.isEmpty).cutAtNUL())
    }

    /// Takes off a Ctrl-Z behind all else.
    private mutating func withoutEndMark(_ chunk: TextChunk) -> TextChunk {
        var chunk = chunk
        if holdsEndMark, !chunk.text.isEmpty {
            chunk.text.insert(Byte.endMark, at: 0)
            holdsEndMark = false
        }
        if chunk.text.last == Byte.endMark {
            chunk.text.removeLast()
            holdsEndMark = true
        }
        return chunk
    }

    private static func firstBytes(of source: any ByteSource, bufferSize: Int) throws(SheetProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < ForeignFormat.longestStart {
            let more = try source.nextBytes(upTo: bufferSize)
            guard !more.isEmpty else { break }
            bytes += more
        }
        return bytes
    }
}

/// The bytes by which a file says how its text is encoded.
private struct ByteOrderMark {
    let encoding: TextEncoding
    let length: Int

    init?(start: [UInt8]) {
        if start.starts(with: Byte.orderMark) {
            (encoding, length) = (.utf8, 3)
        } else if start.starts(with: [0xFF, 0xFE]) {
            (encoding, length) = (.utf16LittleEndian, 2)
        } else if start.starts(with: [0xFE, 0xFF]) {
            (encoding, length) = (.utf16BigEndian, 2)
        } else {
            return nil
        }
    }
}

extension TextEncoding {
    fileprivate func decoder(offset: Int) -> any TextDecoder {
        switch self {
        case .utf8: UTF8Decoder(offset: offset)
        case .utf16LittleEndian: UTF16Decoder(isBigEndian: false, offset: offset)
        case .utf16BigEndian: UTF16Decoder(isBigEndian: true, offset: offset)
        }
    }
}

extension TextChunk {
    /// A NUL byte is valid UTF-8 but no text: everything from the first one on is left off.
    fileprivate func cutAtNUL() -> TextChunk {
        let length = text.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, let nul = memchr(base, 0, bytes.count) else { return nil }
            return UnsafeRawPointer(nul) - base
        }
        return length.map { TextChunk(text: Array(text[..<$0]), ending: .damage(.nul)) } ?? self
    }
}
