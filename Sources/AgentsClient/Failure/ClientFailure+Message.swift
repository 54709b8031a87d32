import AgentsAPI
import ForeignText

extension ClientFailure: CustomStringConvertible {
    package var description: String { message }

    /// A sentence for a person: what could not be done, why, and what to do about it where that is known.
    package var message: String {
        let advice =
            longPause.map { "It asks to be left alone for \($0.inWords), longer than is waited for." } ?? advice
        let tries = attempts > 1 ? " (\(attempts) attempts)" : ""
        return "Could not \(operation.phrase): \(reason)\(tries).\(advice.map { " " + $0 } ?? "")"
    }

    /// Why it could not be done, without the end of a sentence.
    package var reason: String {
        switch kind {
        case .refused(let status, let envelope): refusal(status, envelope)
        case .unreachable(let reason, let host): unreachable(reason, host)
        case .timedOut(.connecting, let limit): "no connection could be made within \(limit.inWords)"
        case .timedOut(.answering, let limit): "the API did not answer within \(limit.inWords)"
        case .unreadable(.partial(let sign)): unreadable(.partial(sign))
        case .unreadable(let reason): unreadable(reason) + quotation
        case .tooLarge(let limit): "the answer is larger than \(limit / 1_048_576) MiB, the most that is accepted"
        case .redirected(let status, let target):
            "the API pointed to \(target ?? "another address") (status \(status)), which is not followed"
        case .interrupted: "it was interrupted"
        case .unsendable(let reason): HarmlessText.make(reason)
        }
    }

    private func refusal(_ status: Int, _ envelope: ErrorEnvelope?) -> String {
        guard let envelope else { return "the API answered with status \(status)\(quotation)" }
        let text = envelope.errorMessage.isEmpty ? envelope.error : envelope.errorMessage
        let code = HarmlessText.make(envelope.errorCode.rawValue, limit: 100)
        // Whole, as what a long list of faults leaves out may be the one that matters.
        let sentence = HarmlessText.make(text, limit: 4_000).trimmingSuffix(while: { ".! ".contains($0) })
        let status = "the API answered with status \(status)\(code.isEmpty ? "" : " \(code)")"
        return status + (sentence.isEmpty ? "" : ", “\(sentence)”")
    }

    private func unreachable(_ reason: Unreachability, _ host: String) -> String {
        switch reason {
        case .nameNotResolved: "the host name \(host) is not known"
        case .connectionRefused: "nothing accepts connections at \(host)"
        case .connectionLost: "the connection to \(host) was closed before an answer came"
        case .tls: "no trusted TLS connection to \(host) could be made"
        }
    }

    private func unreadable(_ reason: Unreadability) -> String {
        switch reason {
        case .notHTTP: "the answer is not HTTP"
        case .notJSON: "the answer is not JSON"
        case .cutOff: "the answer is cut off"
        case .partial(let sign): "the listing is only a part, as \(HarmlessText.make(sign))"
        case .wrongShape(let path) where path.isEmpty: "the answer does not have the documented fields"
        case .wrongShape(let path): "the answer does not have the documented form at “\(HarmlessText.make(path))”"
        }
    }

    private var quotation: String {
        guard let excerpt, !excerpt.isEmpty else { return "" }
        return "; it begins “\(excerpt)”"
    }

    private var advice: String? {
        switch kind {
        case .refused(401, _): "Check that the API key is right and belongs to this region."
        case .refused(403, _): "Check that the API key may use this agent."
        case .refused(_, let envelope?) where envelope.errorCode == .projectNotFound:
            "Check the agent's ID, and that it is in this region."
        case .refused(429, _): "Try again later, or with a lower request rate."
        case .unreachable(.nameNotResolved, _): "Check the region or base URL, and the network."
        case .unreachable(.connectionRefused, _), .timedOut(.connecting, _): "Check the base URL and the network."
        case .unreachable(.tls, _): "Check the base URL, and whether something between here and there intercepts TLS."
        case .redirected, .unreadable(.notHTTP), .unreadable(.notJSON): "Check the region or base URL."
        default: nil
        }
    }
}

extension Duration {
    /// Such as `0.5 seconds`, `30 seconds`, `90 minutes` or `36 hours`.
    package var inWords: String {
        let seconds = self / .seconds(1)
        if seconds >= 6 * 3_600 { return "\(Int((seconds / 3_600).rounded())) hours" }
        if seconds >= 600 { return "\(Int((seconds / 60).rounded())) minutes" }
        let number = seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
        return number == "1" ? "1 second" : "\(number) seconds"
    }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        guard let end = lastIndex(where: { !predicate($0) }) else { return "" }
        return String(self[...end])
    }
}
