/// What is known of the numbers behind one calling code.
///
/// The facts are in `Data/e164-calling-codes.csv`; `assigned` is generated from it.
struct NumberingPlan: Sendable {
    let callingCode: PackedDigits

    /// ISO 3166 codes separated by spaces, the main region first; `001` is an international service.
    let regions: StaticString

    /// Bit n is set when a national number, the digits after the calling code, can have n digits.
    private let lengths: UInt16

    /// What is dialled before a national number inside the country and can begin none of its numbers; often empty.
    let trunkPrefix: PackedDigits

    init(_ callingCode: StaticString, regions: StaticString, lengths: StaticString, trunk: StaticString) {
        self.callingCode = PackedDigits(ascii: callingCode.bytes) ?? PackedDigits()
        self.regions = regions
        self.lengths = lengths.description.split(separator: " ").compactMap { UInt16($0) }.reduce(0) { $0 | 1 << $1 }
        self.trunkPrefix = PackedDigits(ascii: trunk.bytes) ?? PackedDigits()
    }

    /// The plan of the calling code that the digits begin with; nil if none is assigned.
    static func of(_ digits: PackedDigits) -> NumberingPlan? { table[digits] }

    private static let table = Table(assigned)

    /// The possible numbers of digits after the calling code, in ascending order.
    var nationalLengths: [Int] { (1...PackedDigits.capacity).filter { admits(nationalLength: $0) } }

    func admits(nationalLength: Int) -> Bool { lengths & (1 << UInt16(nationalLength)) != 0 }

    /// Whether the digits after the calling code begin with the trunk prefix, which makes the number an error.
    func hasTrunkPrefix(_ digits: PackedDigits) -> Bool {
        trunkPrefix.count > 0 && digits.hasPrefix(trunkPrefix, after: callingCode.count)
    }

    /// Whether the digits, which begin with this plan's calling code, can be a number.
    func admits(_ digits: PackedDigits) -> Bool {
        admits(nationalLength: digits.count - callingCode.count) && !hasTrunkPrefix(digits)
    }
}

extension NumberingPlan {
    /// Finds a plan by the first three digits in one step.
    private struct Table: Sendable {
        private let plans: [NumberingPlan]

        /// Positions in `plans`, by the topmost three nibbles of `PackedDigits`; `none` where no code is assigned.
        private var positions: [UInt8]
        private let none = UInt8.max

        init(_ plans: [NumberingPlan]) {
            self.plans = plans
            positions = Array(repeating: none, count: 1 << 12)
            for (position, plan) in plans.enumerated() {
                let first = Self.slot(plan.callingCode)
                let free = 4 * (3 - plan.callingCode.count)
                for slot in first..<first + (1 << free) { positions[slot] = UInt8(position) }
            }
        }

        subscript(digits: PackedDigits) -> NumberingPlan? {
            let position = positions[Self.slot(digits)]
            return position == none ? nil : plans[Int(position)]
        }

        private static func slot(_ digits: PackedDigits) -> Int { Int(digits.bits >> 52) }
    }
}

extension StaticString {
    fileprivate var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}
