import AgentsAPI
import AgentsClient
import Telephony
import TestSupport
import Testing

@testable import Migration

@Suite("How many a request may hold") struct BatchSizeTests {
    /// Sends elements to an API that takes `limit` in one request. Returns how many each request held.
    private func send(_ elements: Int, to size: BatchSize, limit: Int, isNamed: Bool = false) -> [Int] {
        var (left, requests) = (elements, [Int]())
        while left > 0, requests.count < 10_000 {
            let count = min(left, size.next(left: left))
            requests.append(count)
            if count > limit {
                size.refuse(count, limit: isNamed ? limit : nil)
            } else {
                size.take(count)
                left -= count
            }
        }
        return requests
    }

    @Test("it begins with 50, and takes all that may be tried once they were taken")
    func growth() {
        #expect(send(1_200, to: .forChanges(), limit: .max) == [50, 500, 500, 150])
        #expect(send(40, to: .forChanges(), limit: .max) == [40])
        #expect(send(60, to: .forChanges(), limit: .max) == [50, 10])
    }

    @Test("it is never more than was asked for", arguments: [1, 2, 7, 50, 51, 120])
    func ceiling(most: Int) {
        let requests = send(1_000, to: .forChanges(atMost: most), limit: .max)
        #expect(requests.max() == most && requests.reduce(0, +) == 1_000)
    }

    @Test("what a refusal names is tried first, and kept", arguments: [1, 2, 7, 33, 49])
    func named(limit: Int) {
        let requests = send(1_000, to: .forChanges(), limit: limit, isNamed: true)
        #expect(requests.first == 50)
        #expect(requests.dropFirst().dropLast().allSatisfy { $0 == limit })
    }

    @Test(
        "a limit that nobody names is found at the cost of a few requests",
        arguments: [1, 2, 3, 5, 7, 10, 20, 25, 30, 49, 50, 64, 99, 100, 128, 200, 250, 256, 300, 499])
    func unnamed(limit: Int) {
        let requests = send(20_000, to: .forChanges(), limit: limit)
        let refused = requests.filter { $0 > limit }.count
        #expect(refused <= 8, "\(requests.filter { $0 > limit })")
        #expect(requests.count <= (20_000 + limit - 1) / limit * 6 / 5 + 8)
    }

    @Test("a limit that is named wrongly is tried once and forgotten")
    func wrongName() {
        let size = BatchSize.forChanges()
        size.refuse(50, limit: 40)
        #expect(size.next(left: 1_000) == 40)
        size.refuse(40)
        #expect(size.next(left: 1_000) == 10)
    }

    @Test("a limit that fell is found again, and one that rose is believed when it shows")
    func changes() {
        let size = BatchSize.forChanges()
        _ = send(2_000, to: size, limit: 500)
        let fallen = send(2_000, to: size, limit: 100)
        #expect(fallen.filter { $0 > 100 }.count <= 6 && fallen.dropLast().last == 100)
        size.take(300)
        #expect(size.known == BatchSize.Known(taken: 300))
    }

    @Test("a batch that took long is not made longer than five seconds", arguments: [(1, 250), (2, 125), (10, 50)])
    func slow(seconds: Int, next: Int) {
        let size = BatchSize.forChanges()
        size.take(50, in: .seconds(seconds))
        #expect(size.next(left: 1_000) == next)
    }

    @Test(
        "what fails for its size without a refusal is sent in modest requests from then on",
        arguments: [500, 502, 503, 504])
    func failing(status: Int) {
        let size = BatchSize.forChanges()
        size.take(50)
        let failure = ClientFailure(.refused(status: status, nil), of: .updateConnectors)
        #expect(size.fail(500, failure))
        size.take(size.next(left: 450))
        #expect(size.known.taken < 500 && size.known.refused == 500)
        #expect(!size.fail(50, failure) && !size.fail(20, failure))
        let reading = BatchSize.forReading()
        #expect(reading.next(left: 900) == 500)
        #expect(reading.fail(500, failure))
        #expect(reading.next(left: 900) == 100)
    }

    @Test("what is said of a single element, too, is not believed of many any more")
    func misread() {
        let envelope = ErrorEnvelope(error: "", errorID: "", errorCode: "X", errorMessage: "Too many updates.")
        let failure = ClientFailure(.refused(status: 400, envelope), of: .updateConnectors)
        let size = BatchSize.forChanges()
        size.take(50)
        #expect(size.fail(500, failure))
        #expect(size.known.refused == 500)
        #expect(!size.fail(1, failure))
        #expect(size.known == BatchSize.Known(taken: 50))
        #expect(!size.fail(500, failure))
        #expect(size.fail(500, ClientFailure(.refused(status: 413, nil), of: .updateConnectors)))
    }

