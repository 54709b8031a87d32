import AgentsAPI
import AgentsClient
import Foundation
import Sheet
import Telephony

/// Finds out which projects and variants rows mean that call them by their names.
struct NameResolution: Sendable {
    let file: RunFile
    let directory: AgentDirectory
    let sheetName: String
    let now: Date
    let observe: MigrationObserver

    /// Returns how many errors there are.
    func resolve() async throws -> Int {
        var errors = 0
        for group in try await offPool({ _ in try file.spokenGroups() }) {
            try Task.checkCancellation()
            let meant = try await meaning(of: group)
            try await offPool { _ in
                switch meant {
                case .success(let (project, variant)):
                    try file.settle(group, project: project, variant: variant)
                case .failure(let unknown):
                    try file.end(group) { db in try file.verdict(.invalid, unknown.message, at: now, db) }
                }
            }
            if case .failure(let unknown) = meant {
                errors += 1
                var finding = Finding(
                    .error, file: sheetName, line: group.firstLine, message: .init(rawValue: unknown.message))
                finding.rows = group.rows
                observe(.finding(finding))
            }
        }
        return errors
    }

    private struct Unknown: Error {
        let message: String
    }

    private func meaning(of group: SpokenGroup) async throws -> Result<(AgentID?, VariantID?), Unknown> {
        do {
            let project = try await project(of: group)
            let wished = try group.wish.flatMap { wish in try file.read { try file.wish(wish, $0).settings.projectId } }
            return .success((project, try await variant(of: group, agent: project ?? wished ?? group.agent)))
        } catch let unknown as Unknown {
            return .failure(unknown)
        }
    }

    private func project(of group: SpokenGroup) async throws -> AgentID? {
        guard let name = group.names.project else { return nil }
        guard let account = try await account(of: group.agent) else {
            throw Unknown(message: NameMessages.noAccount(name, of: group.agent))
        }
        switch try await directory.agents(of: account) {
        case .failure(let failure): throw Unknown(message: NameMessages.unread("project", name, failure.reason))
        case .success(let agents):
            return AgentID(rawValue: try one(of: agents, named: name, column: "project"))
        }
    }

    private func account(of agent: AgentID) async throws -> AccountID? {
        if let read = try await offPool({ _ in try file.account(of: agent) }) { return read }
        if let named = try await directory.account(of: agent) { return named }
        return try await offPool { _ in try file.onlyAccount() }
    }

    private func variant(of group: SpokenGroup, agent: AgentID) async throws -> VariantID? {
        guard let name = group.names.variant else { return nil }
        switch try await directory.variants(of: agent) {
        case .failure(let failure): throw Unknown(message: NameMessages.unread("variant", name, failure.reason))
        case .success(let variants):
            return VariantID(rawValue: try one(of: variants, named: name, column: "variant"))
        }
    }

    /// Throws `Unknown` when it is not exactly one.
    private func one(of things: KnownThings, named name: String, column: String) throws -> String {
        let found = things.named(name)
        if found.count == 1 { return found[0].id }
        throw Unknown(
            message: found.isEmpty
                ? NameMessages.none(column, name, among: things) : NameMessages.several(column, name, found))
    }
}
