import Foundation
package import Hummingbird
import NIOCore
package import ServiceLifecycle

/// The Agents API as a server of our own, which keeps its state in SQLite.
package struct Emulator: Sendable {
    /// The state, for tests to read and to prepare.
    package let store: EmulatorStore
    /// False when the database held projects already, which the seed then left alone.
    package let isFreshlySeeded: Bool
    private let configuration: EmulatorConfiguration

    /// Opens the database and writes the seed and the keys into it.
    package init(_ configuration: EmulatorConfiguration) async throws(EmulatorProblem) {
        store = try EmulatorStore(path: configuration.database)
        self.configuration = configuration
        do {
            isFreshlySeeded = try await store.plant(configuration.seed)
            for key in configuration.keys { try await store.add(key) }
        } catch {
            throw .seedNotWritten(path: configuration.database ?? ":memory:")
        }
    }

    /// The server, for ``run(onReady:)`` and for tests that speak to its router.
    package func application(
        onReady: @escaping @Sendable (EmulatorAddress) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        let (host, port, key) = (configuration.host, configuration.port, configuration.keys.first?.value ?? "")
        return Application(
            router: try EmulatorRouter(store: store, configuration: configuration).make(),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                await onReady(EmulatorAddress(host: host, port: channel.localAddress?.port ?? port, key: key))
            },
            logger: configuration.logger)
    }

    /// Serves until the task is cancelled or the service group that it runs in shuts down.
    ///
    /// - Parameter onReady: called once, when the port is bound.
    package func run(onReady: @escaping @Sendable (EmulatorAddress) async -> Void) async throws {
        let (host, port) = (configuration.host, configuration.port)
        do {
            try await application(onReady: onReady).run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw EmulatorProblem.portInUse(host: host, port: port)
        } catch is IOError, is SocketAddressError, is SocketAddressError.UnknownHost {
            throw EmulatorProblem.cannotListen(host: host, port: port)
        }
    }

    /// The emulator as one of the services of a program, which its signals stop.
    package func service(onReady: @escaping @Sendable (EmulatorAddress) async -> Void) -> some Service {
        EmulatorService(emulator: self, onReady: onReady)
    }
}

private struct EmulatorService: Service {
    let emulator: Emulator
    let onReady: @Sendable (EmulatorAddress) async -> Void

    func run() async throws { try await emulator.run(onReady: onReady) }
}
