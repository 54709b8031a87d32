import Foundation
import Testing

@Suite("The page of promises") struct PromiseTests {
    private static let directory = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Lines such as `| promise | [Suite](Target/Suite.swift) “a test”, “another test” |`, in which each test follows
    /// its file.
    @Test("names files and tests that exist")
    func areHeld() throws {
        let page = try String(contentsOf: Self.directory.appending(path: "README.md"), encoding: .utf8)
        var tests = 0
        for line in page.split(separator: "\n") {
            let isPromise = line.hasPrefix("| ") && !line.hasPrefix("| promise")
            #expect(!isPromise || line.contains("“"), "no test is named: \(line)")
            for part in line.split(separator: "](").dropFirst() {
                let path = part.prefix { $0 != ")" }
                let source = try String(contentsOf: Self.directory.appending(path: path), encoding: .utf8)
                for test in part.matches(of: /“([^”]*)”/) {
                    tests += 1
                    #expect(source.contains("\"\(test.1)\""), "\(path) has no test “\(test.1)”")
                }
            }
        }
        #expect(tests > 40)
    }
}
