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
            var rest = buffer[...]
            while let start = rest.firstIndex(of: key[0]) {
                if buffer[start...].starts(with: key) { return start }
                rest = buffer[(start + 1)...]
            }
            return nil
        }
        return offset.map { bytes.startIndex + $0 }
    }
}
