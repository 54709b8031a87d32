import AgentsAPI
import Emulator
import Telephony

// What was sent again, and what had to be read before.
extension Inspection {
    func unreadUpdates() -> [String] {
        updates.keys.sorted().flatMap { connector in
            Dictionary(grouping: updates[connector, default: []], by: \.session).values.compactMap { sent in
                guard let first = sent.first, !isRead(connector, before: first) else { return nil }
                return "\(first.name) updates connector \(connector), which the session had not read."
            }
        }
    }

    private func isRead(_ connector: ConnectorID, before update: LoggedRequest) -> Bool {
        requests[..<update.position].contains { request in
            guard request.session == update.session, request.isClean else { return false }
            if request.readsBack(connector) { return true }
            if request.entry.operation == .listConnectors { return request.agent == update.agent }
            return request.lookedUpNumber.map { number in
                history.before.phoneNumbers.contains { $0.number == number && $0.connectorId == connector }
            } ?? false
        }
    }

    /// Once a request has changed a connector, what it asked is not asked of that connector again, but when the
    /// connector was read after the first request had come and before it was applied: the client has seen that it was
    /// not applied.
    ///
    /// So what is read back as applied, or answered as applied, is never sent again, in no later session either; and
    /// what may have been applied is not sent again without a look, as it would revert what somebody else made of it
    /// since.
    ///
    /// Nor is a connector named by any update of a session that found it settled in the run file. One that failed, or
    /// of which nothing is known, is taken up again.
    func repeats() -> [String] {
        demands.keys.sorted().flatMap { subject in
            let sent = demands[subject, default: []]
            let repetitions = sent.indices.dropFirst().compactMap { index in
                repetition(of: subject, by: sent[index], after: sent[..<index])
            }
            return repetitions + sent.compactMap { resumption(of: subject, by: $0) }
        }
    }

    private func resumption(of subject: Subject, by request: LoggedRequest) -> String? {
        let ends = history.sessionRecords.prefix(request.session).flatMap { record in
            record?.changes(of: subject).filter {
                // A number can be imported, and later routed.
                $0.state == "settled" && (subject.connector != nil || $0.demand == request.demand(of: subject))
            }.compactMap(\.outcome) ?? []
        }
        let end = ends.first { ["updated", "unchanged", "rejected", "drifted"].contains($0) }
        return end.map { "\(request.name) names \(subject), which was \($0) in an earlier session." }
    }

    private func repetition(
        of subject: Subject, by request: LoggedRequest, after earlier: ArraySlice<LoggedRequest>
    ) -> String? {
        let applied = earlier.first {
            $0.changed(subject) && $0.demand(of: subject) == request.demand(of: subject) && !isLate($0, subject)
        }
        guard let applied else { return nil }
        let isKnown = wasReadBack(subject, since: applied, before: request)
        return """
            \(request.name) repeats for \(subject) what \(applied.name) had changed\
            \(isKnown ? " and was seen to have changed" : "").
            """
    }

    private func wasReadBack(_ subject: Subject, since earlier: LoggedRequest, before later: LoggedRequest) -> Bool {
        requests[..<later.position].contains { $0.reads(subject) && $0.arrival > earlier.arrival }
    }

    /// While the answers leave it in doubt whether something was done, it is read before anything else is asked of it,
    /// the same request included. Only what was turned away at the door may be repeated as it was.
    func unsettledDoubts() -> [String] {
        demands.keys.sorted().flatMap { subject in
            var (doubt, last): (LoggedRequest?, LoggedRequest?) = (nil, nil)
            return demands[subject, default: []].compactMap { request in
                defer { last = request }
                let isRetry = last.map { request.repeats($0) && $0.isTurnedAway } ?? false
                let open = isRetry ? nil : doubt.filter { !wasReadBack(subject, since: $0, before: request) }
                if request.leavesDoubt {
                    doubt = isRetry ? doubt ?? request : request
                } else if !isRetry || request.isSuccess {
                    doubt = nil
                }
                return open.map { "\(request.name) names \(subject), while \($0.name) is in doubt." }
            }
        }
    }
}

extension Optional {
    fileprivate func filter(_ isIncluded: (Wrapped) -> Bool) -> Wrapped? { flatMap { isIncluded($0) ? $0 : nil } }
}
