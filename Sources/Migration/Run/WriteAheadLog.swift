import Foundation

/// SQLite's log beside a run file, by its bytes: https://sqlite.org/fileformat2.html#the_write_ahead_log
///
/// SQLite reads it up to the first frame that is not right and believes that there never was more. Of a log that nobody
/// has touched that is so: only the last transaction can be torn, and what is left of an earlier use has another salt.
struct WriteAheadLog {
    private static let headerSize = 32
    private static let frameHeaderSize = 24

    private let bytes: Data

    /// Nil when it cannot be read.
    init?(_ path: String) {
        guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe) else { return nil }
        self.bytes = bytes
    }

    /// Whether there is a frame at all.
    var hasFrames: Bool { bytes.count >= Self.headerSize && bytes.count >= Self.headerSize + frameSize }

    /// Whether it holds all that was ever written to it, as far as that can be told: what was cut off at the end of a
    /// transaction cannot be missed.
    var isSound: Bool {
        guard hasFrames, word(0) & ~1 == 0x377F_0682, frameSize > Self.frameHeaderSize else { return false }
        var checksum = Checksum(isBigEndian: word(0) & 1 == 1)
        checksum.add(bytes[0..<24])
        guard checksum.isEqual(to: bytes[24..<32]) else { return false }
        var start = Self.headerSize
        while start + frameSize <= bytes.count, isOfThisUse(start) {
            checksum.add(bytes[start..<start + 8])
            checksum.add(bytes[start + Self.frameHeaderSize..<start + frameSize])
            guard checksum.isEqual(to: bytes[start + 16..<start + 24]) else { break }
            start += frameSize
        }
        return commits(from: start) < 2
    }

    /// Transactions that end in a frame of this use, from one that is not right on.
    private func commits(from start: Int) -> Int {
        stride(from: start, through: bytes.count - frameSize, by: frameSize).count { frame in
            isOfThisUse(frame) && word(frame + 4) != 0
        }
    }

    private func isOfThisUse(_ frame: Int) -> Bool { bytes[frame + 8..<frame + 16] == bytes[16..<24] }

    private var frameSize: Int { Self.frameHeaderSize + Int(word(8) & 0x1_FFFF) }

    /// A big-endian number.
    private func word(_ offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private struct Checksum {
        let isBigEndian: Bool
        private var sums: (UInt32, UInt32) = (0, 0)

        init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

        mutating func add(_ part: Data) {
            part.withUnsafeBytes { part in
                for offset in stride(from: 0, to: part.count & ~7, by: 8) {
                    sums.0 &+= word(part, offset) &+ sums.1
                    sums.1 &+= word(part, offset + 4) &+ sums.0
                }
            }
        }

        func isEqual(to stored: Data) -> Bool {
            stored.withUnsafeBytes { stored in
                let words = [0, 4].map { UInt32(bigEndian: stored.loadUnaligned(fromByteOffset: $0, as: UInt32.self)) }
                return words == [sums.0, sums.1]
            }
        }

        private func word(_ part: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
            let word = part.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            return isBigEndian ? UInt32(bigEndian: word) : UInt32(littleEndian: word)
        }
    }
}
