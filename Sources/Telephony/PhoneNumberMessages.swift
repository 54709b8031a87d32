import ForeignText

extension PhoneNumberProblem {
    package var message: String {
        switch remedy {
        case .write(let number):
            "\(given.quoted) \(slipsPhrase); write \(number) instead\(condition)."
        case .unknown(.empty, _):
            "the phone number is empty; write it as \(Self.form)."
        case .unknown(let fault, let reading) where slips.isEmpty || reading.isEmpty || reading == given:
            "\(given.quoted) \(fault.phrase)."
        case .unknown(let fault, let reading):
            "\(given.quoted) \(slipsPhrase); read as \(reading.quoted), it \(fault.phrase)."
        }
    }

    /// How a number is written, with one that is reserved for fiction.
    fileprivate static let form = "+, calling code and number, such as +442079460958"

    private var slipsPhrase: String { slips.map(\.phrase).listed(with: ", and ") }

    /// Digits without `+` may be a national number that happens to begin like a calling code.
    private var condition: String {
        for slip in slips {
            switch slip {
            case .missingPlus(let code, let regions): return ", if +\(code) (\(regions)) is its calling code"
            case .missingCallingCode(let code, let regions):
                return ", if it is a number of +\(code) (\(regions)); else write + and its own calling code before it"
            default: continue
            }
        }
        return ""
    }
}

extension PhoneNumberProblem.Slip {
    fileprivate var phrase: String {
        switch self {
        case .formula: "is written as a spreadsheet formula"
        case .apostrophe: "begins with an apostrophe"
        case .quotationMarks: "is in quotation marks"
        case .link(let scheme) where ["tel:", "callto:", "sms:", "sip:", "sips:"].contains(scheme.lowercased()):
            "is written as a \(scheme.lowercased()) link"
        case .link(let scheme): "has \(scheme.quoted) before the number"
        case .scientificNotation: "is in a spreadsheet's scientific notation"
        case .decimals(let tail): "ends in \(tail), as spreadsheets write amounts"
        case .extensionNumber(let tail): "has an extension (\(tail.quoted)), which is no part of the number"
        case .separators(let kinds): "has \(kinds.map(\.rawValue).listed()) in it"
        case .foreignDigits: "has digits or signs other than 0 to 9 and +"
        case .keypadLetters: "spells digits as letters"
        case .exitCode(let code): "begins with \(code) in place of +"
        case .missingPlus: "does not begin with +"
        case .missingCallingCode: "does not begin with + and a calling code"
        case .trunkPrefix(let prefix, let code):
            "has the \(prefix) after +\(code) that is dialled only inside the country"
        }
    }
}

extension PhoneNumberProblem.Fault {
    fileprivate var phrase: String {
        switch self {
        case .empty: "is empty"
        case .noNumber: "is not a phone number; write \(PhoneNumberProblem.form)"
        case .severalNumbers: "holds more than one number; give each number its own row"
        case .scientificNotation:
            """
            is what a spreadsheet made of a long number: it was turned into scientific notation and its last digits \
            are 
            """
                + "lost; format the column as text and paste the numbers again"
        case .letter(let letter): "has the letter \(letter.quoted) in it; write digits only after the +"
        case .character(let character): "has the character \(character.quoted) in it; write digits only after the +"
        case .national:
            "begins with 0, as if dialled inside a country; write \(PhoneNumberProblem.form)"
        case .noCallingCode: "does not begin with + and a calling code; write \(PhoneNumberProblem.form)"
        case .unassignedCallingCode(let code):
            "begins with +\(code), a calling code that no country has; check its first digits"
        case .tooManyDigits(let count):
            "has \(count) digits, and no phone number has more than 15; check for digits too many or a second number"
        case .length(let count, let code, let regions, let possible):
            Self.lengthPhrase(count, "+\(code) (\(regions))", possible)
        }
    }

    private static func lengthPhrase(_ count: Int, _ code: String, _ possible: [Int]) -> String {
        let advice =
            if count < possible.min() ?? 0 {
                "check for missing digits"
            } else if count > possible.max() ?? 0 {
                "check for digits too many"
            } else {
                "check for missing digits and digits too many"
            }
        let digits = count == 1 ? "1 digit" : "\(count == 0 ? "no" : "\(count)") digits"
        return "has \(digits) after \(code), where numbers have \(ranges(possible).listed(with: " or ")); \(advice)"
    }

    /// "4 to 11" for three or more lengths in a row, single lengths otherwise.
    private static func ranges(_ lengths: [Int]) -> [String] {
        var runs: [ClosedRange<Int>] = []
        for length in lengths {
            if let run = runs.last, run.upperBound == length - 1 {
                runs[runs.count - 1] = run.lowerBound...length
            } else {
                runs.append(length...length)
            }
        }
        return runs.flatMap { $0.count > 2 ? ["\($0.lowerBound) to \($0.upperBound)"] : $0.map(String.init) }
    }
}
