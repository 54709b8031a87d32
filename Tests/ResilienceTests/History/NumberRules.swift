import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import TestSupport

/// What holds of a run that imports, routes and releases numbers however it went: everything is as it was or as it
/// should be, nothing is sent again blindly, and each row has one outcome that is true.
struct NumberRules {
    let complaints: [String]

    init(_ history: History, _ undisturbed: Undisturbed) {
        let before = Set(history.before.phoneNumbers)
        let wanted = Set(undisturbed.state.phoneNumbers)
        let kept = Set(history.after.phoneNumbers.map(\.number))
        let strays = history.after.phoneNumbers.filter { number in
            // One that was imported and could not be routed is on its way.
            let isOnItsWay = number.connectorId == nil && wanted.contains { $0.number == number.number }
            return !before.contains(number) && !wanted.contains(number) && !isOnItsWay
        }.map { "\($0) is neither as it was nor as it should be" }
        let lost = before.filter { number in
            wanted.contains { $0.number == number.number } && !kept.contains(number.number)
        }.map { "\($0.number) is gone" }
        let repeats = history.log.blindRepeats.map { "\($0) was sent again without a look" }
        complaints = strays + lost + repeats + Self.falseRows(history, kept)
    }

    private static func falseRows(_ history: History, _ kept: Set<String>) -> [String] {
        guard let results = history.results else { return [] }
        var complaints: [String] = []
        if results.rows.count != history.sheet.rows.count {
            complaints.append("there are \(results.rows.count) results")
        }
        for row in results.rows where row["result_outcome"] == "updated" {
            let isThere = kept.contains(row["result_number"] ?? "")
            if row["action"] == "release", isThere { complaints.append("\(row) is there") }
            if row["action"] == "import", !isThere { complaints.append("\(row) is not there") }
        }
        return complaints
    }
}

extension [RequestLog.Entry] {
    /// Writes of a number that follow one whose fate its answer left open, with no reading of the number in between.
    fileprivate var blindRepeats: [String] {
        var doubtful: [String: Int] = [:]
        var repeats: [String] = []
        for entry in sorted(by: { $0.number < $1.number }) {
            let reads: [TelephonyOperation] = [.getPhoneNumbers, .getPhoneNumber]
            guard let operation = entry.operation else { continue }
            if reads.contains(where: { $0.rawValue == operation.rawValue }) {
                // Of a single number, that it is not there is an answer, too.
                let isSeen = entry.status == 200 || operation == .getPhoneNumber && entry.status == 404
                if isSeen, entry.ending == .answered { for number in entry.numbers { doubtful[number] = nil } }
            } else if operation == .listPhoneNumbers {
                doubtful = [:]
            } else {
                repeats += entry.numbers.filter { doubtful[$0] != nil }.map { "\($0) by \(operation.rawValue)" }
                let isOpen = entry.ending != .answered || entry.status.map { $0 >= 500 || $0 == 408 } ?? true
                if isOpen { for number in entry.numbers { doubtful[number] = entry.number } }
            }
        }
        return repeats
    }
}

extension RequestLog.Entry {
    /// The numbers that a request on numbers names, in its path or its body.
    fileprivate var numbers: [String] {
        guard path.contains("/phone-numbers") else { return [] }
        if let named = path.split(separator: "/").last?.removingPercentEncoding, named.hasPrefix("+") { return [named] }
        guard let data = body?.data(using: .utf8),
            let request = try? JSONDecoder().decode(PhoneNumberBatchRequest.self, from: data)
        else { return [] }
        return request.phoneNumbers
    }
}
