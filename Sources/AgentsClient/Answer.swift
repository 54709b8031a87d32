/// What a writing operation answered, with what the record of a change needs.
package struct Answer<Value: Sendable>: Sendable {
    package var value: Value
    package var correlationID: String?
    /// How many requests it took; 0 when there was nothing to send.
    package var attempts: Int
    /// How long the answer took, from when the last request left.
    package var elapsed: Duration = .zero

    package init(_ value: Value, correlationID: String?, attempts: Int) {
        self.value = value
        self.correlationID = correlationID
        self.attempts = attempts
    }

    package func map<Other>(_ transform: (Value) -> Other) -> Answer<Other> {
        var other = Answer<Other>(transform(value), correlationID: correlationID, attempts: attempts)
        other.elapsed = elapsed
        return other
    }
}

extension Answer: Equatable where Value: Equatable {}
