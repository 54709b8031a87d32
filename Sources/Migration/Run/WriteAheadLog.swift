import Foundation

/// SQLite's log beside a run file, by its bytes: https://sqlite.org/fileformat2.html#the_write_ahead_log
///
/// SQLite reads it up to the first frame that is not right and believes that there never was more. Of a log that nobody
/// has touched that is so: only the last transaction can be torn, and what is left of an earlier use has another salt.
struct WriteAheadLog {
    private static let headerSize = 32
    private static let frameHeaderSize = 24
    /// Frames that are looked at behind one that is not right.
    private static let mostFramesBehind = 100_000

    private let handle: FileHandle
    private let header: Data

    /// Nil when it cannot be read, or has no header.
    init?(_ path: String) {
        guard let handle = FileHandle(forReadingAtPath: path),
            let header = try? handle.read(upToCount: Self.headerSize), header.count == Self.headerSize
        else { return nil }
        (self.handle, self.header) = (handle, header)
    }

    /// Whether there is a frame at all.
    var hasFrames: Bool {
        guard let end = try? handle.seekToEnd(), let pageSize else { return false }
        return end >= UInt64(Self.headerSize + Self.frameHeaderSize + pageSize)
    }

    /// Whether it holds all that was ever written to it, as far as that can be told: what was cut off at the end of a
    /// transaction cannot be missed.
    var isSound: Bool {
        get throws {
            let magic = Self.word(header, 0)
            guard let pageSize, magic & ~1 == 0x377F_0682 else { return false }
            var checksum = Checksum(isBigEndian: magic & 1 == 1)
            checksum.add(header[..<24])
            guard checksum.isEqual(to: header[24...]) else { return false }
            try handle.seek(toOffset: UInt64(Self.headerSize))
            while let frame = try frame(pageSize) {
                checksum.add(frame[..<8])
                checksum.add(frame[Self.frameHeaderSize...])
                let isRight = isOfThisUse(frame) && checksum.isEqual(to: frame[16..<24])
                guard isRight else { return try !hasCommits(from: frame, pageSize) }
            }
            return true
        }
    }

    /// Whether several transactions end in frames of this use, from one that is not right on.
    private func hasCommits(from first: Data, _ pageSize: Int) throws -> Bool {
        var next: Data? = first
        var commits = 0
        for _ in 0..<Self.mostFramesBehind {
            guard let frame = next else { break }
            if isOfThisUse(frame), Self.word(frame, 4) != 0 { commits += 1 }
            next = try self.frame(pageSize)
        }
        return commits > 1
    }

    private func isOfThisUse(_ frame: Data) -> Bool { frame[8..<16] == header[16..<24] }

    /// The next one; nil at the end.
    private func frame(_ pageSize: Int) throws -> Data? {
        let bytes = try handle.read(upToCount: Self.frameHeaderSize + pageSize).map { Data($0) }
        return bytes.flatMap { $0.count == Self.frameHeaderSize + pageSize ? $0 : nil }
    }

    /// Nil when it is none.
    private var pageSize: Int? {
        let size = Int(Self.word(header, 8))
        return (512...65_536).contains(size) && size.nonzeroBitCount == 1 ? size : nil
    }

    /// A big-endian number.
    private static func word(_ bytes: Data, _ offset: Int) -> UInt32 {
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
