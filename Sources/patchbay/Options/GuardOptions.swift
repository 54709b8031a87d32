import ArgumentParser
import Migration

/// What a plan has to be for a run to begin.
struct PlanGuardOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Carry out only the plan that 'patchbay plan' gave this fingerprint.", valueName: "fingerprint"))
    var expectPlan: String?

    // A value that begins with a hyphen is none, and Limit says so.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Send nothing when more connectors and numbers would change than this, or than this share of those that \
            the sheet names.
            """,
            valueName: "n|p%"),
        transform: Limit.init)
    var maxChanges: Limit?

    @Option(
        help: ArgumentHelp(
            "Release numbers, exactly as many as the plan shows. That cannot be taken back.", valueName: "n"))
    var allowRelease: Int?

    func validate() throws {
        if let allowRelease, allowRelease < 0 { throw ValidationError("--allow-release must be a count of numbers.") }
    }

    func guarding(_ job: Job) -> Job {
        var job = job
        job.expectedPlan = expectPlan
        job.maxChanges = maxChanges
        job.allowedReleases = allowRelease
        return job
    }
}

/// What keeps a session from doing harm.
struct GuardOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Stop when more rows fail than this, or than this share of the rows to change. (default: 10%, at least 10)",
            valueName: "n|p%"),
        transform: Limit.init)
    var maxFailures: Limit?

    @Option(
        help: ArgumentHelp(
            """
            What to do about a connector that changed since the plan: skip leaves it alone, overwrite changes it all \
            the same.
            """,
            valueName: "way"))
    var onDrift = DriftPolicy.skip

    @Option(
        help: ArgumentHelp(
            "How long to wait for an API that has stopped answering, or that asks for a pause.", valueName: "seconds"))
    var maxOutage: Quantity = 600

    @Flag(help: "Read every changed connector again at the end, and compare it with the sheet.")
    var verify = false

    var guards: Guards {
        var guards = Guards()
        guards.maxFailures = maxFailures
        guards.onDrift = onDrift
        guards.longestOutage = .seconds(maxOutage.value)
        guards.verifies = verify
        return guards
    }

    func validate() throws {
        if maxOutage.value < 0 || maxOutage.value > 86_400 {
            throw ValidationError("--max-outage must be from 0 to 86400 seconds.")
        }
    }
}

extension DriftPolicy: ExpressibleByArgument {}
