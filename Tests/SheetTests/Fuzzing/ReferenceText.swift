/// The text of a file, decoded in the plainest way: all of it at once.
struct ReferenceText {
    var bytes: [UInt8] = []
    /// Why the text ends before the file does, in the words of a reader's message.
    var damage: String?

    init(_ file: [UInt8]) {
        if file.starts(with: [0xEF, 0xBB, 0xBF]) {
            decodeUTF8(file, from: 3)
        } else if file.starts(with: [0xFF, 0xFE]) {
            decodeUTF16(file) { UInt16($1) << 8 | UInt16($0) }
        } else if file.starts(with: [0xFE, 0xFF]) {
            decodeUTF16(file) { UInt16($0) << 8 | UInt16($1) }
        } else {
            decodeUTF8(file, from: 0)
        }
        if let nul = bytes.firstIndex(of: 0) {
            bytes.removeSubrange(nul...)
            damage = "There is a NUL byte here"
        }
        if bytes.last == 0x1A { bytes.removeLast() }
    }

    private mutating func decodeUTF8(_ file: [UInt8], from start: Int) {
        var position = start
        while position < file.count {
            let length = Self.characterLength(file[position...])
            guard length > 0 else {
                damage = "The text is not UTF-8 from byte \(position) of the file on"
                break
            }
            position += length
        }
        bytes = Array(file[start..<position])
    }

    /// The bytes of the first character, by table 3-7 of the Unicode standard; 0 if it is not well-formed.
    private static func characterLength(_ text: ArraySlice<UInt8>) -> Int {
        let rest = text.dropFirst()
        guard let first = text.first else { return 0 }
        if first < 0x80 { return 1 }
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0x80...0xBF)
            }
        guard length > 0, text.count >= length, let next = rest.first, second ~= next else { return 0 }
        return rest.prefix(length - 1).dropFirst().allSatisfy { 0x80...0xBF ~= $0 } ? length : 0
    }

    private mutating func decodeUTF16(_ file: [UInt8], _ unit: (UInt8, UInt8) -> UInt16) {
        let units = stride(from: 2, to: file.count - 1, by: 2).map { unit(file[$0], file[$0 + 1]) }
        var index = 0
        while index < units.count {
            let isSurrogate = UTF16.isSurrogate(units[index])
            let pair = units[index...].prefix(isSurrogate ? 2 : 1)
            let isPair = UTF16.isLeadSurrogate(units[index]) && pair.dropFirst().contains(where: UTF16.isTrailSurrogate)
            guard isPair || !isSurrogate else { break }
            bytes += String(decoding: pair, as: UTF16.self).utf8
            index += pair.count
        }
        let offset = 2 + 2 * index
        guard offset < file.count else { return }
        let isCut = index == units.count || index == units.count - 1 && UTF16.isLeadSurrogate(units[index])
        damage =
            isCut
            ? "The UTF-16 text ends inside a character, at byte \(offset) of the file"
            : "The text is not UTF-16 at byte \(offset) of the file"
    }
}
