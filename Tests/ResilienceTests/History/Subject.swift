import AgentsAPI
import Emulator
import Foundation
import Telephony

/// What a request that writes is about.
struct Subject: Hashable, Comparable, CustomStringConvertible {
    enum Kind: String { case connector, number }

    let kind: Kind
    let id: String

    static func connector(_ id: ConnectorID) -> Self { Self(kind: .connector, id: id.rawValue) }
    static func number(_ number: String) -> Self { Self(kind: .number, id: number) }

    var connector: ConnectorID? { kind == .connector ? ConnectorID(rawValue: id) : nil }

    var description: String { "\(kind.rawValue) \(id)" }

    static func < (left: Self, right: Self) -> Bool { (left.kind.rawValue, left.id) < (right.kind.rawValue, right.id) }
}

/// What is asked for of a subject.
enum Demand: Hashable, CustomStringConvertible {
    case settings(Settings)
    case importing(ClientEnvironment)
    case routing(ConnectorID)
    case release

    var description: String {
        switch self {
        case .settings(let settings): "set \(settings.words)"
        case .importing(let environment): "import to \(environment)"
        case .routing(let connector): "route to \(connector)"
        case .release: "release"
        }
    }
}

extension RequestLog.Entry {
    /// The numbers that a request on numbers names, in its path or its body.
    var numbers: [String] {
        guard path.contains("/phone-numbers") else { return [] }
        if let named = path.split(separator: "/").last?.removingPercentEncoding, named.hasPrefix("+") { return [named] }
        guard let data = body?.data(using: .utf8),
            let request = try? JSONDecoder().decode(PhoneNumberBatchRequest.self, from: data)
        else { return [] }
        return request.phoneNumbers
    }

    /// What it asks for of numbers; nil when it reads, or is about connectors, or nobody read what it asks.
    var demandOfNumbers: Demand? {
        func decoded<Value: Decodable>(_ type: Value.Type) -> Value? {
            body.flatMap { try? JSONDecoder().decode(type, from: Data($0.utf8)) }
        }
        switch operation {
        case .importPhoneNumbers, .importPhoneNumber:
            return decoded(SinglePhoneNumberImportRequest.self).map { .importing($0.clientEnv ?? .live) }
        case .routePhoneNumber: return decoded(PhoneNumberRouting.self).map { .routing($0.connectorId) }
        case .deletePhoneNumbers, .deletePhoneNumber: return .release
        default: return nil
        }
    }
}
