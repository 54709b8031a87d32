import ForeignText
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

    static func environment(_ text: String) throws -> ClientEnvironment {
        let environment = ClientEnvironment(rawValue: text)
        guard ClientEnvironment.known.contains(environment) else {
            let known = ClientEnvironment.known.map(\.rawValue).joined(separator: ", ")
            throw CommandProblem(message: "\(text.quoted) is no environment. Give --client-env one of: \(known).")
        }
        return environment
    }

    static func languageTag(_ text: String) throws -> LanguageTag {
        do { return try LanguageTag(validating: text) } catch { throw CommandProblem(message: error.message) }
    }
}
