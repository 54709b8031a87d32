import AgentsAPI
import AgentsClient
import Emulator
import Foundation
import Telephony
import Testing

@testable import patchbay

@Suite("sheets that move numbers") struct NumberSheetTests {
    @Test("the plan names each step, what is live and what is for good, and the question does")
    func plan() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write(
                "sheet.csv",
                "phone_number,action,target_connector_id\n\(Hotel.phone(1)),release,\n+442079460999,import,front\n")
            var bench = bench
            bench.answers = ["n"]
            let ending = await bench.patchbay(["apply", sheet, "--allow-release", "1"] + bench.options(emulator))
            #expect(ending.status == .nothingSent)
            for line in [
                "    import          live\n", "    route          (none) → front  live\n",
                "    release        from front, for good  live\n",
                "1 number to import, 1 number to route, 1 number to release for good, 1 of them live (all live)",
                "Import 1 number and route 1 number, and release 1 number, 1 of them live, which cannot be taken back",
            ] { #expect(ending.errors.contains(line), "\(line)\n\(ending.errors)") }
        }
    }

    @Test("numbers that would be released are named when that is not allowed")
    func release() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", "phone_number,action\n\(Hotel.phone(1)),release\n")
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(ending.status == .nothingSent)
            #expect(
                ending.errors.contains(
                    "the plan releases 1 number (1 live), \(Hotel.phone(1)), which cannot be taken back. If that is "
                        + "what you mean, say so with --allow-release 1."))
        }
    }

    @Test("the log says where a number was")
    func log() async throws {
        try await withHotel { bench, emulator in
            let sheet = try bench.write("sheet.csv", "phone_number,route to\n\(Hotel.phone(1)),bar\n")
            let ending = await bench.patchbay(["apply", sheet, "--yes"] + bench.options(emulator))
            #expect(ending.status == .done)
            let log = await bench.patchbay("log", bench.path("sheet.patchbay"))
            #expect(log.output.contains("\(Hotel.phone(1))  route front → bar  settle as updated, attempt 1\n"))
        }
    }
}
