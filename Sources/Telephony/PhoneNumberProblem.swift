/// Why a cell is not a phone number in E.164 form, and what to write in its place.
package struct PhoneNumberProblem: ValueProblem {
    /// The cell's text, trimmed.
    package let given: String

    /// What is wrong with the way the number is written, in the order a reader meets it.
    package let slips: [Slip]

    package let remedy: Remedy

    package enum Remedy: Hashable, Sendable {
        /// With its slips put right the number is this one, which is possible.
        case write(PhoneNumber)
        /// No number can be told. `reading` is what is left once the slips are put right; empty if that is nothing.
        case unknown(Fault, reading: String)
    }

    package var suggestion: String? {
        guard case .write(let number) = remedy else { return nil }
        return number.description
    }

    /// A way of writing a number that hides none of its digits.
    package enum Slip: Hashable, Sendable {
        /// As people make Excel keep text as text: `=+44…`, or `="+44 20…"`. In a sheet, `="+442071838750"` is no slip:
        /// its reader takes that form for the number itself.
        case formula
        /// The apostrophe that tells a spreadsheet "this is text".
        case apostrophe
        case quotationMarks
        /// What stands before a number in links and exports, such as `tel:`, `sip:`, `whatsapp:` and `p:`.
        case link(scheme: String)
        /// As a spreadsheet shows a long number, but with all its digits.
        case scientificNotation
        /// `.0` or `,00`: the cell was a number to the spreadsheet.
        case decimals(String)
        /// `x123`, `ext. 123`.
        case extensionNumber(String)
        case separators([Separator])
        /// Digits, or a plus sign, of another script or width.
        case foreignDigits
        /// A vanity number such as `+1 800 FLOWERS`.
        case keypadLetters
        /// `00`, `011` or `+00` in place of `+`.
        case exitCode(String)
        case missingPlus(callingCode: String, regions: String)
        /// Dialled inside the country, without its calling code.
        case missingCallingCode(String, regions: String)
        case trunkPrefix(String, callingCode: String)
    }

    /// What may stand between groups of digits; the raw value names it in a message.
    package enum Separator: String, Hashable, Sendable {
        case spaces, dots, hyphens, brackets, slashes, commas, underscores
        case invisible = "invisible characters"
    }

    /// A reason for which no number can be told.
    package enum Fault: Hashable, Sendable {
        case empty
        case noNumber
        case severalNumbers
        case scientificNotation
        case letter(String)
        case character(String)
        /// Begins with 0: as dialled inside a country.
        case national
        case noCallingCode
        case unassignedCallingCode(String)
        case tooManyDigits(Int)
        case length(Int, callingCode: String, regions: String, possible: [Int])
    }
}
