/// The environment a connector answers in. A value that this version does not know is kept as it came.
package struct ClientEnvironment: OpaqueIdentifier {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let sandbox: Self = "sandbox"
    package static let preRelease: Self = "pre-release"
    package static let live: Self = "live"

    package static let known: [Self] = [.sandbox, .preRelease, .live]
}
