import AgentsClient
import Emulator
import ForeignText
import Foundation
import Migration

/// Where requests go, with all that is needed to go there.
enum Destination {
    case api(BaseURL, APIKey)
    /// The seed is empty where a rehearsal goes on with the state that it kept.
    case emulator(EmulatorSeed, inventory: String)

    /// Finds out all that can be wrong before anything is sent or written.
    init(_ options: ConnectionOptions, _ world: World, isResumed: Bool) throws {
        if let inventory = options.emulator {
            let seed = isResumed ? .empty : try InventoryFile(path: inventory).seed(describing: options.seedAccount)
            self = .emulator(seed, inventory: inventory)
        } else {
            let baseURL = try Self.baseURL(options)
            self = .api(baseURL, try APIKeySource(options: options, world: world).key())
        }
    }

    /// What a run against this destination belongs to.
    var target: RunTarget {
        switch self {
        case .api(let baseURL, _): .api(baseURL: baseURL.description)
        case .emulator(_, let inventory): .emulator(inventoryPath: URL(fileURLWithPath: inventory).path)
        }
    }

    private static func baseURL(_ options: ConnectionOptions) throws -> BaseURL {
        if let region = options.region { return .region(region) }
        guard let text = options.baseURL else {
            throw CommandProblem.usage(
                """
                Say where the connectors are: --region us|eu|uk|studio|dev for the real API, --base-url for another \
                address of it, or --emulator inventory.csv for a rehearsal.
                """)
        }
        do {
            return try BaseURL(text)
        } catch {
            throw CommandProblem.usage(error.message)
        }
    }
}

extension RunTarget {
    /// For a person who wants to be sure where changes go.
    func inWords(_ world: World) -> String {
        emulatorInventory.map { "an emulator that began with \(world.shown($0)); nothing real is touched" }
            ?? HarmlessText.whole(rawValue)
    }
}
