import Foundation
package import Hummingbird
import Telephony

/// What is known of a request while it is answered.
package struct EmulatorContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Answered in the header `X-PolyAI-Correlation-Id`, and as an error's `error_id`.
    package let correlationID: String
    /// The key that the request carries; empty where none is asked for.
    package var key = ""

    package init(source: Source) {
        coreContext = .init(source: source)
        correlationID = UUID().uuidString.lowercased()
    }
}

extension EmulatorContext {
    var agent: AgentID { AgentID(rawValue: pathParameter("agentId")) }

    /// A variable of the path, with its percent-encoding taken off.
    func pathParameter(_ name: String) -> String {
        let text = parameters.get(name) ?? ""
        return text.removingPercentEncoding ?? text
    }
}