    /// Requests may be answered in any order, as several are under way.
    @Test(
        "whatever is answered in whatever order, what was refused is more than what was taken",
        arguments: 1...200 as ClosedRange<UInt64>)
    func anyOrder(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let texts = ["At most 7 items.", "Too many updates.", "3 of 50 connectors exceed the limit", "No.", ""]
        let size = BatchSize.forChanges(atMost: [1, 7, 50, 500, 2_000][Int.random(in: 0..<5, using: &dice)])
        for _ in 0..<200 {
            let left = Int.random(in: 1...3_000, using: &dice)
            let next = size.next(left: left)
            #expect(next >= 1 && next <= size.ceiling)
            let count = Bool.random(using: &dice) ? min(next, left) : Int.random(in: 1...size.ceiling, using: &dice)
            let status = [200, 200, 200, 400, 413, 422, 503][Int.random(in: 0..<7, using: &dice)]
            if status == 200 {
                size.take(count, in: .seconds(Int.random(in: 0...20, using: &dice)))
            } else {
                let text = texts[Int.random(in: 0..<texts.count, using: &dice)]
                let envelope = ErrorEnvelope(error: "", errorID: "", errorCode: "X", errorMessage: text)
                _ = size.fail(count, ClientFailure(.refused(status: status, envelope), of: .updateConnectors))
            }
            let known = size.known
            #expect(known.taken >= 0 && known.refused ?? .max > known.taken, "\(known)")
        }
    }

    @Test("nothing is tried before the first batch was taken whole")
    func small() {
        let size = BatchSize.forChanges()
        size.take(20)
        #expect(size.next(left: 1_000) == 50)
    }

    @Test("what an earlier session found is gone on with")
    func known() {
        let known = BatchSize.Known(taken: 100, refused: 101)
        #expect(send(300, to: .forChanges(knowing: known), limit: 100) == [100, 100, 100])
        #expect(send(300, to: .forChanges(atMost: 30, knowing: known), limit: 100).max() == 30)
        let grown = BatchSize.Known(taken: 500)
        #expect(send(300, to: .forChanges(atMost: 30, knowing: grown), limit: 500).max() == 30)
    }

    // MARK: What a refusal says

    @Test(
        "refusals of a list for its length are told from those of what is in it",
        arguments: [
            ("must NOT have more than 20 items", true, 20),
            ("List should have at most 100 items after validation, not 500", true, 100),
            ("updates must contain no more than 25 elements", true, 25),
            ("Array must contain at most 200 element(s)", true, 200),
            ("The request lists 500 elements; the limit is 7.", true, 7),
            ("Batch size exceeds the maximum of 50", true, 50), ("Too many connectors", true, nil),
            ("batch too large", true, nil), ("updates[3].voiceName must be at most 50 characters", false, nil),
            ("updates.3.voiceName: maximum is 20", false, nil),
            ("body/updates/12/variantId exceeds the limit", false, nil),
            ("item 12 exceeds the limit", false, nil), ("connector 40: too many changes", false, nil),
            ("voice_name must have at most 50 characters", false, nil), ("Invalid request", false, nil),
            ("", false, nil),
            ("At most 600 items", true, nil),
        ] as [(String, Bool, Int?)], [400, 422])
    func text(_ refusal: (String, Bool, Int?), status: Int) {
        let (message, isLong, limit) = refusal
        let envelope = ErrorEnvelope(error: "", errorID: "", errorCode: "X", errorMessage: message)
        let failure = ClientFailure(.refused(status: status, envelope), of: .updateConnectors)
        #expect(failure.saysTooMany == isLong)
        #expect(failure.limitNamed(below: 500) == limit)
    }

    @Test(
        "413 says that a request is too large; other refusals do not, whatever their text",
        arguments: [401, 403, 404, 409, 500])
    func statuses(status: Int) {
        let envelope = ErrorEnvelope(error: "", errorID: "", errorCode: "X", errorMessage: "at most 7 items")
        #expect(!ClientFailure(.refused(status: status, envelope), of: .updateConnectors).saysTooMany)
        #expect(ClientFailure(.refused(status: 413, nil), of: .updateConnectors).saysTooMany)
    }
}
