package import Telephony

/// One thing that goes wrong, and the limits that say when. A limit that is not set does not limit.
package struct Fault: Hashable, Sendable {
    package var kind: FaultKind
    /// The operations that it hits, which are written as the emulator's OpenAPI document names them: `updateConnectors`
    /// is the PATCH of a batch, `updateConnector` that of one. `any`, or nothing at all, means all that the kind can
    /// hit.
    package var on: Set<Operation>?
    /// Hits only requests that name one of these connectors in their path, query or body, or whose answer does. Of a
    /// batch it then hits only those.
    package var connectors: [ConnectorID]?
    /// Which of the requests that `on` and `connectors` leave, counted since the script was set: `3-5` or `1,10-`.
    package var calls: Occurrences?
    /// The most hits.
    package var times: Int?
    /// From 0 to 1, drawn for each of the requests that `calls` leaves.
    package var probability: Double?
    /// Stands in the request log; the name of the kind if not given.
    package var name: String

    package init(
        _ kind: FaultKind, on operations: Set<Operation>? = nil, connectors: [ConnectorID]? = nil,
        calls: Occurrences? = nil, times: Int? = nil, probability: Double? = nil, name: String? = nil
    ) {
        self.kind = kind
        self.on = operations
        self.connectors = connectors
        self.calls = calls
        self.times = times
        self.probability = probability
        self.name = name ?? kind.name.rawValue
    }

    /// Whether requests of the operation can be hit at all.
    func concerns(_ operation: Operation) -> Bool {
        on?.contains(operation) ?? true && kind.operations?.contains(operation) ?? true
    }
}
