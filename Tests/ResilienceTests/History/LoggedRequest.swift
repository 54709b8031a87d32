import AgentsAPI
import Emulator
import Foundation
import Telephony

/// A request of the log, with what can be told of it.
struct LoggedRequest {
    let entry: RequestLog.Entry
    /// In the order of the answers, from 0.
    let position: Int
    /// In the order of the requests' coming, through all starts of the emulator.
    let arrival: Int
    /// The run's session that sent it, from 0.
    let session: Int
    /// What it asks to be updated; empty for a reading, and for a request on numbers.
    let updates: [ConnectorUpdate]
    /// What it asks for of each subject; empty for a reading.
    let demands: [(subject: Subject, demand: Demand)]

    init(_ entry: RequestLog.Entry, position: Int, arrival: Int, session: Int) {
        self.entry = entry
        self.position = position
        self.arrival = arrival
        self.session = session
        updates = Self.updates(entry)
        let demandOfNumbers = entry.demandOfNumbers
        demands =
            updates.map { (.connector($0.connectorId), .settings(Settings($0.patch))) }
            + entry.numbers.compactMap { number in demandOfNumbers.map { (.number(number), $0) } }
    }

    var name: String { "request \(position + 1) (\(entry.method) \(entry.path))" }

    var agent: AgentID {
        let parts = entry.path.split(separator: "/", omittingEmptySubsequences: false)
        return AgentID(rawValue: parts.count > 3 ? parts[3].removingPercentEncoding ?? "" : "")
    }

    func settings(of connector: ConnectorID) -> Settings? {
        updates.first { $0.connectorId == connector }.map { Settings($0.patch) }
    }

    /// Whether the connection was closed before anybody had read what it names.
    var isUnread: Bool {
        entry.ending == .closed && entry.body == nil
            && [.updateConnectors, .getConnectors, .importPhoneNumbers, .deletePhoneNumbers].contains(entry.operation)
    }

    func mayName(_ connector: ConnectorID) -> Bool { isUnread || entry.connectors.contains(connector) }

    func changed(_ connector: ConnectorID) -> Bool { entry.changed.contains(connector) }

    func changed(_ subject: Subject) -> Bool {
        subject.connector.map(changed) ?? entry.changedNumbers.contains(subject.id)
    }

    func demand(of subject: Subject) -> Demand? { demands.first { $0.subject == subject }?.demand }

    private static func updates(_ entry: RequestLog.Entry) -> [ConnectorUpdate] {
        let body = Data((entry.body ?? "").utf8)
        switch entry.operation {
        case .updateConnectors:
            return (try? JSONDecoder().decode(ConnectorBatchUpdateRequest.self, from: body))?.updates ?? []
        case .updateConnector:
            guard let connector = entry.connectors.first else { return [] }
            let patch = try? JSONDecoder().decode(ConnectorPatch.self, from: body)
            return patch.map { [ConnectorUpdate(connectorId: connector, patch: $0)] } ?? []
        default: return []
        }
    }
}

// MARK: - What the body holds

extension LoggedRequest {
    private static let settings: Set = ["variantId", "asrLangCode", "voiceName", "projectId"]

    /// What the body holds that the contract does not know; nil when there is nothing of the kind.
    var strangeness: String? {
        guard isWriting, let body = entry.body else { return nil }
        guard !demands.isEmpty, let json = try? JSONDecoder().decode(JSONValue.self, from: Data(body.utf8)) else {
            return "what is no update"
        }
        let strange: Set<String> =
            switch entry.operation {
            case .updateConnectors: Self.strange(in: json)
            case .updateConnector: json.keys(besides: Self.settings)
            case .importPhoneNumbers: json.keys(besides: ["phoneNumbers", "clientEnv"])
            case .importPhoneNumber: json.keys(besides: ["clientEnv"])
            case .routePhoneNumber: json.keys(besides: ["connectorId"])
            default: json.keys(besides: ["phoneNumbers"])
            }
        return strange.isEmpty ? nil : strange.sorted().joined(separator: ", ")
    }

    private static func strange(in batch: JSONValue) -> Set<String> {
        guard case .object(let members) = batch, case .array(let items)? = members["updates"] else { return [] }
        return items.reduce(batch.keys(besides: ["updates"])) { strange, item in
            strange.union(item.keys(besides: settings.union(["connectorId"])))
        }
    }
}

