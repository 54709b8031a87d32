import Foundation

/// The program as it was built beside these tests, or the one that `PATCHBAY_BINARY` names.
enum Binary {
    static let url =
        ProcessInfo.processInfo.environment["PATCHBAY_BINARY"].map { URL(fileURLWithPath: $0) } ?? besideTests

    /// SwiftPM puts the tests and the program into one directory.
    private static let besideTests = URL(fileURLWithPath: CommandLine.arguments[0])
        .resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "patchbay")
}
