import Logging
import Sheet

/// Writes log lines where messages go.
struct SinkLogHandler: LogHandler {
    let sink: any ByteSink & Sendable
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let pairs = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let details = pairs.map { " \($0.key)=\($0.value)" }.joined()
        try? sink.write(Array("\(event.level) \(event.message)\(details)\n".utf8))
    }
}
