import Telephony

/// Values given on the command line, held to the same rules as a sheet's.
enum Arguments {
    static func phoneNumber(_ text: String) throws -> PhoneNumber {
        do { return try PhoneNumber(validating: text) } catch { throw CommandProblem(message: error.message) }
    }

    static func voiceName(_ text: String) throws -> VoiceName {
        do { return try VoiceName(validating: text) } catch { throw CommandProblem(message: error.message) }
    }

    static func identifier(_ text: String) throws -> String {
        if let problem = IdentifierProblem(of: text) { throw CommandProblem(message: problem.message) }
        return text
    }

    static func languageTag(_ text: String) throws -> LanguageTag {
        do { return try LanguageTag(validating: text) } catch { throw CommandProblem(message: error.message) }
    }
}
