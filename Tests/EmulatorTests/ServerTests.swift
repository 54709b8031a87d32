import AgentsAPI
import Emulator
import HTTPTypes
import HummingbirdTesting
import Logging
import NIOCore
import ServiceLifecycle
import Telephony
import TestSupport
import Testing

@Suite("Serving")
struct ServerTests {
    @Test("an emulator serves on loopback for the length of its scope")
    func scoped() async throws {
        try await withHeldPort { port in
            var configuration = try Fixture.configuration()
            configuration.port = port
            try await withEmulator(configuration) { emulator in
                #expect(emulator.baseURL == "http://127.0.0.1:\(port)")
                #expect(emulator.key == "all")
                let status = try await Self.listConnectors(of: emulator)
                #expect(status == 200)
            }
            await #expect(throws: (any Error).self) {
                try await TestClient.withClient(host: "127.0.0.1", port: port) { try await $0.get("/openapi.json") }
            }
        }
    }

    @Test("an error of the scope comes out of it, and the emulator stops")
    func failing() async throws {
        struct Oops: Error {}
        await #expect(throws: Oops.self) {
            try await withEmulator { _ in throw Oops() }
        }
    }

    @Test("a connection that is still open does not hold the end of the scope up")
    func openConnection() async throws {
        let client = try await withEmulator(Fixture.configuration()) { emulator in
            let client = TestClient(host: "127.0.0.1", port: emulator.address.port)
            client.connect()
            let response = try await client.get("/openapi.json")
            #expect(response.status == .ok)
            return client
        }
        try? await client.shutdown()
    }

    @Test("a graceful shutdown ends the service")
    func shutdown() async throws {
        let (ready, continuation) = AsyncStream.makeStream(of: EmulatorAddress.self)
        let service = try await Emulator(Fixture.configuration()).service { continuation.yield($0) }
        let services = ServiceGroup(
            services: [service], gracefulShutdownSignals: [],
            logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await services.run() }
            #expect(await ready.first { _ in true }?.host == "127.0.0.1")
            await services.triggerGracefulShutdown()
            try await group.waitForAll()
        }
    }

    @Test("a port that is taken is answered with a sentence")
    func portInUse() async throws {
        try await withEmulator { first in
            let port = first.address.port
            let problem = await #expect(throws: EmulatorProblem.self) { try await Self.start(port: port) }
            #expect(problem == .portInUse(host: "127.0.0.1", port: port))
        }
    }

    @Test("an address that is not ours is answered with a sentence", arguments: ["203.0.113.1", "not a host"])
    func foreignAddress(host: String) async throws {
        let problem = await #expect(throws: EmulatorProblem.self) { try await Self.start(host: host) }
        #expect(problem == .cannotListen(host: host, port: 0))
    }

    @Test("the address of IPv6 is bracketed")
    func bracketed() {
        #expect(EmulatorAddress(host: "::1", port: 80, key: "").baseURL == "http://[::1]:80")
    }

    private static func start(host: String = "127.0.0.1", port: Int = 0) async throws {
        var configuration = EmulatorConfiguration()
        configuration.host = host
        configuration.port = port
        try await withEmulator(configuration) { _ in }
    }

    private static func listConnectors(of emulator: RunningEmulator) async throws -> Int {
        try await TestClient.withClient(host: "127.0.0.1", port: emulator.address.port) { client in
            let headers: HTTPFields = [.apiKeyOfTests: emulator.key]
            return try await client.get("/v1/agents/SALES/telephony/connectors", headers: headers).status.code
        }
    }
}
