import ArgumentParser
import Migration

/// What is asked of the other side before the plan is made.
struct PreflightOptionGroup: ParsableArguments {
    @Flag(help: "Move connectors to agents that do not have their variant.")
    var allowMissingVariant = false

    @Flag(help: "Move connectors to agents of which nothing is deployed in their environment.")
    var allowUndeployed = false

    @Flag(
        help: """
            Do not ask whether projects and variants exist and whether something is deployed where connectors move to.
            """)
    var noPreflight = false

    /// Nil when nothing is to be asked.
    var policy: PreflightPolicy? {
        guard !noPreflight else { return nil }
        var policy = PreflightPolicy()
        policy.allowsMissingVariants = allowMissingVariant
        policy.allowsUndeployed = allowUndeployed
        return policy
    }
}
