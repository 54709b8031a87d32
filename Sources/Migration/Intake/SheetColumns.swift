package import Sheet

/// The columns that a migration knows, and the other names people give them.
package enum SheetColumns {
    package static let phoneNumber = "phone_number"
    package static let connectorID = "connector_id"
    package static let agentID = "agent_id"
    /// The connector that is to serve the number.
    package static let targetConnectorID = "target_connector_id"
    /// Whether the number is to be there.
    package static let action = "action"
    /// Where an imported number is to be; of other rows it is not read.
    package static let clientEnvironment = "client_env"

    /// By their names.
    package static let project = "project"
    package static let variant = "variant"

    package static let schema = SheetSchema(
        columns: [
            ColumnDefinition(
                name: phoneNumber, aliases: ["phone", "number", "e164", "did", "ddi", "tn", "msisdn"],
                kind: .phoneNumbers),
            ColumnDefinition(name: connectorID, kind: .connectors),
            ColumnDefinition(name: targetConnectorID, aliases: ["route to"], kind: .connectors),
            ColumnDefinition(name: action),
            ColumnDefinition(name: agentID, kind: .projects),
            ColumnDefinition(name: Setting.variantID.rawValue),
            ColumnDefinition(name: Setting.asrLangCode.rawValue, aliases: ["asr language"], kind: .languages),
            ColumnDefinition(name: Setting.voiceName.rawValue, aliases: ["voice", "tts voice"], kind: .voices),
            ColumnDefinition(name: Setting.projectID.rawValue, aliases: ["target project"], kind: .projects),
            ColumnDefinition(name: project, isGuessed: false), ColumnDefinition(name: variant, isGuessed: false),
        ],
        needsOneOf: [phoneNumber, connectorID],
        // What an export has besides.
        carried: [
            "connector_name", clientEnvironment, "tts_lang_code", "account_id", "disable_handoff", "project_name",
            "variant_name",
        ]
    )

    /// Columns that one value can fill for all rows.
    package static let fillable =
        [agentID] + Setting.allCases.map(\.rawValue) + [targetConnectorID, action, clientEnvironment, project, variant]
}
