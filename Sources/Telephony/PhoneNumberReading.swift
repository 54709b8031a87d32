import ForeignText

/// Reads a cell that is not a number in strict form as a person would, noting each slip on the way to its digits.
///
/// The order matters: first what a spreadsheet or a link put round the number, then what was put behind it, then the
/// number itself.
struct PhoneNumberReading {
    private typealias Slip = PhoneNumberProblem.Slip
    private typealias Remedy = PhoneNumberProblem.Remedy

    private let given: String
    private var text: ArraySlice<Unicode.Scalar>
    private var slips: [PhoneNumberProblem.Slip] = []

    /// The number if only invisible marks stood round it, or an apostrophe before it; the problem otherwise.
    static func read(_ cell: String) -> Result<PhoneNumber, PhoneNumberProblem> {
        var reading = PhoneNumberReading(cell.trimmedOfPaste)
        let remedy = reading.remedy()
        // An apostrophe is how a spreadsheet is told that `+…` is no formula.
        let isProtected = reading.slips == [.apostrophe] && reading.given.hasPrefix("'")
        if case .write(let number) = remedy, reading.slips.isEmpty || isProtected { return .success(number) }
        return .failure(PhoneNumberProblem(given: reading.given, slips: reading.slips, remedy: remedy))
    }

    private init(_ trimmed: Substring) {
        given = String(trimmed)
        text = ArraySlice(trimmed.unicodeScalars)
    }

    private mutating func remedy() -> PhoneNumberProblem.Remedy {
        if text.isEmpty { return .unknown(.empty, reading: "") }
        unwrap()
        if text.isScientificNotation {
            guard let digits = text.digitsOfScientificNotation else {
                return .unknown(.scientificNotation, reading: "")
            }
            slips.append(.scientificNotation)
            text = digits
        }
        takeOff(text.decimals, as: Slip.decimals)
        takeOff(text.extensionNumber, as: Slip.extensionNumber)
        let scan = DigitScan(text)
        if let fault = scan.fault { return .unknown(fault, reading: "") }
        slips += scan.slips
        let remedy = remedy(for: scan)
        guard case .unknown = remedy, let letter = scan.letters.first else { return remedy }
        let isWord = scan.digits.utf8.count < 2 * scan.letters.count
        return .unknown(isWord ? .noNumber : .letter(String(letter)), reading: "")
    }

    /// Takes off an apostrophe, quotation marks, a formula and a link's scheme.
    private mutating func unwrap() {
        if text.isInQuotationMarks {
            text = text.dropFirst().dropLast()
            slips.append(.quotationMarks)
        } else if let first = text.first, "'’‘".unicodeScalars.contains(first) {
            text.removeFirst()
            slips.append(.apostrophe)
        }
        if text.first == "=" {
            text.removeFirst()
            if text.isInQuotationMarks { text = text.dropFirst().dropLast() }
            slips.append(.formula)
        }
        if let scheme = text.scheme {
            text = text.dropFirst(scheme.count).drop { $0 == "/" }
            slips.append(.link(scheme: scheme.string))
            if let host = text.firstIndex(of: "@") { text = text[..<host] }
        }
        text = text.withoutBlankEnds
    }

    private mutating func takeOff(_ tail: ArraySlice<Unicode.Scalar>?, as slip: (String) -> PhoneNumberProblem.Slip) {
        guard let tail else { return }
        text = text.prefix(upTo: tail.startIndex)
        slips.append(slip(tail.string))
    }

    /// Finds the `+` or what stands in its place, then looks the digits up.
    private mutating func remedy(for scan: DigitScan) -> PhoneNumberProblem.Remedy {
        var scan = scan
        if scan.digits.isEmpty { return .unknown(.noNumber, reading: "") }
        if let exitCode = scan.exitCode {
            scan.removeExitCode(exitCode)
            slips.append(.exitCode(scan.hasPlus ? "+" + exitCode : exitCode))
        } else if !scan.hasPlus {
            return scan.digits.hasPrefix("0") ? .unknown(.national, reading: "") : remedyWithoutPlus(for: scan)
        }
        return lookUp(scan)
    }

