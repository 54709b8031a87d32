import AgentsClient
import ArgumentParser

/// A rate that is given, or that is to be found.
struct RateOption: CustomStringConvertible {
    let rate: RequestRate

    /// Reads `auto`, `auto:80%` or a number of requests a second.
    init(parsing argument: String) throws {
        guard argument != "auto" else {
            self = .found
            return
        }
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        if parts.count == 2, parts[0] == "auto", parts[1].hasSuffix("%") {
            guard let percent = Quantity(argument: String(parts[1].dropLast()))?.value, 1...100 ~= percent else {
                throw Self.problem
            }
            self.init(.found(share: percent / 100))
        } else {
            guard let number = Quantity(argument: argument), let given = RequestRate(perSecond: number.value) else {
                throw Self.problem
            }
            self.init(given)
        }
    }

    static let found = RateOption(.found())

    private init(_ rate: RequestRate) { self.rate = rate }

    private static let problem = ValidationError(
        "--rate must be auto, a part of what is found from auto:1% to auto:100%, or a number above 0.")

    var description: String { "auto" }
}

/// How many requests may be under way at a time: at most so many, or what the rate and the answers' time come to.
struct ConcurrencyOption: CustomStringConvertible {
    static let most = 64

    /// Nil for `auto`.
    let given: Int?

    init(_ given: Int?) { self.given = given }

    init(parsing argument: String) throws {
        given = argument == "auto" ? nil : Int(argument)
        guard argument == "auto" || given.map((1...Self.most).contains) == true else {
            throw ValidationError("--concurrency must be auto, or from 1 to \(Self.most).")
        }
    }

    var description: String { "auto" }
}
