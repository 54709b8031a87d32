import Foundation

/// Finds rows that name what an earlier row names, among any number of rows and in bounded memory.
///
/// A row is 16 bytes: the number that it names, its line, and its agent and settings as a pair's number. They stand in
/// an open-addressing table until that is full; from then on all rows go to temporary files, one for each part of the
/// numbers, which are gone through one after the other in the end.
struct RepeatTable {
    struct Entry {
        /// Never 0.
        var number: UInt64
        var line: UInt32
        /// Agent and settings, in the list of pairs.
        var pair: UInt32
    }

    struct Pair: Hashable {
        let agent: Int
        let wish: Int
    }

    /// A row that repeats an earlier one.
    struct Repetition {
        let number: UInt64
        let agent: Int
        let line: Int
        let firstLine: Int
        /// Of the earlier row; another one only where one of the two gives the number back and the other does not.
        let firstAgent: Int
        /// Whether both want the same.
        let agrees: Bool
        /// Whether one of them gives the number back.
        let releases: Bool
    }

    /// 16 MiB.
    static let usualCapacity = 1 << 20

    private static let partCount = 64

    private let capacity: Int
    private var entries: [Entry]
    private var count = 0
    private var pairs: [Pair] = []
    /// Whether rows with the pair give their number back.
    private var releases: [Bool] = []
    private var pairIDs: [Pair: UInt32] = [:]
    private var repetitions: [Repetition] = []
    private var parts: [SpilledPart] = []

    /// - Parameter capacity: rows that are held in memory, about; a power of two.
    init(capacity: Int = usualCapacity) {
        self.capacity = capacity
        entries = Self.empty(min(capacity, 1 << 12))
    }

    private static func empty(_ size: Int) -> [Entry] {
        Array(repeating: Entry(number: 0, line: 0, pair: 0), count: size)
    }

    /// - Parameter releases: whether rows with the wish give their number back.
    mutating func add(
        number: UInt64, agent: Int, wish: Int, line: Int, releases: @autoclosure () -> Bool = false
    ) throws {
        let pair = id(of: Pair(agent: agent, wish: wish), releases: releases)
        let entry = Entry(number: number, line: UInt32(clamping: line), pair: pair)
        guard parts.isEmpty else { return try part(of: number).append(entry) }
        if count * 4 >= entries.count * 3 {
            guard entries.count < capacity else {
                try spill()
                return try part(of: number).append(entry)
            }
            grow()
        }
        place(entry)
    }

    private mutating func id(of pair: Pair, releases: () -> Bool) -> UInt32 {
        if let last = pairs.last, last == pair { return UInt32(pairs.count - 1) }
        if let id = pairIDs[pair] { return id }
        let id = UInt32(pairs.count)
        pairs.append(pair)
        self.releases.append(releases())
        pairIDs[pair] = id
        return id
    }

    private static func hash(_ number: UInt64) -> UInt64 {
        let product = (number ^ (number >> 29)) &* 0x9E37_79B9_7F4A_7C15
        return product ^ (product >> 32)
    }

    /// The first row of a number and an agent stays; later ones are repetitions. Nobody keeps a number that is given
    /// back, whatever its agent.
    private mutating func place(_ entry: Entry) {
        let mask = entries.count - 1
        var slot = Int(truncatingIfNeeded: Self.hash(entry.number)) & mask
        let (pairs, releases) = (pairs, releases)
        /// Whether two rows of one number have to agree.
        func concern(_ earlier: Entry, _ later: Entry) -> Bool {
            let (earlier, later) = (Int(earlier.pair), Int(later.pair))
            return pairs[earlier].agent == pairs[later].agent || releases[earlier] != releases[later]
        }
        let earlier = entries.withUnsafeMutableBufferPointer { entries -> Entry? in
            while entries[slot].number != 0 {
                if entries[slot].number == entry.number, concern(entries[slot], entry) { return entries[slot] }
                slot = (slot + 1) & mask
            }
            entries[slot] = entry
            return nil
        }
        guard let earlier else {
            count += 1
            return
        }
        let (first, pair) = (pairs[Int(earlier.pair)], pairs[Int(entry.pair)])
        repetitions.append(
            Repetition(
                number: entry.number, agent: pair.agent, line: Int(entry.line), firstLine: Int(earlier.line),
                firstAgent: first.agent, agrees: first.wish == pair.wish,
                releases: releases[Int(earlier.pair)] || releases[Int(entry.pair)]))
    }

    private mutating func grow() {
        let former = entries
        entries = Self.empty(former.count * 2)
        count = 0
        for entry in former where entry.number != 0 { place(entry) }
    }

    private mutating func spill() throws {
        parts = try (0..<Self.partCount).map { _ in try SpilledPart() }
        for entry in entries where entry.number != 0 { try part(of: entry.number).append(entry) }
        entries = Self.empty(1)
        count = 0
    }

    private func part(of number: UInt64) -> SpilledPart { parts[Int(Self.hash(number) >> 58)] }

    /// All repetitions, by their lines.
    mutating func finish() throws -> [Repetition] {
        guard !parts.isEmpty else { return repetitions }
        for part in parts {
            entries = Self.empty(1 << 12)
            count = 0
            try part.readAll { entry in
                if count * 4 >= entries.count * 3 { grow() }
                place(entry)
            }
        }
        entries = Self.empty(1)
        repetitions.sort { $0.line < $1.line }
        return repetitions
    }
}

/// Rows in a temporary file that nobody else can find.
private final class SpilledPart {
    private static let bufferCount = 1_024

    private let file: UnsafeMutablePointer<FILE>
    private var buffer: [RepeatTable.Entry] = []

    init() throws {
        guard let file = tmpfile() else { throw CocoaError(.fileWriteUnknown) }
        self.file = file
        buffer.reserveCapacity(Self.bufferCount)
    }

    deinit { fclose(file) }

    func append(_ entry: RepeatTable.Entry) throws {
        buffer.append(entry)
        if buffer.count == Self.bufferCount { try flush() }
    }

    private func flush() throws {
        let written = buffer.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        guard written == buffer.count * MemoryLayout<RepeatTable.Entry>.stride, fflush(file) == 0 else {
            throw CocoaError(.fileWriteOutOfSpace)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Hands over all rows in the order in which they came.
    func readAll(_ body: (RepeatTable.Entry) throws -> Void) throws {
        if !buffer.isEmpty { try flush() }
        rewind(file)
        let stride = MemoryLayout<RepeatTable.Entry>.stride
        var block = Array(
            repeating: RepeatTable.Entry(number: 0, line: 0, pair: 0), count: Self.bufferCount)
        while true {
            let read = block.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
            guard read > 0 else { return }
            for entry in block.prefix(read / stride) { try body(entry) }
        }
    }
}
