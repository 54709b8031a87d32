import Foundation

extension APIKey {
    /// Keys shorter than this many bytes are no secrets, and could be part of honest text.
    private static let shortestRedacted = 8

    /// The text without the key, in case a server echoes what it was sent.
    func redacted(from text: String) -> String {
        guard headerValue.utf8.count >= Self.shortestRedacted else { return text }
        return text.replacing(headerValue, with: description)
    }

    /// The bytes without the key.
    func redacted(from bytes: Data) -> Data {
        let key = Array(headerValue.utf8)
        guard key.count >= Self.shortestRedacted, let first = Self.firstOccurrence(of: key, in: bytes) else {
            return bytes
        }
        let rest = redacted(from: bytes[(first + key.count)...])
        return bytes[..<first] + Data(description.utf8) + rest
    }

    private static func firstOccurrence(of key: [UInt8], in bytes: Data) -> Data.Index? {
        let offset = bytes.withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress else { return nil }
            var start = 0
            while start + key.count <= buffer.count,
                let found = memchr(base + start, Int32(key[0]), buffer.count - key.count - start + 1)
            {
                if memcmp(found, key, key.count) == 0 { return UnsafeRawPointer(found) - base }
                start = UnsafeRawPointer(found) - base + 1
            }
            return nil
        }
        return offset.map { bytes.startIndex + $0 }
    }
}

/// Takes a key out of bytes that come in pieces, also where it is cut in two.
struct StreamedRedaction {
    private let key: APIKey
    /// What could be the beginning of the key.
    private var held: Data = Data()

    init(of key: APIKey) { self.key = key }

    /// Returns what can be passed on.
    mutating func pass(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        held.append(contentsOf: bytes)
        held = key.redacted(from: held)
        let kept = max(0, min(held.count, key.headerValue.utf8.count - 1))
        defer { held = Data(held.suffix(kept)) }
        return [UInt8](held.dropLast(kept))
    }

    mutating func rest() -> [UInt8] {
        defer { held = Data() }
        return [UInt8](held)
    }
}
