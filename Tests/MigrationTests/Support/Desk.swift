import Migration
import Sheet
import TestSupport

/// A directory with a sheet in it, for what needs no API.
struct Desk {
    let scratch: ScratchDirectory
    let events = Recorder<MigrationEvent>()

    init() throws { scratch = try ScratchDirectory() }

    /// What `check` reports.
    func check(_ sheet: String, _ adjust: (inout SheetOptions) -> Void = { _ in }) async throws -> IntakeReport {
        let path = try scratch.write(sheet, to: "numbers.csv")
        var options = SheetOptions()
        options.agent = Inventory.home
        adjust(&options)
        return try await Pipeline(observe: events.append).check(path, options)
    }

    /// Without the directory's name.
    var findings: [String] { events.all.compactMap { $0.finding(in: scratch) } }
}

extension MigrationEvent {
    /// A finding as it is printed, without the directory's name.
    func finding(in scratch: ScratchDirectory) -> String? {
        guard case .finding(let finding) = self else { return nil }
        return finding.description.replacing(scratch.path + "/", with: "")
    }
}
