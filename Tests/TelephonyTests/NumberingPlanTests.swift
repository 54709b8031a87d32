import Foundation
import Testing

@testable import Telephony

@Suite("the table of calling codes")
struct NumberingPlanTests {
    @Test("holds what its data file holds")
    func holdsItsData() throws {
        let rows = try Self.rows()
        #expect(rows.count == NumberingPlan.assigned.count)
        for (row, plan) in zip(rows, NumberingPlan.assigned) {
            #expect(row[0] == plan.callingCode.text)
            #expect(row[2] == plan.regions.description)
            #expect(row[3] == plan.nationalLengths.map(String.init).joined(separator: " "))
            #expect(row[4] == plan.trunkPrefix.text)
        }
    }

    @Test("finds the plan of every calling code, alone or with digits behind it, and no other")
    func findsPlans() throws {
        let codes = try Set(Self.rows().map { $0[0] })
        for code in (1...999).map(String.init) {
            let expected = (1...code.count).map { String(code.prefix($0)) }.first(where: codes.contains)
            for digits in [code, code + "0", code + "123456789"] {
                let found = PackedDigits(ascii: digits.utf8).flatMap(NumberingPlan.of)
                let longer = (1...min(3, digits.count)).map { String(digits.prefix($0)) }.first(where: codes.contains)
                #expect(found?.callingCode.text == (expected ?? longer))
            }
        }
    }

    private static func rows() throws -> [[String]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Telephony/Data/e164-calling-codes.csv")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }
}
