import ForeignText

/// A phone number in E.164 form, `+` and up to 15 digits, in eight bytes.
///
/// Numbers are ordered as their texts are, which keeps those of a country together.
package struct PhoneNumber: Hashable, Comparable, Sendable {
    let digits: PackedDigits

    init(digits: PackedDigits) { self.digits = digits }

    /// Checks a cell's text: an assigned calling code, a length that is possible there, no trunk prefix after it.
    ///
    /// White space and invisible marks around the number are taken off; anything else that is not the number in
    /// strict E.164 form is a problem, with the number as it should be written where that can be told.
    package init(validating text: some StringProtocol) throws(PhoneNumberProblem) {
        try self.init(validatingUTF8: text.utf8)
    }

    /// Checks a cell's bytes as `init(validating:)` does.
    package init(validatingUTF8 bytes: some Collection<UInt8>) throws(PhoneNumberProblem) {
        let result = bytes.withContiguousStorageIfAvailable { Self.validate($0.span) }
        self = try (result ?? Self.validate(Array(bytes).span)).get()
    }

    /// Checks a cell's bytes in place as `init(validating:)` does: the fast path for a sheet's million rows.
    package init(validatingUTF8 bytes: Span<UInt8>) throws(PhoneNumberProblem) {
        self = try Self.validate(bytes).get()
    }

    /// Takes a number over from where it has been a number before, such as the API or a run file.
    ///
    /// Only the form is looked at: a numbering plan may know numbers that this program's table does not.
    package init?(e164 text: String) {
        var text = text
        guard let digits = text.withUTF8({ PackedDigits(e164: $0.span) }) else { return nil }
        self.init(digits: digits)
    }

    /// The same of bytes that are a number in strict E.164, white space around it allowed; nil for any other, which
    /// `init(validatingUTF8:)` has more to say of.
    package init?(plainUTF8 bytes: Span<UInt8>) {
        guard let digits = PackedDigits(e164: bytes.extracting(bytes.boundsWithoutASCIISpace)),
            let plan = NumberingPlan.of(digits), plan.admits(digits)
        else { return nil }
        self.init(digits: digits)
    }

    /// The number as an integer that fits in 63 bits and orders as the text does.
    package var value: UInt64 { digits.bits >> 4 }

    /// - Parameter value: as `value` gives it; nil for any other.
    package init?(value: UInt64) {
        guard let digits = PackedDigits(bits: value << 4) else { return nil }
        self.init(digits: digits)
    }

    private static func validate(_ bytes: Span<UInt8>) -> Result<PhoneNumber, PhoneNumberProblem> {
        if let number = PhoneNumber(plainUTF8: bytes) { return .success(number) }
        let text = bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        return PhoneNumberReading.read(text)
    }

    package static func < (left: Self, right: Self) -> Bool { left.digits.bits < right.digits.bits }
}

extension PhoneNumber: CustomStringConvertible {
    package var description: String { "+" + digits.text }
}

/// Coded as its E.164 text; decoding looks at the form only, as `init(e164:)` does.
extension PhoneNumber: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let number = PhoneNumber(e164: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\(text.quoted) is not a phone number in E.164 form.")
        }
        self = number
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Span<UInt8> {
    fileprivate var boundsWithoutASCIISpace: Range<Int> {
        var bounds = 0..<count
        while let first = bounds.first, Self.isSpace(self[first]) { bounds.removeFirst() }
        while let last = bounds.last, Self.isSpace(self[last]) { bounds.removeLast() }
        return bounds
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
}
