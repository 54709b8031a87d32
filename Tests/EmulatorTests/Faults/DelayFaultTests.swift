import AgentsAPI
import Emulator
import Telephony
import TestSupport
import Testing

@Suite("Faults: answers that come late")
struct DelayFaultTests {
    @Test(
        "an answer can be held back for a time, applied before, after, or never",
        arguments: DelayFault.Application.allCases)
    func forATime(apply: DelayFault.Application) async throws {
        let clock = TestSupport.ManualClock()
        try await withServer([Fault(.delay(DelayFault(.seconds(40), apply: apply)))]) {
            $0.clock = EmulatorClock(clock)
        } _: { emulator async throws in
            async let answer = emulator.send("PATCH", "/connectors/batch", Batch.body)
            await clock.waitForSleepers()
            #expect(clock.pendingSleeps == [.seconds(40)])
            #expect(try await emulator.variants() == (apply == .atOnce ? Batch.after : Batch.before))
            clock.advance(by: .seconds(40))
            #expect(try await answer.status == (apply == .never ? nil : 200))
            #expect(try await emulator.variants() == (apply == .never ? Batch.before : Batch.after))
        }
    }

    @Test("an answer can be held back until the client has gone", arguments: DelayFault.Application.allCases)
    func untilGone(apply: DelayFault.Application) async throws {
        let entries = Recorder<RequestLog.Entry>()
        try await withServer([Fault(.delay(.untilClientLeaves(apply: apply)))]) {
            $0.requestLog = RequestLog(observer: entries.append)
        } _: { emulator in
            try await RawConnection.open(emulator.address.port) { connection in
                try await connection.send(emulator.request("PATCH", "/connectors/batch", Batch.body))
                if apply == .atOnce { while try await emulator.variants() != Batch.after {} }
                #expect(try await emulator.variants() == (apply == .atOnce ? Batch.after : Batch.before))
                #expect(entries.all.isEmpty)
            }
            await entries.wait(for: 1)
            let entry = try #require(entries.all.first)
            #expect(entry.applied == (apply != .never))
            #expect(entry.ending == (apply == .never ? .closed : .answered))
            #expect(try await emulator.variants() == (apply == .never ? Batch.before : Batch.after))
        }
    }
}
