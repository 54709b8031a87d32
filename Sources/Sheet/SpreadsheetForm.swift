/// How a cell is written where a spreadsheet would make something else of its text.
///
/// - An apostrophe goes before a formula, `'=1+1`, as OWASP recommends: spreadsheets take the cell for text. One more
///   goes before a formula that has apostrophes already, as otherwise a reader could not tell them apart.
/// - In a file for Excel a phone number becomes the formula `="+442071838750"`, which shows it with all its digits.
///
/// Reading takes off what writing put there and nothing else, so that every text comes back the same, and a file that
/// was written is written the same again. `'+442071838750` keeps its apostrophe: a plain number needs no protection.
///
/// A program that splits the file at another delimiter than its own sees other cells; nothing in a cell helps there.
///
/// The text itself is never changed: a control character in a person's own sheet stays in it. What a server said is
/// made harmless by whoever writes it into a cell.
enum SpreadsheetForm {
    /// The bytes to write in place of a text; nil if it can be written as it is.
    static func written(_ text: UnsafeRawBufferPointer, isForExcel: Bool) -> [UInt8]? {
        if isForExcel, let formula = excelFormula(text) { return formula }
        return isProtected(text) ? [Byte.apostrophe] + text : nil
    }

    /// The formula that shows a phone number with all its digits; nil if the text is none.
    static func excelFormula(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        isPhoneNumber(text) ? opening + text + [Byte.quote] : nil
    }

    /// The text of a cell as it stands in a file, which is a part of it.
    static func text(of cell: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        switch cell.first {
        case Byte.apostrophe where isProtected(cell.dropFirst()):
            UnsafeRawBufferPointer(rebasing: cell.dropFirst())
        case UInt8(ascii: "="):
            wrappedDigits(cell).map { UnsafeRawBufferPointer(rebasing: $0) } ?? cell
        default: cell
        }
    }

    private static let opening: [UInt8] = [UInt8(ascii: "="), Byte.quote]

    private static func isProtected(_ text: some Collection<UInt8>) -> Bool {
        text.drop { $0 == Byte.apostrophe }.isFormula
    }

    /// `+` and 1 to 15 digits, the first of them not 0: the form of E.164.
    private static func isPhoneNumber(_ text: UnsafeRawBufferPointer) -> Bool {
        let digits = text.dropFirst()
        return text.first == UInt8(ascii: "+") && 1...15 ~= digits.count && digits.first != UInt8(ascii: "0")
            && digits.allSatisfy(\.isDigit)
    }

    /// What is inside of `="…"`, if that is digits with or without a `+`: other programs write identifiers like this.
    private static func wrappedDigits(_ cell: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer>? {
        guard cell.count > 3, cell.starts(with: opening), cell.last == Byte.quote else { return nil }
        let inside = cell.dropFirst(2).dropLast()
        let digits = inside.first == UInt8(ascii: "+") ? inside.dropFirst() : inside
        return !digits.isEmpty && digits.allSatisfy(\.isDigit) ? inside : nil
    }
}
