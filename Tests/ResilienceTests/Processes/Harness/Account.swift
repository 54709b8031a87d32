/// What a run came to, with its branch's number taken out, to be compared with that of another.
struct Account {
    /// What the emulator holds.
    let state: String
    /// The rows of the results CSV, without what differs from run to run.
    let results: [[String: String]]

    /// What is other than in another account; empty when nothing is.
    func differences(from other: Account) -> [String] {
        var differences = state == other.state ? [] : ["state: \(state)\n  not: \(other.state)"]
        if results.count != other.results.count {
            differences.append("\(results.count) rows, not \(other.results.count)")
        }
        for (own, other) in zip(results, other.results) {
            for (column, cell) in own.sorted(by: { $0.key < $1.key }) where !Self.agree(cell, other[column], column) {
                differences.append(
                    "line \(own["result_line"] ?? ""): \(column) is '\(cell)', not '\(other[column] ?? "")'")
            }
        }
        return differences
    }

    /// A run that was interrupted before it tried an item alone sends it in a batch again, and counts both.
    private static func agree(_ cell: String, _ other: String?, _ column: String) -> Bool {
        guard column == "result_attempts", let attempts = Int(cell), let fewest = other.flatMap(Int.init) else {
            return cell == other
        }
        return attempts >= fewest
    }

    /// That of the branch's sheet, when nothing disturbs the run.
    static func undisturbed() async throws -> Account { try await once.value }

    /// That of the same sheet applied again when all is done.
    static func undisturbedAgain() async throws -> Account { try await twice.value }

    /// That of the edited sheet, from the beginning.
    static func undisturbedEdited() async throws -> Account { try await edited.value }

    private static let once = Task { try await applying(\.sheet, times: 1) }
    private static let twice = Task { try await applying(\.sheet, times: 2) }
    private static let edited = Task { try await applying(\.editedSheet, times: 1) }

    /// Not one of the two emulators that may run at a time: whoever asks holds one of these, and waits.
    private static func applying(_ sheet: @Sendable (Branch) -> String, times: Int) async throws -> Account {
        try await EmulatorProcess.serving(branches: 1) { emulator in
            let desk = try await Desk(Branch(number: 0), emulator, sheet: sheet(Branch(number: 0)))
            for _ in 1...times { _ = try await desk.run(desk.apply) }
            return try await desk.account()
        }
    }
}
