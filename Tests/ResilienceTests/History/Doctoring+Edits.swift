import AgentsAPI
import Emulator
import Telephony

extension RequestLog.Entry {
    /// The same request once more, which comes later and changes nothing.
    var repeated: Self {
        var entry = self
        entry.number += 1000
        (entry.applied, entry.changed) = (false, [])
        return entry
    }
}

extension History {
    func index(_ isMeant: (RequestLog.Entry) -> Bool) -> Int { log.firstIndex(where: isMeant) ?? 0 }

    /// Changes texts in the body of a request.
    mutating func edit(_ isMeant: (RequestLog.Entry) -> Bool, _ texts: [String: String]) {
        for (old, new) in texts { log[index(isMeant)].body?.replace(old, with: new) }
    }

    mutating func plan(_ connector: ConnectorID, _ change: (inout RecordedRun.Change) -> Void) {
        record?.plan(connector, change)
    }

    /// As it was when the last session began.
    mutating func planAtLastStart(_ connector: ConnectorID, _ change: (inout RecordedRun.Change) -> Void) {
        guard var record = sessionRecords.popLast() ?? nil else { return }
        record.plan(connector, change)
        sessionRecords.append(record)
    }

    mutating func change(_ connector: ConnectorID, _ change: (inout Connector) -> Void) {
        for index in after.connectors.indices where after.connectors[index].connectorId == connector {
            change(&after.connectors[index])
        }
    }
}

extension RecordedRun {
    fileprivate mutating func plan(_ connector: ConnectorID, _ change: (inout Change) -> Void) {
        for id in changes.keys.sorted() where changes[id]?.connector == connector {
            guard var plan = changes[id] else { continue }
            change(&plan)
            changes[id] = plan
        }
    }
}
