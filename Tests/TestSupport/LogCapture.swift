package import Logging

/// Keeps every line that a logger writes, at trace level, with its metadata.
package struct LogCapture: Sendable {
    private let recorder = Recorder<String>()

    package init() {}

    package var lines: [String] { recorder.all }

    package var logger: Logger {
        let recorder = recorder
        return Logger(label: "test") { _ in Handler(recorder: recorder) }
    }

    private struct Handler: LogHandler {
        let recorder: Recorder<String>
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            recorder.append(([event.level.rawValue, event.message.description] + pairs).joined(separator: " "))
        }
    }
}
