import Emulator
import Foundation
import Testing

@testable import patchbay

@Suite("secrecy") struct SecrecyTests {
    private static let key = "k3y-that-nobody-may-see"

    @Test("the key is in nothing that is printed or written, also at trace level")
    func nowhere() async throws {
        try await withHotel { configuration in
            configuration.keys = [AccessKey(Self.key)]
        } _: { bench, emulator in
            var bench = bench
            bench.environment["POLYAI_API_KEY"] = Self.key
            let sheet = try bench.write("sheet.csv", Hotel.rollout)
            let options = bench.options(emulator) + ["--log-level", "trace"]
            var endings = [await bench.patchbay(["apply", sheet, "--yes"] + options)]
            endings.append(await bench.patchbay(["connector", "list"] + options))
            endings.append(await bench.patchbay("status", bench.path("sheet.patchbay")))
            #expect(endings.allSatisfy { $0.status == .done })
            #expect(endings[0].errors.contains("trace "))
            for text in endings.flatMap({ [$0.output, $0.errors] }) { #expect(!text.contains(Self.key)) }
            let files = try bench.files
            #expect(files.contains("sheet.patchbay") && files.contains("sheet.results.csv"))
            for file in files {
                let bytes = try Data(contentsOf: URL(filePath: bench.path(file)))
                #expect(bytes.firstRange(of: Data(Self.key.utf8)) == nil)
            }
        }
    }
}
