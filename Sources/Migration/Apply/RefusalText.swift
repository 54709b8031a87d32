import AgentsAPI
import AgentsClient
import Foundation
import Synchronization
import Telephony

/// The text by which an item is refused, without what only that item has: equal ones have one cause.
struct RefusalText: Hashable {
    private let words: [Substring]
    private let variety: Variety
    /// What a late request may have done is another matter.
    private let mayHaveArrived: Bool

    init(_ text: String, of change: Change) {
        (variety, mayHaveArrived) = (change.action.variety, change.mayHaveArrived)
        let ownWords = Set(change.action.ownTexts.flatMap { Self.words(of: $0) })
        words = Self.words(of: text).map { ownWords.contains($0) || Self.isIdentifier($0) ? "1" : $0 }
    }

    private static func words(of text: String) -> [Substring] {
        text.split { !$0.isLetter && !$0.isNumber && !"-_+".contains($0) }
    }

    /// Whether a word is an identifier, a value or a place in a list, and not a status or the code of an error.
    private static func isIdentifier(_ word: Substring) -> Bool {
        guard word.contains(where: \.isNumber) else { return false }
        return word.wholeMatch(of: /[0-9]{3,5}|[A-Z]+([-_][A-Z]+)*[-_]?[0-9]{1,6}/) == nil
    }

    /// Whether it says anything.
    var hasWords: Bool { !words.isEmpty }
}

/// How one change was refused that was sent alone.
struct RefusalSample: Sendable {
    let subject: String
    let errorCode: ErrorCode?
    /// What was answered to it.
    let text: RefusalText

    init(_ change: Change, _ failure: ClientFailure) {
        subject = change.subject
        errorCode = failure.errorCode
        let envelope = failure.kind.envelope
        text = RefusalText(
            [envelope?.errorMessage, envelope?.error].compactMap(\.self).first { !$0.isEmpty } ?? "", of: change)
    }

    /// Whether two were refused for one reason.
    func isLike(_ other: Self) -> Bool { text == other.text && errorCode == other.errorCode }
}

/// Why items are refused that a batch refused with equal texts, as single requests showed.
final class KnownRefusals: Sendable {
    /// In seconds. What is refused now may not be later.
    private static let lifetime: TimeInterval = 60

    private let samples = Mutex<[RefusalText: (sample: RefusalSample, at: Date)]>([:])
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) { self.now = now }

    func sample(of text: RefusalText) -> RefusalSample? {
        let known = samples.withLock { $0[text] }
        return known.flatMap { (0..<Self.lifetime).contains(now().timeIntervalSince($0.at)) ? $0.sample : nil }
    }

    func keep(_ sample: RefusalSample, of text: RefusalText) { samples.withLock { $0[text] = (sample, now()) } }
}