    /// Digits that make a number when a `+` is put before them; which country they are of is not certain.
    ///
    /// Ten digits of North America's form are written without their 1 far more often than another country's number
    /// without its `+`.
    private mutating func remedyWithoutPlus(for scan: DigitScan) -> PhoneNumberProblem.Remedy {
        let position = slips.count
        if scan.digits.isNorthAmerican, let digits = PackedDigits(ascii: ("1" + scan.digits).utf8) {
            slips.append(.missingCallingCode("1", regions: NumberingPlan.of(digits)?.shownRegions ?? ""))
            return .write(PhoneNumber(digits: digits))
        }
        guard case .write(let number) = lookUp(scan), let plan = NumberingPlan.of(number.digits) else {
            return .unknown(.noCallingCode, reading: "")
        }
        slips.insert(.missingPlus(callingCode: plan.callingCode.text, regions: plan.shownRegions), at: position)
        return .write(number)
    }

    /// Judges digits that should begin with a calling code, with the trunk prefix behind it taken out.
    private mutating func lookUp(_ scan: DigitScan) -> PhoneNumberProblem.Remedy {
        let digits = scan.digits
        guard let plan = PackedDigits(ascii: digits.prefix(3).utf8).flatMap(NumberingPlan.of) else {
            return .unknown(.unassignedCallingCode(String(digits.prefix(3))), reading: "+" + digits)
        }
        let code = plan.callingCode.text
        var national = digits.dropFirst(code.count)
        if let trunk = plan.takeTrunkPrefix(from: &national, inBrackets: scan.bracketedZero == code.count) {
            slips.append(.trunkPrefix(trunk, callingCode: code))
        }
        // Where numbers differ in length, letters behind one ("… Bob") would pass for more of its digits.
        if !scan.letters.isEmpty, plan.nationalLengths.count > 1 { return .unknown(.noNumber, reading: "") }
        return plan.remedy(for: code + national)
    }
}

extension String {
    /// An area code and an exchange that each begin with 2 to 9, with no 9 second in the one and no N11 in either.
    fileprivate var isNorthAmerican: Bool {
        let digits = Array(utf8)
        func isGroup(_ start: Int) -> Bool {
            digits[start] >= UInt8(ascii: "2") && !digits[start + 1..<start + 3].allSatisfy { $0 == UInt8(ascii: "1") }
        }
        return digits.count == 10 && isGroup(0) && digits[1] != UInt8(ascii: "9") && isGroup(3)
    }
}

extension NumberingPlan {
    /// The regions as a message names them.
    fileprivate var shownRegions: String {
        let names = regions.description.split(separator: " ").map(String.init)
        let main = names.first == "001" ? "international" : names.first ?? ""
        return names.count > 1 ? main + " and others" : main
    }

    /// Takes out what is dialled before a number inside the country, and tells what it was.
    ///
    /// A 0 in brackets is that everywhere but in Italy, where the 0 belongs to the number: `+39 (0)6 …`.
    fileprivate func takeTrunkPrefix(from national: inout Substring, inBrackets: Bool) -> String? {
        if inBrackets, callingCode.text != "39" {
            national.removeFirst()
            return "0"
        }
        let trunk = trunkPrefix.text
        guard !trunk.isEmpty, national.hasPrefix(trunk) else { return nil }
        while national.hasPrefix(trunk) { national.removeFirst(trunk.count) }
        return trunk
    }

    fileprivate func remedy(for digits: String) -> PhoneNumberProblem.Remedy {
        guard let packed = PackedDigits(ascii: digits.utf8) else {
            return .unknown(.tooManyDigits(digits.utf8.count), reading: "+" + digits)
        }
        if admits(packed) { return .write(PhoneNumber(digits: packed)) }
        let fault = PhoneNumberProblem.Fault.length(
            packed.count - callingCode.count, callingCode: callingCode.text, regions: shownRegions,
            possible: nationalLengths)
        return .unknown(fault, reading: "+" + digits)
    }
}
