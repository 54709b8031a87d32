import Foundation

/// The program as it was built beside these tests.
enum Binary {
    /// SwiftPM puts the tests and the program into one directory.
    static let url = URL(fileURLWithPath: CommandLine.arguments[0])
        .resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "patchbay")
}
