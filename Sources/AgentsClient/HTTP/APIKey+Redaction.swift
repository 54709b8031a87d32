import ForeignText
import Foundation

extension APIKey {
    /// Keys shorter than this many bytes are no secrets, and could be part of honest text.
    private static let shortestRedacted = 8

    /// Nil for a key that is too short to be one.
    fileprivate var scan: KeyScan? {
        headerValue.utf8.count >= Self.shortestRedacted ? KeyScan(for: headerValue) : nil
    }

    /// The text without the key, in case a server echoes what it was sent.
    func redacted(from text: String) -> String {
        let bytes = Array(text.utf8)
        return redaction(of: bytes).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The bytes without the key.
    func redacted(from bytes: Data) -> Data { redaction(of: bytes).map { Data($0) } ?? bytes }

    /// Nil when the key is not in it.
    fileprivate func redaction(of bytes: some ContiguousBytes) -> [UInt8]? {
        guard let scan else { return nil }
        return bytes.withUnsafeBytes { scan.replacing(in: $0, with: Array(description.utf8)) }
    }
}

extension Data {
    /// The beginning, to be shown; nil for what is no text in an encoding in which a key would have been found.
    var excerpt: String? { contains(0) ? nil : HarmlessText.make(self) }
}

/// Takes a key out of bytes that come in pieces, also where it is cut in two.
struct StreamedRedaction {
    private let key: APIKey
    /// What could be the beginning of the key.
    private var held: [UInt8] = []

    init(of key: APIKey) { self.key = key }

    /// Returns what can be passed on.
    mutating func pass(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        guard let scan = key.scan else { return Array(bytes) }
        held += bytes
        held = key.redaction(of: held) ?? held
        let kept = min(held.count, scan.longestForm - 1)
        defer { held = Array(held.suffix(kept)) }
        return Array(held.dropLast(kept))
    }

    mutating func rest() -> [UInt8] {
        defer { held = [] }
        return held
    }
}
