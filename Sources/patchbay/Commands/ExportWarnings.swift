import ForeignText
import Migration
import Telephony

/// Makes the API's texts fit for a sheet that 'patchbay check' passes, and remembers what had to be left out.
struct ExportWarnings {
    /// Left-out values that are named; the rest is counted.
    private static let mostNamed = 5

    private var replacedCount = 0
    private var leftOut: [String] = []
    private var leftOutCount = 0
    private var droppedRows: [String] = []

    /// The row as it is written, in the order of `InventoryColumns.names`; nil when nothing in it could be named.
    mutating func cells(of row: [String]) -> [String]? {
        let owner = HarmlessText.spelledOut(row[1].isEmpty ? row[0] : row[1], limit: 60)
        var cells = row
        for (index, column) in InventoryColumns.names.enumerated() {
            if row[index].isEmpty || Self.canBeRead(row[index], in: column) {
                cells[index] = HarmlessText.cell(row[index])
                if HarmlessText.whole(row[index]) != row[index] { replacedCount += 1 }
            } else {
                cells[index] = ""
                leftOutCount += 1
                if leftOutCount <= Self.mostNamed { leftOut.append("\(column) \(row[index].quoted) of \(owner)") }
            }
        }
        // Without its number the row would mean the whole connector.
        if cells[0].isEmpty, !row[0].isEmpty || cells[1].isEmpty {
            droppedRows.append(row[0].isEmpty ? owner : HarmlessText.spelledOut(row[0], limit: 60))
            return nil
        }
        return cells
    }

    /// Whether a sheet's cell can hold a text. Columns that are not read can hold any.
    private static func canBeRead(_ text: String, in column: String) -> Bool {
        switch column {
        case "phone_number": return PhoneNumber(e164: text) != nil
        case "voice_name": return (try? VoiceName(validating: text)) != nil
        case "asr_lang_code": return (try? LanguageTag(validating: text)) != nil
        case "connector_id", "agent_id", "variant_id", "project_id":
            return IdentifierProblem(of: text) == nil && !SheetOptions().isNullToken(text)
        default: return true
        }
    }

    func lines(_ style: Style) -> [String] {
        let warning = style.yellow("warning")
        var lines: [String] = []
        if replacedCount > 0 {
            lines.append(
                """
                \(warning): \(counted(replacedCount, "cell")) held invisible or control characters, which are spaces \
                or \u{FFFD} in the export.
                """)
        }
        if leftOutCount > 0 {
            let more = leftOutCount - leftOut.count
            lines.append(
                """
                \(warning): \(counted(leftOutCount, "cell")) left empty, as no sheet can say what the API has there: \
                \(leftOut.joined(separator: ", "))\(more > 0 ? " and \(more) more" : ""). An empty cell leaves it alone.
                """)
        }
        if !droppedRows.isEmpty {
            let more = droppedRows.count - Self.mostNamed
            lines.append(
                """
                \(warning): \(counted(droppedRows.count, "row")) left out, as no \
                sheet can name them: \(droppedRows.prefix(Self.mostNamed).joined(separator: ", "))\
                \(more > 0 ? " and \(more) more" : "").
                """)
        }
        return lines
    }
}
