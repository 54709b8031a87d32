import AgentsAPI
import Synchronization
import Telephony

/// The text by which a batch refuses an item, without what only that item has: equal ones have one cause.
struct RefusalText: Hashable {
    private let words: String
    /// What a late request may have done is another matter.
    private let mayHaveArrived: Bool

    /// Words with a digit are taken for identifiers or values, as those are that the change itself has.
    init(_ text: String, of change: Change) {
        mayHaveArrived = change.mayHaveArrived
        let own = [change.before, change.expected].flatMap { connector in
            [connector.connectorId.rawValue] + Setting.allCases.map { $0.value(in: connector) }
        }
        words = text.replacing(/[^\s"'“”‘’()\[\],;:]*[^\s"'“”‘’()\[\],;:.!?]/) { match in
            let isOwn = match.output.contains(where: \.isNumber) || own.contains(String(match.output))
            return isOwn ? "0" : match.output
        }
    }
}

/// How one change was refused that was sent alone.
struct RefusalSample: Sendable {
    let connector: ConnectorID
    let errorCode: ErrorCode?
}

/// What the API answered when one of the items that it had refused with the same text in a batch was sent alone.
final class KnownRefusals: Sendable {
    private let samples = Mutex<[RefusalText: RefusalSample]>([:])

    func sample(of text: RefusalText) -> RefusalSample? { samples.withLock { $0[text] } }

    func keep(_ sample: RefusalSample, of text: RefusalText) { samples.withLock { $0[text] = sample } }
}
