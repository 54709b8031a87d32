package import Foundation

/// What goes wrong with the emulator, and when. As JSON:
///
///     {
///       "seed": 42,
///       "faults": [
///         {"on": "updateConnectors", "calls": "3-5", "fault": {"kind": "status", "status": 503}},
///         {"on": "updateConnectors", "probability": 0.2, "times": 2,
///          "fault": {"kind": "closeConnection", "when": "afterApplying"}},
///         {"on": ["updateConnectors", "updateConnector"], "connectors": ["conn-1"],
///          "fault": {"kind": "failItems", "error": "The voice is not available."}}
///       ]
///     }
///
/// Each request suffers at most one fault: the first of the list whose limits let it. See ``Fault`` for the limits and
/// ``FaultKind`` for what can happen. A field that no one knows is an error, so that a slip of the pen is not a fault
/// that never hits.
package struct FaultScript: Hashable, Sendable {
    package var faults: [Fault]
    /// Draws for the faults with a probability: with the same seed and the same order of requests the same ones are
    /// hit.
    package var seed: UInt64

    package init(_ faults: [Fault], seed: UInt64 = 0) {
        self.faults = faults
        self.seed = seed
    }

    package static let none = FaultScript([])

    /// Reads a script from a file of JSON.
    package init(contentsOf file: URL) throws(FaultScriptProblem) {
        guard let data = try? Data(contentsOf: file) else { throw .unreadable }
        try self.init(json: data)
    }

    package init(json: Data) throws(FaultScriptProblem) {
        do {
            self = try JSONDecoder().decode(Self.self, from: json)
        } catch let problem as FaultScriptProblem {
            throw problem
        } catch {
            throw .notJSON
        }
    }
}

extension FaultScript: ExpressibleByArrayLiteral {
    package init(arrayLiteral faults: Fault...) { self.init(faults) }
}