extension JSONValue {
    fileprivate func keys(besides known: Set<String>) -> Set<String> {
        guard case .object(let members) = self else { return [] }
        return Set(members.keys).subtracting(known)
    }
}

// MARK: - What the client can know

extension LoggedRequest {
    var isUpdate: Bool { entry.operation == .updateConnectors || entry.operation == .updateConnector }

    var isOfNumbers: Bool {
        [.importPhoneNumbers, .importPhoneNumber, .routePhoneNumber, .deletePhoneNumbers, .deletePhoneNumber]
            .contains(entry.operation)
    }

    var isWriting: Bool { isUpdate || isOfNumbers }

    var isSuccess: Bool { entry.ending == .answered && 200..<300 ~= entry.status ?? 0 }

    /// A fault that delays an answer beyond the client's patience has to be named so; it is, unless it gets another
    /// name.
    private var isDelayed: Bool { entry.fault?.hasPrefix("delay") == true }

    private var isMisshapen: Bool { entry.fault?.hasPrefix("wrongShape") == true }

    /// Whether the client saw a true and whole answer. Of a client that was killed nobody knows.
    var isClean: Bool { isSuccess && entry.fault == nil }

    /// Whether no usable answer came. The status of one that was cut off came, and a refusal needs no more.
    private var isLost: Bool {
        entry.ending == .closed || isDelayed || entry.ending == .cut && 200..<300 ~= entry.status ?? 0
    }

    /// Whether the client is to send the very same request again without a look.
    var isTurnedAway: Bool { entry.status == 429 && !isLost }

    /// Whether the client cannot tell from the answer, or for want of one, if the request was applied.
    var leavesDoubt: Bool { isLost || isMisshapen || entry.status == 408 || entry.status ?? 0 >= 500 }

    /// Whether the API refused what was asked, so that it would refuse it again.
    var isFinalRefusal: Bool {
        guard let status = entry.status, !isLost else { return false }
        return 400..<500 ~= status && ![401, 408, 429].contains(status)
    }

    /// Whether this is the same request once more, from the same call of the client.
    func repeats(_ other: Self) -> Bool {
        (entry.method, entry.path, entry.body, session)
            == (other.entry.method, other.entry.path, other.entry.body, other.session)
    }

    /// The number that it looks up.
    var lookedUpNumber: String? {
        guard entry.operation == .lookUpConnector, let body = entry.body else { return nil }
        return (try? JSONDecoder().decode(ConnectorLookupRequest.self, from: Data(body.utf8)))?.phoneNumber
    }

    /// Whether it reads, by its ID, how a connector is set.
    func readsBack(_ connector: ConnectorID) -> Bool {
        [.getConnectors, .getConnector].contains(entry.operation) && entry.connectors.contains(connector)
    }

    /// Whether a true and whole answer said how it is. That a single number is not there is an answer, too.
    func reads(_ subject: Subject) -> Bool {
        if let connector = subject.connector { return isClean && readsBack(connector) }
        guard entry.fault == nil, entry.ending == .answered else { return false }
        switch entry.operation {
        case .getPhoneNumbers: return isSuccess && entry.numbers.contains(subject.id)
        case .getPhoneNumber: return (isSuccess || entry.status == 404) && entry.numbers == [subject.id]
        case .listPhoneNumbers: return isSuccess
        default: return false
        }
    }
}

extension LoggedRequest {
    /// Numbers the entries through. Arrivals are counted anew by each process of the emulator, which shows by a number
    /// that comes again.
    static func all(_ history: History) -> [Self] {
        var (seen, offset, highest) = (Set<Int>(), 0, 0)
        return history.log.enumerated().map { position, entry in
            if !seen.insert(entry.number).inserted {
                offset += highest
                (seen, highest) = ([entry.number], 0)
            }
            highest = max(highest, entry.number)
            let key = history.hasKeyForEachSession ? entry.key : nil
            let session = key.map { $0 - 1 } ?? history.sessionStarts.count { $0 <= position }
            return Self(entry, position: position, arrival: offset + entry.number, session: session)
        }
    }
}
