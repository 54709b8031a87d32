import AgentsAPI
import Emulator
import Migration
import Telephony

// What was sent at all, and for whom.
extension Inspection {
    func otherRequests() -> [String] {
        var usual: Set<Operation?> = [
            .lookUpConnector, .listConnectors, .getConnectors, .getConnector, .listPhoneNumbers, .getPhoneNumbers,
            .updateConnectors, .updateConnector, .listAgents, .listBranches, .listVariants, .getActiveDeployments,
        ]
        if history.placesNumbers {
            usual.formUnion([
                .getPhoneNumber, .importPhoneNumbers, .importPhoneNumber, .routePhoneNumber, .deletePhoneNumbers,
                .deletePhoneNumber,
            ])
        }
        let others = requests.filter { !usual.contains($0.entry.operation) }.map { "\($0.name) is none of a run's." }
        let doubles = requests.filter { Set($0.demands.map(\.subject)).count < $0.demands.count }
        let strange = requests.compactMap { request in
            request.strangeness.map { "\(request.name) holds \($0)." }
        }
        return others + doubles.map { "\($0.name) names something twice." } + strange
    }

    func updatesOfFaultySheet() -> [String] {
        guard history.isToBeRefused else { return [] }
        return requests.filter(\.isWriting).map { "\($0.name) changes something, though the sheet has errors." }
    }

    private func forEachUpdate(_ judge: (LoggedRequest, ConnectorID, Settings) -> String?) -> [String] {
        requests.flatMap { request in
            request.updates.compactMap { update in
                judge(request, update.connectorId, Settings(update.patch)).map {
                    "\(request.name) sets \(Settings(update.patch).words) of connector \(update.connectorId), \($0)"
                }
            }
        }
    }

    func unaskedUpdates() -> [String] {
        forEachUpdate { request, connector, settings in
            let route = Route(agent: request.agent, connector: connector)
            guard rows.contains(where: { !$0.asked.isInvalid && $0.route == route && $0.asksFor(settings) }) else {
                return "which no usable row of the sheet asks for."
            }
            guard isReliable(connector), let before = before[connector] else { return nil }
            let idle = settings.filter { $0.value(in: before) == $1 }
            return settings.isEmpty || !idle.isEmpty ? "though it had \(idle.words) already." : nil
        }
    }

    func unplannedDemands() -> [String] {
        requests.flatMap { request in
            request.demands.compactMap { subject, demand in
                let words = "\(request.name) asks \(subject) to \(demand), "
                guard let record = history.record else { return words + "and the run has left no run file." }
                // Once something has been changed, its plan is kept; what was turned away may have been planned anew
                // since, with what somebody else had set by then.
                let plans = request.changed(subject) ? [record] : [record] + plans(of: request.session)
                let isPlanned = plans.flatMap { $0.changes(of: subject) }.contains {
                    $0.agent == request.agent && $0.demand == demand
                }
                return isPlanned ? nil : words + "which the plan does not hold."
            }
        }
    }

    /// The run file when a session had begun and when it was over.
    private func plans(of session: Int) -> [RecordedRun] {
        let records = [nil] + history.sessionRecords
        return records.indices.filter { $0 == session || $0 == session + 1 }.compactMap { records[$0] }
    }

    func updatesOfRefusedRows() -> [String] {
        let others = forEachUpdate { _, connector, settings in
            let rows = rows(of: connector)
            guard let refused = rows.first(where: \.isRefused),
                !rows.contains(where: { !$0.isRefused && $0.asksFor(settings) })
            else { return nil }
            return "of which \(refused.name) is \(refused.outcome ?? "")."
        }
        let drifted = rows.filter { row in
            guard row.outcome == "drifted", let change = row.change else { return false }
            return change.attempts == 0 && !change.mayHaveArrived && !changes(of: change.connector).isEmpty
        }
        return others
            + drifted.map { "\($0.name) drifted before anything was sent for it, and yet the run changed it." }
    }

    func unrecordedChanges() -> [String] {
        guard let record = history.record else { return [] }
        return demands.keys.sorted().flatMap { subject in
            // Each demand once: a number can be imported, and then routed.
            Dictionary(grouping: demands[subject, default: []].filter { $0.changed(subject) }) {
                subject.connector == nil ? $0.demand(of: subject) : nil
            }.compactMap { demand, requests in
                let isRecorded = record.changes(of: subject).contains {
                    (demand == nil || $0.demand == demand)
                        && ($0.state != "planned" || $0.mayHaveArrived && hasLateChange(subject))
                }
                return isRecorded
                    ? nil : "\(requests[0].name) changed \(subject), which the run file takes for not sent."
            }
        }
    }
}
