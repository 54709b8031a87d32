package import Sheet

/// The columns that a migration knows, and the other names people give them.
package enum SheetColumns {
    package static let phoneNumber = "phone_number"
    package static let connectorID = "connector_id"
    package static let agentID = "agent_id"

    package static let schema = SheetSchema(
        columns: [
            ColumnDefinition(
                name: phoneNumber, aliases: ["phone", "number", "e164", "did", "ddi", "tn", "msisdn"]),
            ColumnDefinition(name: connectorID),
            ColumnDefinition(name: agentID),
            ColumnDefinition(name: Setting.variantID.rawValue),
            ColumnDefinition(name: Setting.asrLangCode.rawValue, aliases: ["asr language"]),
            ColumnDefinition(name: Setting.voiceName.rawValue, aliases: ["voice", "tts voice"]),
            ColumnDefinition(name: Setting.projectID.rawValue, aliases: ["target project"]),
        ],
        needsOneOf: [phoneNumber, connectorID]
    )

    /// What is wrong with an ID, if anything is.
    ///
    /// Identifiers are opaque, but one with a space or a control character in it is a slip of the spreadsheet.
    package static func remark(onIdentifier text: String) -> Finding.Message? {
        let isVisible = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F }
        return isVisible && !text.contains("/") ? nil : .notAnIdentifier(text)
    }

    /// Columns that one value can fill for all rows.
    package static let fillable = [agentID] + Setting.allCases.map(\.rawValue)
}
