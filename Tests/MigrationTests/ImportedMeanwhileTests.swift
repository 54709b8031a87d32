import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Migration
import Telephony
import TestSupport
import Testing

@Suite("Numbers that others import, or the API imports otherwise") struct ImportedMeanwhileTests {
    @Test("a number that somebody else imported meanwhile is not called ours, nor released when all is taken back")
    func halfDone() async throws {
        try await withBench(NumberActionTests.inventory) { bench in
            let turns = Turns()
            let ending = try await bench.apply(
                NumberActionTests.sheet((40, "import,,,"), (41, "import,,,"), (42, "import,,,"))
            ) {
                $0.treat = { request in
                    guard request.operation == .importPhoneNumbers, turns.next(request) == 1 else { return .pass }
                    _ = try await bench.someoneElse.importPhoneNumber(
                        Inventory.number(40), into: nil, of: Inventory.home)
                    return .refuse(409, .phoneNumberAlreadyExists)
                }
            }
            #expect(ending.outcomes == ["unchanged", "updated", "updated"])
            let undone = try await bench.undo(try bench.undoSource()) { $0.allowedReleases = 2 }
            #expect(undone.outcomes == ["updated", "updated"])
            #expect(try await bench.places().contains("40 -"))
        }
    }

    @Test("a number that somebody else imported and routed meanwhile stays where they have it")
    func routedMeanwhile() async throws {
        try await withBench(NumberActionTests.inventory) { bench in
            let turns = Turns()
            let ending = try await bench.apply(NumberActionTests.sheet((40, "import,c02,,"), (41, "import,c02,,"))) {
                $0.options.allowsCollateral = true
                $0.treat = { request in
                    guard request.operation == .importPhoneNumbers, turns.next(request) == 1 else { return .pass }
                    try await bench.route(Inventory.number(40), to: "c03")
                    return .refuse(409, .phoneNumberAlreadyExists)
                }
            }
            #expect(ending.outcomes == ["drifted", "updated"])
            #expect(ending.results["error"][0].contains("is served by connector c03"))
            #expect(try await bench.places().filter { $0.hasPrefix("4") } == ["40 c03", "41 c02"])
        }
    }

    @Test("a number that the API imports to another environment than it was asked is no success")
    func importedElsewhere() async throws {
        try await withBench(NumberActionTests.inventory) { bench in
            let numbers = [40, 41].map(Inventory.number)
            let ending = try await bench.apply(
                NumberActionTests.sheet((40, "import,,,sandbox"), (41, "import,,,sandbox"))
            ) {
                $0.treat = { request in
                    guard request.operation == .importPhoneNumbers else { return .pass }
                    _ = try await bench.someoneElse.importPhoneNumbers(numbers, into: .live, of: Inventory.home)
                    return .answer(Data(#"{"imported":["\#(numbers[0])","\#(numbers[1])"]}"#.utf8))
                }
            }
            #expect(ending.outcomes == ["altered", "altered"])
            #expect(ending.results["error"][0].contains("is in live, not sandbox"), "\(ending.results["error"])")
        }
    }

    /// The contract leaves open whether an import of many is all or nothing.
    @Test("a number that the answer leaves out, as somebody else has imported it, is not called ours")
    func leftOut() async throws {
        try await withBench(NumberActionTests.inventory) { bench in
            let turns = Turns()
            let ending = try await bench.apply(NumberActionTests.sheet((40, "import,,,"), (41, "import,c02,,"))) {
                $0.options.allowsCollateral = true
                $0.treat = { request in
                    guard request.operation == .importPhoneNumbers, turns.next(request) == 1 else { return .pass }
                    try await bench.route(Inventory.number(41), to: "c03")
                    _ = try await bench.someoneElse.importPhoneNumber(
                        Inventory.number(40), into: nil, of: Inventory.home)
                    return .answer(Data(#"{"imported":["\#(Inventory.number(40))"]}"#.utf8))
                }
            }
            #expect(ending.outcomes == ["updated", "drifted"])
            #expect(try await bench.places().filter { $0.hasPrefix("4") } == ["40 -", "41 c03"])
            let undone = try await bench.undo(try bench.undoSource()) { $0.allowedReleases = 1 }
            #expect(undone.outcomes == ["updated"])
            #expect(try await bench.places().contains("41 c03"))
        }
    }

    @Test("what was not sent, as the number came to be elsewhere, is not taken for made when all is taken back")
    func altered() async throws {
        try await withBench(NumberActionTests.inventory) { bench in
            let ending = try await bench.apply(NumberActionTests.sheet((40, "import,c02,,live"))) {
                $0.options.allowsCollateral = true
                $0.treat = { request in
                    guard request.operation == .importPhoneNumbers else { return .pass }
                    _ = try await bench.someoneElse.importPhoneNumbers(
                        [Inventory.number(40)], into: .sandbox, of: Inventory.home)
                    return .answer(Data(#"{"imported":["\#(Inventory.number(40))"]}"#.utf8))
                }
            }
            #expect(ending.outcomes == ["altered"])
            #expect(ending.count(.routePhoneNumber) == 0)
            #expect(bench.warnings.allSatisfy { !$0.contains("was not sent") })
            let undone = try await bench.undo(try bench.undoSource()) { $0.allowedReleases = 1 }
            #expect(undone.outcomes == ["updated"])
            #expect(try await !bench.places().contains { $0.hasPrefix("40") })
        }
    }
}
