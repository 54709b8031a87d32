package import Telephony

/// An API key and the agents that it reaches.
package struct AccessKey: Hashable, Sendable {
    package var value: String
    /// `nil` reaches every project, those that come later too.
    package var projects: [AgentID]?

    package init(_ value: String, projects: [AgentID]? = nil) {
        self.value = value
        self.projects = projects
    }

    /// The key of an emulator that was given none. It guards made-up data only, so it is the same everywhere.
    package static let standard = AccessKey("emulator-key")
}
