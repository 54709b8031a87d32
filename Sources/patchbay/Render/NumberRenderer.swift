import AgentsAPI
import ForeignText
import Telephony

/// What was done to one number, and how it reads afterwards; no `number` when it is not there any more.
struct NumberChange: Encodable {
    let isChanged: Bool
    let number: PhoneNumberResource?
}

/// Shows numbers on standard output.
struct NumberRenderer {
    let console: Console
    let format: OutputFormat

    func show(_ number: PhoneNumberResource) throws {
        guard format == .text else { return console.print(try JSONOutput.text(number)) }
        for (name, value) in Self.fields(number) { console.print(name.padded(to: 17) + HarmlessText.make(value)) }
    }

    /// - Parameter sentence: what was done, for a person.
    func show(_ change: NumberChange, _ sentence: String) throws {
        console.print(format == .text ? sentence : try JSONOutput.text(change))
    }

    func list(_ numbers: [PhoneNumberResource]) throws {
        let sorted = numbers.sorted { $0.number < $1.number }
        guard format == .text else { return console.print(try JSONOutput.text(sorted)) }
        for number in sorted {
            let texts = [number.number, number.connectorInWords, number.clientEnv.rawValue]
            let cells = texts.map { HarmlessText.make($0) }
            console.print("\(cells[0].padded(to: 17)) \(cells[1].padded(to: 19)) \(cells[2])")
        }
    }

    private static func fields(_ number: PhoneNumberResource) -> [(name: String, value: String)] {
        [
            ("phone_number", number.number), ("connector_id", number.connectorInWords),
            ("account_id", number.accountId.rawValue), ("project_id", number.projectId.rawValue),
            ("client_env", number.clientEnv.rawValue),
        ]
    }
}

extension PhoneNumberResource {
    fileprivate var connectorInWords: String { connectorId?.rawValue ?? "(no connector)" }

    /// Such as `live number +442079460958`.
    var inWords: String { HarmlessText.make("\(clientEnv.rawValue) number \(number)") }
}
