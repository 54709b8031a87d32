import AgentsAPI
import Emulator
import Telephony

/// Something that goes wrong, of all kinds that the emulator can let go wrong.
struct Mishap: Sendable, CustomStringConvertible {
    enum Kind: Sendable {
        case fault(FaultKind, connectors: [ConnectorID]? = nil)
        /// The server is stopped, and started again with its state.
        case stop(isAfterAnswer: Bool, requests: Int)
    }

    let description: String
    let kind: Kind
    /// What it is about, when it cannot happen to every request.
    var subject = Subject.anything
    /// Whether it lasts by itself, so that it is enough to let it begin once.
    var isLasting = false
    /// Whether the API refuses what it is asked in a way that says it would refuse it again.
    var isFinal = false
    /// The connector about which the API tells or stores something else than it was asked.
    var falsified: ConnectorID?

    enum Subject: Sendable {
        case anything
        /// Updates alone or in a batch.
        case updates
        /// The answer to a batch of them.
        case batches
    }
}

extension Mishap {
    static let all: [Mishap] =
        statuses + bareStatuses + lateStatuses + retryAfters + connections + delays + shapes + batchAnswers
        + updates(connectors: nil) + updates(connectors: ["c07"]) + falsifications + lasting

    private static func status(_ words: String, _ status: StatusFault) -> Mishap {
        let isFinal = 400..<500 ~= status.status && ![401, 408, 429].contains(status.status)
        return Mishap(description: words, kind: .fault(.status(status)), isFinal: isFinal)
    }

    private static let statuses = [
        400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 415, 422, 429, 500, 501, 502, 503, 504,
    ].map { status("status \($0)", StatusFault($0)) }

    private static let bareStatuses = [400, 401, 403, 404, 408, 429, 500, 502, 503].flatMap { code in
        [
            status("status \(code) without a body", StatusFault(code, body: .none)),
            status("status \(code) with HTML", StatusFault(code, body: .html)),
        ]
    }

    private static let lateStatuses = [408, 500, 501, 502, 503, 504].map { code -> Mishap in
        var mishap = status("status \(code) after it was applied", StatusFault(code, applied: true))
        mishap.subject = .updates
        return mishap
    }

    private static let retryAfters: [Mishap] = [
        ("in seconds", .seconds(3)), ("now", .seconds(0)), ("negative", .seconds(-5)),
        ("in a year", .seconds(31_536_000)),
        ("as a date", .date(secondsFromNow: 3)), ("as a past date", .date(secondsFromNow: -3)),
        ("as a date in a year", .date(secondsFromNow: 31_536_000)), ("as a word", .text("soon")),
    ].map { (words: String, retryAfter: RetryAfter) in
        status("status 429 with Retry-After \(words)", StatusFault(429, retryAfter: retryAfter))
    }

    private static let connections =
        FaultKind.Moment.allCases.map {
            Mishap(description: "connection closed \($0)", kind: .fault(.closeConnection($0)))
        }
        + [nil, 0, 7].map { (bytes: Int?) in
            Mishap(
                description: "answer cut after \(bytes.map { "\($0) bytes" } ?? "half")",
                kind: .fault(.cutAnswer(bytes: bytes)))
        }

    private static let delays = DelayFault.Application.allCases.map {
        Mishap(
            description: "answer past the timeout, applied \($0)",
            kind: .fault(.delay(DelayFault(.seconds(40), apply: $0))))
    }

    private static let shapes: [Mishap] = [
        ("another object", .object(["unexpected": true])), ("an array", .array([])), ("null", .null),
        ("a number", .integer(7)),
    ].map { (words: String, body: JSONValue) in
        Mishap(description: "answer is \(words)", kind: .fault(.wrongShape(body)))
    }

    private static let batchAnswers: [Mishap] = [
        ("results reversed", .reverseResults), ("a result nobody asked for", .addResult()),
        ("a result of another connector", .addResult("c06")),
        ("no results", .wrongShape(.object(["results": .array([])]))),
    ].map { (words: String, kind: FaultKind) in
        Mishap(description: words, kind: .fault(kind), subject: .batches)
    }

    private static func updates(connectors: [ConnectorID]?) -> [Mishap] {
        let whose = connectors == nil ? "every" : "one"
        let batches: [(String, UpdateFault)] = [
            ("result missing", .dropResults), ("result twice", .repeatResults), ("result without data", .omitData),
        ]
        let results = batches.map { words, fault in
            Mishap(
                description: "\(whose) \(words)", kind: .fault(.updates(fault), connectors: connectors),
                subject: .batches)
        }
        let failing = Mishap(
            description: "\(whose) item failing", kind: .fault(.updates(.failItems()), connectors: connectors),
            subject: .updates, isFinal: true)
        return results + [failing]
    }

    private static let falsifications: [Mishap] = [
        ("stored in another form", .storeOther(ConnectorPatch(voiceName: "en-GB-Neural2-C"))),
        ("ignored", .ignoreChange), ("ignored and answered as if it were not", .pretendChange),
    ].map { (words: String, fault: UpdateFault) in
        Mishap(
            description: "change \(words)", kind: .fault(.updates(fault), connectors: ["c07"]), subject: .updates,
            falsified: "c07")
    }

    private static let lasting =
        [
            Mishap(description: "key revoked", kind: .fault(.revokeKey), isLasting: true),
            Mishap(description: "key forbidden", kind: .fault(.forbidKey), isLasting: true, isFinal: true),
        ]
        + [2, 100].flatMap { count in
            [
                Mishap(
                    description: "outage for \(count) connections", kind: .fault(.outage(connections: count)),
                    isLasting: true)
            ]
                + [false, true].map { isAfterAnswer in
                    Mishap(
                        description:
                            "server stopped for \(count) requests, \(isAfterAnswer ? "after" : "before") an answer",
                        kind: .stop(isAfterAnswer: isAfterAnswer, requests: count), isLasting: true)
                }
        }
}
