import Foundation
package import Hummingbird
import HummingbirdCore
import NIOCore
package import ServiceLifecycle

/// The Agents API as a server of our own, which keeps its state in SQLite.
package struct Emulator: Sendable {
    /// The state, for tests to read and to prepare.
    package let store: EmulatorStore
    /// False when the database held projects already, which the seed then left alone.
    package let isFreshlySeeded: Bool
    /// What goes wrong; its script can be replaced while the emulator serves.
    package let faults: FaultInjector
    let gate: ConnectionGate
    private let journal: RequestJournal?
    private let configuration: EmulatorConfiguration

    /// Opens the database and the request log, and writes the seed and the keys into the database.
    package init(_ configuration: EmulatorConfiguration) async throws(EmulatorProblem) {
        store = try EmulatorStore(path: configuration.database)
        self.configuration = configuration
        gate = ConnectionGate(limit: configuration.maxConnections)
        faults = FaultInjector(configuration.faults, gate: gate)
        journal = try RequestJournal(memory: configuration.requestLog, path: configuration.requestLogFile)
        do {
            isFreshlySeeded = try await store.plant(configuration.seed)
            for key in configuration.keys { try await store.add(key) }
        } catch {
            throw .seedNotWritten(path: configuration.database ?? ":memory:")
        }
    }

    /// The server, for ``run(on:onReady:)`` and for tests that speak to its router.
    ///
    /// - Parameter port: `nil` leaves it to the configuration.
    package func application(
        port: Int? = nil, onReady: @escaping @Sendable (EmulatorAddress) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        let (host, port, key) = (
            configuration.host, port ?? configuration.port, configuration.keys.first?.value ?? ""
        )
        let router = EmulatorRouter(
            store: store, faults: faults, gate: gate, journal: journal, configuration: configuration)
        return Application(
            router: try router.make(),
            server: .http1(configuration: connections),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                await onReady(EmulatorAddress(host: host, port: channel.localAddress?.port ?? port, key: key))
            },
            logger: configuration.logger)
    }

    private var connections: HTTP1Channel.Configuration {
        let (gate, patience, headers) = (gate, configuration.clientPatience, configuration.maxHeaderBytes)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionHandler(gate: gate, patience: patience)],
            httpDecoderConfiguration: .init(maxHeaderFieldSize: headers, maxHeaderListSize: headers))
    }

    /// Serves until the task is cancelled or the service group that it runs in shuts down.
    ///
    /// - Parameters:
    ///   - port: `nil` leaves it to the configuration.
    ///   - onReady: called once, when the port is bound.
    package func run(
        on port: Int? = nil, onReady: @escaping @Sendable (EmulatorAddress) async -> Void
    ) async throws {
        let (host, port) = (configuration.host, port ?? configuration.port)
        do {
            try await application(port: port, onReady: onReady).run()
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
