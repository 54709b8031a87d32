/// A stretch of the sheet's text, valid UTF-8 whatever the file's encoding, and cut only between characters.
struct TextChunk {
    var text: [UInt8]
    /// Set on the last chunk: why there is no more.
    var ending: Ending?

    enum Ending: Hashable {
        case endOfFile
        case damage(TextDamage)
    }
}

/// What makes bytes not be the text of a sheet. Offsets count the file's bytes from 0.
enum TextDamage: Hashable {
    case nul
    case notUTF8(bytes: [UInt8], offset: Int)
    case loneSurrogate(unit: UInt16, offset: Int)
    case cutUTF16(offset: Int)
}

/// Turns the bytes of a file, read piece by piece, into text.
protocol TextDecoder {
    /// Decodes what it can and keeps the start of a character that was cut for the next time.
    ///
    /// After a chunk with an ending it must not be called again.
    mutating func decode(_ bytes: [UInt8], isLast: Bool) -> TextChunk
}
