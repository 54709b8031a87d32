import HTTPTypes

/// Which methods are served at a path; Hummingbird itself answers 404 for a path that has others.
struct PathDirectory: Sendable {
    private let entries: [(path: [Substring], method: HTTPRequest.Method)]

    /// - Parameter routes: paths such as `/connectors/{connectorId}`, where `{…}` stands for any one segment.
    init(_ routes: [(path: String, method: HTTPRequest.Method)]) {
        entries = routes.map { ($0.path.split(separator: "/"), $0.method) }
    }

    /// In the order of their names; empty when nothing is served there.
    func methods(at path: String) -> [HTTPRequest.Method] {
        let segments = path.split(separator: "/")
        let matches = entries.filter { Self.matches($0.path, segments) }
        let mostLiteral = matches.map { Self.literals($0.path) }.max()
        return matches.filter { Self.literals($0.path) == mostLiteral }
            .map(\.method)
            .sorted { $0.rawValue < $1.rawValue }
    }

    private static func matches(_ template: [Substring], _ segments: [Substring]) -> Bool {
        template.count == segments.count && zip(template, segments).allSatisfy { isVariable($0) || $0 == $1 }
    }

    private static func literals(_ template: [Substring]) -> Int { template.count { !isVariable($0) } }

    private static func isVariable(_ segment: Substring) -> Bool { segment.hasPrefix("{") }
}
