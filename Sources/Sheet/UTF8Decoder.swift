/// Passes UTF-8 on as it is, after checking every byte of it.
struct UTF8Decoder: TextDecoder {
    private var carried: [UInt8] = []
    /// The position in the file of the first byte not yet passed on.
    private var offset: Int

    init(offset: Int) {
        self.offset = offset
    }

    mutating func decode(_ bytes: [UInt8], isLast: Bool) -> TextChunk {
        let text = carried.isEmpty ? bytes : carried + bytes
        carried = []
        guard let error = validationError(in: text) else {
            offset += text.count
            return TextChunk(text: text, ending: isLast ? .endOfFile : nil)
        }
        let faulty = error.byteOffsets
        let start = offset + faulty.lowerBound
        guard isLast || !isCutAtEnd(error, of: text) else {
            carried = Array(text[faulty])
            offset = start
            return TextChunk(text: Array(text[..<faulty.lowerBound]))
        }
        let damage = TextDamage.notUTF8(bytes: Array(text[faulty]), offset: start)
        return TextChunk(text: Array(text[..<faulty.lowerBound]), ending: .damage(damage))
    }

    private func validationError(in text: [UInt8]) -> UTF8.ValidationError? {
        do {
            _ = try UTF8Span(validating: text.span)
            return nil
        } catch {
            return error
        }
    }

    private func isCutAtEnd(_ error: UTF8.ValidationError, of text: [UInt8]) -> Bool {
        error.kind == .truncatedScalar && error.byteOffsets.upperBound == text.count
    }
}
