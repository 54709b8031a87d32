/// Up to fifteen decimal digits in eight bytes.
///
/// Each digit is a nibble that holds its value plus one, the first digit topmost. An absent digit is 0, so the order of
/// the bits is the order of the digits as text, and the topmost three nibbles index a table of calling codes directly.
struct PackedDigits: Hashable, Sendable {
    /// The most digits that E.164 allows a number.
    static let capacity = 15

    private(set) var bits: UInt64 = 0

    var count: Int { (67 - bits.trailingZeroBitCount) / 4 }

    init() {}

    /// - Parameter bits: as `bits` gives them; nil for any other.
    init?(bits: UInt64) {
        let (used, rest) = bits == 0 ? (0, 0) : ((67 - bits.trailingZeroBitCount) / 4, bits & 0xF)
        guard rest == 0, (0..<used).allSatisfy({ 1...10 ~= bits >> (60 - 4 * UInt64($0)) & 0xF }) else { return nil }
        self.bits = bits
    }

    /// Packs ASCII digits; nil if there are more than fifteen, or any other byte.
    init?(ascii bytes: some Sequence<UInt8>) {
        var count = 0
        for byte in bytes {
            guard count < Self.capacity, let bits = Self.bits(of: byte, at: count) else { return nil }
            self.bits |= bits
            count += 1
        }
    }

    /// Packs the digits of an E.164 number: `+`, then 1 to 15 ASCII digits of which the first is not 0; nil for any
    /// other text. Whether the number is possible is not looked at.
    init?(e164 bytes: Span<UInt8>) {
        guard 2...Self.capacity + 1 ~= bytes.count, bytes[0] == UInt8(ascii: "+"), bytes[1] != UInt8(ascii: "0")
        else { return nil }
        for index in 1..<bytes.count {
            guard let bits = Self.bits(of: bytes[index], at: index - 1) else { return nil }
            self.bits |= bits
        }
    }

    private static func bits(of byte: UInt8, at position: Int) -> UInt64? {
        let digit = byte &- UInt8(ascii: "0")
        return digit <= 9 ? UInt64(digit + 1) << UInt64(60 - 4 * position) : nil
    }

    /// Whether `prefix` begins the digits that follow the first `offset` ones.
    func hasPrefix(_ prefix: PackedDigits, after offset: Int) -> Bool {
        let mask = ~(UInt64.max >> UInt64(4 * prefix.count))
        return (bits << UInt64(4 * offset)) & mask == prefix.bits
    }

    /// The digits in ASCII.
    var text: String {
        let count = count
        return String(unsafeUninitializedCapacity: count) { buffer in
            for position in 0..<count {
                let nibble = (bits >> UInt64(60 - 4 * position)) & 0xF
                buffer[position] = UInt8(ascii: "0") + UInt8(nibble) - 1
            }
            return count
        }
    }
}
