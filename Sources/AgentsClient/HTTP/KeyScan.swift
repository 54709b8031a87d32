import Foundation

/// Finds a key in what a server sends, also where an honest writer has escaped some of its characters: `\/`, `\"`,
/// `\u002B` as JSON allows, `%2B` as addresses do, `&#43;` and `&quot;` as HTML does, and JSON within JSON.
///
/// What is decoded later can so hold no key, and neither can what is shown as it came.
struct KeyScan {
    private static let backslash = UInt8(ascii: "\\")
    /// JSON within JSON has two or three before a character, and so on.
    private static let mostBackslashes = 8

    /// What HTML has names for.
    private static let entities: [(character: UInt8, name: [UInt8])] = [
        (UInt8(ascii: "\""), "&quot;"), (UInt8(ascii: "'"), "&apos;"), (UInt8(ascii: "&"), "&amp;"),
        (UInt8(ascii: "<"), "&lt;"), (UInt8(ascii: ">"), "&gt;"), (UInt8(ascii: "+"), "&plus;"),
        (UInt8(ascii: "/"), "&sol;"), (UInt8(ascii: "="), "&equals;"), (UInt8(ascii: "\\"), "&bsol;"),
    ].map { ($0, Array($1.utf8)) }
    /// The most digits of `&#…;`, leading zeros included.
    private static let mostDigits = 8

    private let key: [UInt8]

    init(for key: String) { self.key = Array(key.utf8) }

    /// The key can be as long as this, in bytes.
    var longestForm: Int { key.count * (Self.mostBackslashes + 5) }

    /// The bytes with `substitute` in the place of each key; nil when there is none.
    func replacing(in bytes: UnsafeRawBufferPointer, with substitute: [UInt8]) -> [UInt8]? {
        var starts = Starts(bytes, [key[0], Self.backslash, UInt8(ascii: "%"), UInt8(ascii: "&")])
        var result: [UInt8] = []
        var copied = 0
        while let start = starts.next() {
            guard let end = end(of: bytes, from: start) else { continue }
            result.append(contentsOf: bytes[copied..<start])
            result.append(contentsOf: substitute)
            copied = end
            starts.skip(to: end)
        }
        guard copied > 0 else { return nil }
        result.append(contentsOf: bytes[copied...])
        return result
    }

    /// Where a key ends that begins at `start`. There can be several readings of the same bytes.
    private func end(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var ends: Set = [start]
        for character in key {
            ends = Set(ends.flatMap { self.ends(of: character, in: bytes, from: $0) })
            if ends.isEmpty { return nil }
        }
        return ends.max()
    }

    /// Where one character ends, in each of its forms.
    private func ends(of character: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> [Int] {
        guard start < bytes.count else { return [] }
        var ends = bytes[start] == character ? [start + 1] : []
        if bytes[start] == UInt8(ascii: "%"), Self.hexadecimal(bytes, start + 1, digits: 2) == character {
            ends.append(start + 3)
        }
        if bytes[start] == UInt8(ascii: "&") { ends += Self.entity(of: character, in: bytes, from: start) }
        var next = start
        while next < bytes.count, next - start < Self.mostBackslashes, bytes[next] == Self.backslash {
            next += 1
            guard next < bytes.count else { break }
            if bytes[next] == character, #""\/"#.utf8.contains(character) { ends.append(next + 1) }
            if bytes[next] == UInt8(ascii: "u"), Self.hexadecimal(bytes, next + 1, digits: 4) == character {
                ends.append(next + 5)
            }
        }
        return ends
    }

    /// Where it ends as HTML writes it.
    private static func entity(of character: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> [Int] {
        var ends: [Int] = []
        for known in entities where known.character == character {
            let end = start + known.name.count
            if end <= bytes.count, bytes[start..<end].elementsEqual(known.name) { ends.append(end) }
        }
        let digits = bytes[min(start + 1, bytes.count)...].prefix(mostDigits + 3)
        guard digits.first == UInt8(ascii: "#"), let semicolon = digits.firstIndex(of: UInt8(ascii: ";")) else {
            return ends
        }
        let number = String(decoding: digits[(start + 2)..<semicolon], as: UTF8.self).lowercased()
        let value = number.hasPrefix("x") ? UInt32(number.dropFirst(), radix: 16) : UInt32(number)
        return value == UInt32(character) ? ends + [semicolon + 1] : ends
    }

    /// The number that stands there, if it is that of an ASCII character.
    private static func hexadecimal(_ bytes: UnsafeRawBufferPointer, _ start: Int, digits: Int) -> UInt8? {
        guard start + digits <= bytes.count else { return nil }
        return UInt8(String(decoding: bytes[start..<start + digits], as: UTF8.self), radix: 16)
    }
}

/// The places in some bytes where one of a few values stands, each found when it is needed.
private struct Starts {
    private let bytes: UnsafeRawBufferPointer
    private let values: [UInt8]
    /// The next place of each value; the end when there is none.
    private var places: [Int]

    init(_ bytes: UnsafeRawBufferPointer, _ values: [UInt8]) {
        (self.bytes, self.values) = (bytes, values)
        places = values.map { _ in 0 }
        skip(to: 0)
    }

    mutating func next() -> Int? {
        let place = places.min() ?? bytes.count
        guard place < bytes.count else { return nil }
        skip(to: place + 1)
        return place
    }

    mutating func skip(to start: Int) {
        for (index, value) in values.enumerated() where places[index] <= start {
            guard start < bytes.count, let base = bytes.baseAddress else {
                places[index] = bytes.count
                continue
            }
            let found = memchr(base + start, Int32(value), bytes.count - start)
            places[index] = found.map { UnsafeRawPointer($0) - base } ?? bytes.count
        }
    }
}
