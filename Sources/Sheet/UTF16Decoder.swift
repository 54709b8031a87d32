/// Turns UTF-16 into UTF-8.
struct UTF16Decoder: TextDecoder {
    private let isBigEndian: Bool
    private var carried: [UInt8] = []
    /// The position in the file of the first byte not yet passed on.
    private var offset: Int

    init(isBigEndian: Bool, offset: Int) {
        self.isBigEndian = isBigEndian
        self.offset = offset
    }

    private enum Step {
        case character(Unicode.Scalar, byteCount: Int)
        case incomplete
        case loneSurrogate(UInt16)
    }

    mutating func decode(_ bytes: [UInt8], isLast: Bool) -> TextChunk {
        let input = carried.isEmpty ? bytes : carried + bytes
        var text: [UInt8] = []
        text.reserveCapacity(input.count)
        var position = 0
        while case .character(let scalar, let byteCount) = step(in: input, at: position) {
            text.append(contentsOf: scalar.utf8)
            position += byteCount
        }
        defer {
            carried = Array(input[position...])
            offset += position
        }
        return TextChunk(text: text, ending: ending(of: input, at: position, isLast: isLast))
    }

    /// Why decoding stopped at a position, if it stopped for good.
    private func ending(of input: [UInt8], at position: Int, isLast: Bool) -> TextChunk.Ending? {
        if case .loneSurrogate(let unit) = step(in: input, at: position) {
            return .damage(.loneSurrogate(unit: unit, offset: offset + position))
        }
        guard isLast else { return nil }
        return position == input.count ? .endOfFile : .damage(.cutUTF16(offset: offset + position))
    }

    private func step(in input: [UInt8], at position: Int) -> Step {
        guard let first = unit(in: input, at: position) else { return .incomplete }
        if let scalar = Unicode.Scalar(first) { return .character(scalar, byteCount: 2) }
        guard UTF16.isLeadSurrogate(first) else { return .loneSurrogate(first) }
        guard let second = unit(in: input, at: position + 2) else { return .incomplete }
        guard UTF16.isTrailSurrogate(second) else { return .loneSurrogate(first) }
        let value = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
        guard let scalar = Unicode.Scalar(value) else { return .loneSurrogate(first) }
        return .character(scalar, byteCount: 4)
    }

    private func unit(in input: [UInt8], at position: Int) -> UInt16? {
        guard position + 1 < input.count else { return nil }
        let (first, second) = (UInt16(input[position]), UInt16(input[position + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
    }
}
