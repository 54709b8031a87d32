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
        updates.keys.sorted().flatMap { connector in
            let sent = updates[connector, default: []]
            let repetitions = sent.indices.dropFirst().compactMap { index in
                repetition(of: connector, by: sent[index], after: sent[..<index])
            }
            return repetitions + sent.compactMap { resumption(of: connector, by: $0) }
        }
    }

    private func resumption(of connector: ConnectorID, by update: LoggedRequest) -> String? {
        let ends = history.sessionRecords.prefix(update.session).flatMap { record in
            record?.changes(of: connector).filter { $0.state == "settled" }.compactMap(\.outcome) ?? []
        }
        let end = ends.first { ["updated", "unchanged", "rejected", "drifted"].contains($0) }
        return end.map { "\(update.name) updates connector \(connector), which was \($0) in an earlier session." }
    }

    private func repetition(
        of connector: ConnectorID, by update: LoggedRequest, after earlier: ArraySlice<LoggedRequest>
    ) -> String? {
        let applied = earlier.first {
            $0.changed(connector) && $0.settings(of: connector) == update.settings(of: connector)
                && !isLate($0, connector)
        }
        guard let applied else { return nil }
        let isKnown = wasReadBack(connector, since: applied, before: update)
        return """
            \(update.name) repeats for connector \(connector) what \(applied.name) had changed\
            \(isKnown ? " and was seen to have changed" : "").
            """
    }

    private func wasReadBack(
        _ connector: ConnectorID, since earlier: LoggedRequest, before later: LoggedRequest
    ) -> Bool {
        requests[..<later.position].contains {
            $0.isClean && $0.readsBack(connector) && $0.arrival > earlier.arrival
        }
    }

    /// While the answers leave it in doubt whether a connector was updated, it is read before any further update of it,
    /// the same request included. Only what was turned away at the door may be repeated as it was.
    func unsettledDoubts() -> [String] {
        updates.keys.sorted().flatMap { connector in
            var (doubt, last): (LoggedRequest?, LoggedRequest?) = (nil, nil)
            return updates[connector, default: []].compactMap { update in
                defer { last = update }
                let isRetry = last.map { update.repeats($0) && $0.isTurnedAway } ?? false
                let open = isRetry ? nil : doubt.filter { !wasReadBack(connector, since: $0, before: update) }
                if update.leavesDoubt {
                    doubt = isRetry ? doubt ?? update : update
                } else if !isRetry || update.isSuccess {
                    doubt = nil
                }
                return open.map { "\(update.name) updates connector \(connector), while \($0.name) is in doubt." }
            }
        }
    }
}

extension Optional {
    fileprivate func filter(_ isIncluded: (Wrapped) -> Bool) -> Wrapped? { flatMap { isIncluded($0) ? $0 : nil } }
}
