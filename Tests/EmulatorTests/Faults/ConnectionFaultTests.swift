import AgentsAPI
import Emulator
import NIOCore
import Telephony
import TestSupport
import Testing

@Suite("Faults: connections")
struct ConnectionFaultTests {
    @Test(
        "a connection can be closed before the request is read, before it is applied, or after",
        arguments: FaultKind.Moment.allCases)
    func closed(moment: FaultKind.Moment) async throws {
        try await withServer([Fault(.closeConnection(moment), times: 1)]) { emulator async throws in
            #expect(try await emulator.send("PATCH", "/connectors/batch", Batch.body).text.isEmpty)
            let applied = moment == .afterApplying
            #expect(try await emulator.variants() == (applied ? Batch.after : Batch.before))
            #expect(try await emulator.send("GET", "/connectors").status == 200)
        }
    }

    @Test("a connection can be closed before the body has even come")
    func closedWithoutBody() async throws {
        try await withServer([Fault(.closeConnection(.beforeReading))]) { emulator in
            let request = emulator.request("PATCH", "/connectors/batch", Batch.body).dropLast(Batch.body.utf8.count)
            let rest = try await RawConnection.open(emulator.address.port) { connection in
                try await connection.send(String(request))
                return await connection.rest()
            }
            #expect(rest.isEmpty)
        }
    }

    @Test("an answer can be cut in the middle, though it announces its whole length", arguments: [nil, 0, 7] as [Int?])
    func cut(bytes: Int?) async throws {
        let undisturbed = Recorder<String>()
        try await withServer { undisturbed.append(try await $0.send("PATCH", "/connectors/batch", Batch.body).body) }
        let whole = try #require(undisturbed.all.first)
        try await withServer([Fault(.cutAnswer(bytes: bytes))]) { emulator in
            let answer = try await emulator.send("PATCH", "/connectors/batch", Batch.body)
            #expect(answer.status == 200)
            #expect(answer.header("content-length") == "\(whole.utf8.count)")
            #expect(answer.body == String(whole.prefix(bytes ?? whole.utf8.count / 2)))
            #expect(try await emulator.variants() == Batch.after)
        }
    }

    @Test("in an outage open connections are closed, and the next ones as soon as they are made")
    func outage() async throws {
        try await withServer([Fault(.outage(connections: 2), on: [.updateConnectors], times: 1)]) { emulator in
            try await RawConnection.open(emulator.address.port) { bystander in
                try await bystander.send(emulator.request("GET", "/connectors").replacing("close", with: "keep-alive"))
                var parts = bystander.inbound.makeAsyncIterator()
                #expect(try await parts.next() != nil)
                #expect(try await emulator.send("PATCH", "/connectors/batch", Batch.body).text.isEmpty)
                while (try? await parts.next()) != nil {}
            }
            for _ in 1...2 { #expect(try await emulator.send("GET", "/connectors").text.isEmpty) }
            #expect(try await emulator.send("GET", "/connectors").status == 200)
            #expect(try await emulator.variants() == Batch.before)
        }
    }

    @Test("an outage is over when the script is replaced")
    func outageRepaired() async throws {
        try await withServer([Fault(.outage(connections: 1000))]) { emulator async throws in
            for _ in 1...3 { #expect(try await emulator.send("GET", "/connectors").text.isEmpty) }
            emulator.faults.replace(with: .none)
            #expect(try await emulator.send("GET", "/connectors").status == 200)
        }
    }

    @Test("a server that is stopped answers nobody, and starts again on its port with its state")
    func stopped() async throws {
        try await withHeldPort { port in
            try await withServer(.none, { $0.port = port }) { emulator in
                for round in 1...3 {
                    let patch = #"{"variantId":"round-\#(round)"}"#
                    #expect(try await emulator.send("PATCH", "/connectors/back", patch).status == 200)
                    await emulator.stop()
                    await emulator.stop()
                    // As a rule nothing listens any more. A process that some other test is just starting may have a
                    // copy of the socket until it runs its own program; who connects meanwhile is then cut off.
                    let refused = try? await emulator.send("GET", "/connectors")
                    #expect(refused?.text.isEmpty ?? true)
                    try await emulator.start()
                    try await emulator.start()
                    let answer = try await emulator.send("GET", "/connectors/back")
                    #expect(answer.body.contains("round-\(round)"))
                }
            }
        }
    }

    @Test("a server that is stopped closes the connections that are open")
    func stoppedInUse() async throws {
        try await withServer { emulator in
            let rest = try await RawConnection.open(emulator.address.port) { connection in
                try await connection.send("GET /openapi.json HTTP/1.1\r\n")
                // Nothing is to come, so the server must have taken the connection in before it is stopped.
                #expect(try await emulator.send("GET", "/connectors").status == 200)
                async let rest = connection.rest()
                await emulator.stop()
                return await rest
            }
            #expect(rest.isEmpty)
        }
    }
}
