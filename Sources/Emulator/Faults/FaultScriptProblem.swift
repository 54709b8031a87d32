/// Why a fault script cannot be used: a sentence that names the fault and the field.
package struct FaultScriptProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    static let notJSON = Self(
        description: "The fault script is not valid JSON. Look for a missing comma, quote or bracket.")

    static let unreadable = Self(
        description: "The fault script cannot be read. Check its path and its permissions.")

    static func unknownField(_ place: ScriptPlace, known: [String]) -> Self {
        Self(description: "\(place.subject) \(place.field) is not known here. \(list("Fields", known))")
    }

    static func missing(_ place: ScriptPlace, _ expected: String) -> Self {
        Self(description: "\(place.subject) \(place.field) is missing. It must be \(expected).")
    }

    static func wrong(_ place: ScriptPlace, _ expected: String) -> Self {
        Self(description: "\(place.subject) \(place.field) must be \(expected).")
    }

    static func unknownName(_ name: String, _ place: ScriptPlace, known: [String]) -> Self {
        Self(description: "\(place.subject) \(place.field) cannot be \"\(name)\". \(list("It can be", known))")
    }

    static func unfit(_ kind: FaultKind.Name, _ operation: String, _ place: ScriptPlace, known: [String]) -> Self {
        Self(
            description: """
                \(place.subject) the kind \(kind.rawValue) cannot hit \(operation). \
                \(list("It can hit", known))
                """)
    }

    private static func list(_ lead: String, _ names: [String]) -> String {
        "\(lead): \(names.sorted().joined(separator: ", "))."
    }
}
