/// The encoding that spreadsheets in Western Europe and America save plain CSV in.
///
/// Only used to tell a person what a byte looks like. Source: the WHATWG Encoding Standard, index windows-1252, without
/// the five bytes that it maps to control characters.
enum Windows1252 {
    /// The character of a byte from 80 to FF, or nil if it has none.
    static func character(_ byte: UInt8) -> Character? {
        switch byte {
        case 0x80...0x9F: upperControls[Int(byte - 0x80)]
        case 0xA0...0xFF: Character(Unicode.Scalar(byte))
        default: nil
        }
    }

    private static let upperControls: [Character?] = [
        "€", nil, "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", nil, "Ž", nil,
        nil, "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", nil, "ž", "Ÿ",
    ]
}
