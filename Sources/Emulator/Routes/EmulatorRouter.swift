import HTTPTypes
import Hummingbird

/// Puts the routes and what stands around them together.
struct EmulatorRouter {
    static let documentPath = "/openapi.json"

    let store: EmulatorStore
    let faults: FaultInjector
    let gate: ConnectionGate
    let journal: RequestJournal?
    let configuration: EmulatorConfiguration

    func make() throws -> Router<EmulatorContext> {
        let router = Router(context: EmulatorContext.self)
        router.add(middleware: HangupMiddleware(gate: gate))
        if let journal { router.add(middleware: RequestLogMiddleware(journal: journal, keys: configuration.keys)) }
        router.add(middleware: AnswerMiddleware(directory: directory))
        let document = try Answer.json(OpenAPIDocument.document)
        router.get(RouterPath(Self.documentPath)) { _, _ in document }
        telephony(in: router)
        return router
    }

    private func telephony(in router: Router<EmulatorContext>) {
        let group = router.group()
        group.add(middleware: AuthenticationMiddleware(store: store))
        if let limit = configuration.rateLimit {
            let limiter = RateLimiter(limit, headers: configuration.rateLimitHeaders, clock: configuration.clock)
            group.add(middleware: RateLimitMiddleware(limiter: limiter))
        }
        if let latency = configuration.latency {
            let delays = RandomDelays(latency, seed: configuration.randomSeed)
            group.add(middleware: LatencyMiddleware(delays: delays, clock: configuration.clock))
        }
        group.add(middleware: faultMiddleware)
        for interceptor in configuration.interceptors { group.add(middleware: interceptor) }
        TelephonyRoutes(store: store, voices: configuration.voices, limits: limits).add(to: group)
    }

    private var faultMiddleware: FaultMiddleware {
        FaultMiddleware(
            injector: faults, gate: gate, voices: configuration.voices, clock: configuration.clock,
            limits: limits)
    }

    private var limits: RequestLimits {
        RequestLimits(bodyBytes: configuration.maxBodyBytes, batch: configuration.maxBatch)
    }

    private var directory: PathDirectory {
        let telephony = Operation.allCases.map { (path: $0.path, method: $0.method) }
        return PathDirectory(telephony + [(path: Self.documentPath, method: .get)])
    }
}
