import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Telephony
import Testing

@Suite("Many requests at once")
struct ConcurrencyTests {
    @Test("of many imports of one number exactly one succeeds")
    func oneImport() async throws {
        try await withAPI(.router) { api, store in
            let statuses = try await Self.together(50) { _ in
                try await api.send(.post, "/phone-numbers/+442079460050").status
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 49))
            #expect(try await store.snapshot().phoneNumbers.count { $0.number == "+442079460050" } == 1)
        }
    }

    @Test("moves to and fro never part a connector from its numbers")
    func moves() async throws {
        try await withAPI(.router) { api, store in
            _ = try await Self.together(120) { index in
                let (from, to) = index.isMultiple(of: 2) ? (Fixture.sales, Fixture.care) : (Fixture.care, Fixture.sales)
                if index.isMultiple(of: 3) {
                    let numbers = try await api.about(from).send(.get, "/phone-numbers?connectorId=front")
                    let count = try numbers.decode(PhoneNumberList.self).phoneNumbers.count
                    #expect(count == 0 || count == 3)
                    return numbers.status
                }
                let update = #"{"connectorId":"front","projectId":"\#(to)"}"#
                return try await api.about(from).send(.patch, "/connectors/batch", #"{"updates":[\#(update)]}"#).status
            }
            let state = try await store.snapshot()
            let home = try #require(state.connectors.first { $0.connectorId == "front" }).projectId
            let numbers = state.phoneNumbers.filter { $0.connectorId == "front" }
            #expect(numbers.map(\.projectId) == [home, home, home])
        }
    }

    private static func together(
        _ count: Int, _ request: @escaping @Sendable (Int) async throws -> Int
    ) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<count { group.addTask { try await request(index) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
