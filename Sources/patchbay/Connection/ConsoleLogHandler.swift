import AgentsClient
import ForeignText
import Foundation
import Logging

/// Writes log lines where messages go.
struct ConsoleLogHandler: LogHandler {
    let console: Console
    let now: @Sendable () -> Date
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    init(_ world: World) { (console, now) = (world.console, world.now) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    private static let time = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    func log(event: LogEvent) {
        let pairs = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let details = pairs.map { " \($0.key)=\($0.value)" }.joined()
        console.say(HarmlessText.whole("\(now().formatted(Self.time)) \(event.level) \(event.message)\(details)"))
    }
}
