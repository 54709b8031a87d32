import Foundation
import Sheet
import Testing

@Suite("Fuzzing")
struct FuzzTests {
    @Test("whatever a file holds, it is read as a plain reference reads it, and its copy is the same and safe")
    func fuzz() throws {
        let report = try FuzzRun().run(samples: Self.samples())
        #expect(report.disagreement == nil)
        #expect(report.inputs > 0)
    }

    @Test("the same seed gives the same files")
    func repeatable() throws {
        let inputs = try (0..<2).map { _ in
            var generator = FuzzGenerator(seed: 7, samples: try Self.samples())
            return generator.input().bytes
        }
        #expect(inputs[0] == inputs[1])
    }

    /// The lines of the sample sheets, and of a sheet with something of everything.
    private static func samples() throws -> [[[UInt8]]] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../samples")
        let files = try ["inventory", "language-rollout", "messy", "numbers", "project-move"].map {
            try contents(root.appending(path: "\($0).csv").standardizedFileURL.path)
        }
        return (files + [everything]).map {
            $0.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        }
    }

    private static let everything = Array(
        #"""
        phone,"me""mo",'=x,result_line\#r
        +442079460958,"a\#r
        b",'=1,7\r
        "=""+44""",é,,""

        """#.utf8)
}
