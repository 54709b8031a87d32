import AgentsClient
import ArgumentParser

/// Where requests go, in whose name, and how fast.
///
/// One flat group: the library checks groups within groups so often in debug builds that tests take several times
/// longer.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "The region of the real API. HTTPS_PROXY and NO_PROXY are honoured.")
    var region: BaseURL.Region?

    @Option(
        name: .customLong("base-url"),
        help: ArgumentHelp("Another address of the API, such as a running emulator's.", valueName: "url"))
    var baseURL: String?

    @Option(
        help: ArgumentHelp(
            """
            Use an emulator that begins with this export, instead of the real API. Needs no key, touches nothing \
            real.
            """,
            valueName: "inventory.csv"))
    var emulator: String?

    @Option(
        help: ArgumentHelp(
            """
            What the emulator knows besides (JSON): agents with their names, variants and deployments.
            """, valueName: "account.json"))
    var seedAccount: String?

    @Option(
        help: ArgumentHelp(
            "A file that holds the API key; otherwise it is taken from POLYAI_API_KEY.", valueName: "file"))
    var apiKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "Log each request on standard error; trace shows bodies too. Never the key.", valueName: "level"))
    var logLevel: LogLevel?

    @Option(
        help: ArgumentHelp(
            """
            Requests a second, for the whole run: auto, the default, finds out how many the API takes and keeps just \
            below; auto:80% leaves a fifth of that to others with the same key; a number is never exceeded.
            """,
            valueName: "n"),
        transform: RateOption.init(parsing:))
    var rate = RateOption.found

    @Option(
        help: ArgumentHelp(
            """
            Requests under way at a time, at most; auto, the default, follows from the rate and how long answers take.
            """,
            valueName: "n"),
        transform: ConcurrencyOption.init(parsing:))
    var concurrency = ConcurrencyOption(nil)

    @Option(help: ArgumentHelp("How long to wait for a connection.", valueName: "seconds"))
    var connectTimeout: Quantity = 5

    @Option(help: ArgumentHelp("How long to wait for an answer.", valueName: "seconds"))
    var requestTimeout: Quantity = 30

    func validate() throws {
        try checkDestination()
        try checkTimeouts()
    }

    private func checkDestination() throws {
        let ways = [
            region.map { _ in "--region" }, baseURL.map { _ in "--base-url" }, emulator.map { _ in "--emulator" },
        ]
        .compactMap(\.self)
        if ways.count > 1 {
            throw ValidationError("\(ways.joined(separator: " and ")) name different places. Give only one of them.")
        }
        if seedAccount != nil, emulator == nil {
            throw ValidationError(
                "--seed-account describes the emulator of --emulator: give that too, or leave it out.")
        }
        if emulator != nil, apiKeyFile != nil {
            throw ValidationError("--emulator needs no key: leave out --api-key-file, or leave out --emulator.")
        }
    }

    private func checkTimeouts() throws {
        for (name, limit) in [("--connect-timeout", connectTimeout), ("--request-timeout", requestTimeout)]
        where limit.value <= 0 || limit.value > 3600 {
            throw ValidationError("\(name) must be more than 0 seconds and at most 3600.")
        }
    }
}

enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, trace
}

extension BaseURL.Region: ExpressibleByArgument {}
