import Foundation
import Testing

@Suite("The built program") struct BinaryTests {
    @Test("stands beside the tests and can be run")
    func runs() throws {
        #expect(FileManager.default.isExecutableFile(atPath: Binary.url.path), "\(CommandLine.arguments)")
    }
}
