import AgentsAPI
import AgentsClient
import Foundation

/// What a refusal of a whole request says of its size.
extension ClientFailure {
    /// Whether a smaller batch may succeed.
    var mayBeOneItemsFault: Bool {
        if case .refused(let status, _) = kind { [400, 413, 422].contains(status) } else { false }
    }

    /// Whether the refusal is of a list for its length, and not for one of its elements.
    var saysTooMany: Bool { isStatus(413) || mayBeOneItemsFault && isOfList }

    /// The limit that the refusal names, such as 20 in “must NOT have more than 20 items”.
    ///
    /// Only a place to look first: whether it is one shows when as many are sent.
    func limitNamed(below count: Int) -> Int? {
        guard isOfList else { return nil }
        return words.compactMap { Int($0) }.filter { 1..<count ~= $0 }.max()
    }

    /// Words of those who check lists (JSON Schema's, pydantic's, class-validator's, zod's).
    private static let tooMany: Set<Substring> = [
        "many", "maximum", "most", "more", "exceeds", "exceed", "limit", "limited", "large",
    ]
    private static let lists: Set<Substring> = [
        "batch", "items", "item", "elements", "element", "entries", "updates", "connectors", "connectorids", "numbers",
        "phonenumbers", "list", "array", "objects",
    ]
    /// What else has a length.
    private static let others: Set<Substring> = [
        "characters", "character", "chars", "char", "digits", "string", "bytes",
    ]

    /// Whether the text is of a list, and not of something in it, such as `updates[3].voiceName`.
    private var isOfList: Bool {
        let words = Set(words)
        return !words.isDisjoint(with: Self.lists) && !words.isDisjoint(with: Self.tooMany)
            && words.isDisjoint(with: Self.others) && !namesElement
    }

    private var text: String { (kind.envelope?.errorMessage ?? excerpt ?? "").lowercased() }

    private var words: [Substring] { text.split { !$0.isLetter && !$0.isNumber } }

    private var namesElement: Bool {
        text.contains(/[\[.\/]\d+[\].\/]/) || text.contains(/(index|item|element|entry|update|connector) #?\d/)
    }
}
