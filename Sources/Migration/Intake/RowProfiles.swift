import AgentsAPI
import Foundation
import Sheet
import Telephony

/// What was found out of a row, but for its number and its connector: the same for all rows with the same other cells.
/// A class, as it is looked up for every row.
final class RowProfile {
    /// In the vocabulary.
    let agent: Int
    let wish: Int
    let problem: String?
    /// With no line, which is each row's own.
    let findings: [Finding]
    /// One or none; to copy a large value for every row would be felt.
    let unknownVoices: [VoiceRemark]

    init(agent: Int, wish: Int, problem: String?, findings: [Finding], unknownVoice: VoiceRemark?) {
        (self.agent, self.wish, self.problem) = (agent, wish, problem)
        (self.findings, unknownVoices) = (findings, unknownVoice.map { [$0] } ?? [])
    }
}

/// Remembers the profiles of the cells that were checked, so that those of a rollout are checked once and not a million
/// times. Bounded, for sheets whose cells are all different.
struct RowProfiles {
    private static let capacity = 1 << 12

    /// By a hash of the cells. Of two with one hash the later one stays.
    private var profiles: [UInt64: (key: [UInt8], profile: RowProfile)] = [:]

    func find(_ key: [UInt8]) -> RowProfile? {
        guard let known = profiles[Self.hash(key)], known.key == key else { return nil }
        return known.profile
    }

    mutating func add(_ profile: RowProfile, _ key: [UInt8]) {
        if profiles.count == Self.capacity { profiles.removeAll(keepingCapacity: true) }
        profiles[Self.hash(key)] = (key, profile)
    }

    private static func hash(_ key: [UInt8]) -> UInt64 {
        key.withUnsafeBytes { bytes in
            var hash = UInt64(bytes.count)
            var offset = 0
            while offset + 8 <= bytes.count {
                hash = (hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 32
                offset += 8
            }
            while offset < bytes.count {
                hash = (hash ^ UInt64(bytes[offset])) &* 0x100_0000_01B3
                offset += 1
            }
            return hash
        }
    }
}
