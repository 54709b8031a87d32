import Synchronization
import Telephony

/// Decides which requests suffer a fault, by a script that can be replaced at any time.
package final class FaultInjector: Sendable {
    /// What the decision goes by.
    struct Subject {
        var operation: Operation
        /// Those that the request or its answer names.
        var connectors: [ConnectorID]
        var key: String
    }

    enum Verdict {
        /// The key was taken out of service by a fault of this name.
        case barred(Refusal, by: String)
        case hit(Fault)
    }

    private struct State: Sendable {
        var watches: [FaultWatch]
        /// By key.
        var barred: [String: (refusal: Refusal, name: String)] = [:]

        init(_ script: FaultScript) {
            watches = script.faults.enumerated().map { FaultWatch($1, seed: script.seed, position: $0) }
        }
    }

    private let state: Mutex<State>
    private let gate: ConnectionGate

    init(_ script: FaultScript, gate: ConnectionGate) {
        state = Mutex(State(script))
        self.gate = gate
    }

    /// From now on this goes wrong and nothing else: calls are counted anew, keys taken out of service work again, an
    /// outage is over.
    package func replace(with script: FaultScript) {
        state.withLock { $0 = State(script) }
        gate.repair()
    }

    /// Whether anything can happen to requests of the operation.
    func concerns(_ operation: Operation) -> Bool {
        state.withLock { state in
            !state.barred.isEmpty || state.watches.contains { $0.fault.concerns(operation) }
        }
    }

    /// Whether the decision needs to know which connectors the request is about.
    func asksForConnectors(_ operation: Operation) -> Bool {
        state.withLock { state in
            state.watches.contains { $0.fault.connectors != nil && $0.fault.concerns(operation) }
        }
    }

    func decide(_ subject: Subject) -> Verdict? {
        state.withLock { state in
            if let (refusal, name) = state.barred[subject.key] { return .barred(refusal, by: name) }
            // Every fault counts the request, also those that come after the one that hits.
            let ready = state.watches.indices.filter { state.watches[$0].isReady(for: subject) }
            guard let first = ready.first else { return nil }
            state.watches[first].hits += 1
            let fault = state.watches[first].fault
            guard let refusal = fault.kind.keyRefusal else { return .hit(fault) }
            state.barred[subject.key] = (refusal, fault.name)
            return .barred(refusal, by: fault.name)
        }
    }
}

/// A fault, and what has come by it so far.
private struct FaultWatch: Sendable {
    let fault: Fault
    private var calls = 0
    var hits = 0
    private var generator: SplitMix64

    init(_ fault: Fault, seed: UInt64, position: Int) {
        self.fault = fault
        var seeds = SplitMix64(state: seed &+ UInt64(position))
        generator = SplitMix64(state: seeds.next())
    }

    mutating func isReady(for subject: FaultInjector.Subject) -> Bool {
        guard fault.concerns(subject.operation) else { return false }
        if let connectors = fault.connectors, Set(connectors).isDisjoint(with: subject.connectors) { return false }
        calls += 1
        guard fault.calls?.contains(calls) ?? true else { return false }
        if let probability = fault.probability, Double.random(in: 0..<1, using: &generator) >= probability {
            return false
        }
        return hits < fault.times ?? .max
    }
}

extension FaultKind {
    fileprivate var keyRefusal: Refusal? {
        switch self {
        case .revokeKey: .unknownKey
        case .forbidKey: .forbiddenKey
        default: nil
        }
    }
}
