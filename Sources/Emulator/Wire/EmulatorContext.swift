import Foundation
package import Hummingbird
import NIOCore
import Telephony

/// What is known of a request while it is answered.
package struct EmulatorContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Answered in the header `X-PolyAI-Correlation-Id`, and as an error's `error_id`.
    package let correlationID: String
    /// The key that the request carries; empty where none is asked for.
    package var key = ""
    /// What is found out about the request on its way, for the log.
    let record = RequestRecord()
    /// The connection that the request came by.
    let channel: any Channel

    package init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
        correlationID = UUID().uuidString.lowercased()
    }
}

extension EmulatorContext {
    var agent: AgentID { AgentID(rawValue: pathParameter("agentId")) }

    /// `nil` where nothing is served.
    func operation(of request: Request) -> Operation? { Operation(method: request.method, route: endpointPath) }

    /// A variable of the path, with its percent-encoding taken off.
    func pathParameter(_ name: String) -> String {
        let text = parameters.get(name) ?? ""
        return text.removingPercentEncoding ?? text
    }
}
