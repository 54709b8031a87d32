import AgentsAPI
import ForeignText
import Foundation
import HTTPTypes
import Synchronization
import Telephony

/// Turns typed calls into requests, and answers into values.
struct Caller: Sendable {
    /// An element of a listing may be as long as this, in bytes.
    static let longestElement = 64 * 1_048_576

    let transport: any Transport

    func call<Value: JSONReadable & Sendable>(
        _ operation: TelephonyOperation, _ method: HTTPRequest.Method, _ path: TelephonyPath,
        body: (any JSONWritable)? = nil, isSentOnce: Bool = false
    ) async throws(ClientFailure) -> Answer<Value> {
        var request = try request(operation, method, path)
        request.isSentOnce = isSentOnce
        request.body = body.map { Data($0.jsonBytes) }
        return try await read(request) { (response: APIResponse) in
            let value = try Value(jsonBytes: response.body)
            return Answer(value, correlationID: response.correlationID, attempts: response.attempts)
        }
    }

    /// Sends a request and reads its answer; what only reads is sent again while the answer is none.
    private func read<Value: Sendable>(
        _ request: APIRequest, _ read: (APIResponse) throws -> Value
    ) async throws(ClientFailure) -> Value {
        var earlier: ClientFailure?
        while true {
            var response = try await send(request, after: earlier)
            response.attempts += earlier?.attempts ?? 0
            do {
                return try read(response)
            } catch {
                let failure = ClientFailure(unreadable: error, response, of: request.operation)
                earlier = try await again(request, after: failure)
            }
        }
    }

    private func send(
        _ request: APIRequest, after earlier: ClientFailure?
    ) async throws(ClientFailure) -> APIResponse {
        do {
            return try await transport.send(request).accepted(for: request.operation)
        } catch {
            throw error.following(earlier)
        }
    }

    /// Waits until a request may be made once more; throws when it may not be. Its attempts are those of the failure.
    private func again(
        _ request: APIRequest, after failure: ClientFailure
    ) async throws(ClientFailure) -> ClientFailure {
        guard !request.operation.isWriting, !request.isSentOnce, failure.kind.isWorthRetrying else { throw failure }
        try await transport.pause(after: failure, attempt: failure.attempts)
        return failure
    }

    /// Hands over a listing's elements as they arrive, page after page if it comes in pages. Throws `ClientFailure`,
    /// also when it is only a part and there is no telling how to get the rest, and what `take` throws.
    func list<Element: JSONReadable & Sendable>(
        _ name: String, _ operation: TelephonyOperation, _ path: TelephonyPath, query: [APIRequest.QueryItem] = [],
        _ take: @escaping @Sendable (ListingPiece<Element>) async throws -> Void
    ) async throws {
        var request = try request(operation, .get, path)
        request.query = query
        let first = try await page(name, request, take)
        var (rest, total, count) = (first.page.rest, first.page.total, first.count)
        var asked: Set<[APIRequest.QueryItem]> = [query]
        while case .page(let items) = rest {
            request.query = query.filter { item in !items.contains { $0.name == item.name } } + items
            guard asked.insert(request.query).inserted else {
                throw ClientFailure(.unreadable(.partial("it names the same page again")), of: operation)
            }
            let next = try await heldPage(name, request, of: Element.self)
            if !next.elements.isEmpty { try await take(.elements(next.elements)) }
            (rest, total, count) = (next.page.rest, next.page.total ?? total, count + next.elements.count)
        }
        if case .somewhere(let sign) = rest {
            throw ClientFailure(
                .unreadable(.partial("its \(sign) says, and there is no telling how to ask for the rest")),
                of: operation)
        }
        if let total, total > count {
            throw ClientFailure(
                .unreadable(.partial("it says that there are \(total) elements and holds \(count)")), of: operation)
        }
    }

    /// A further page, held until it is whole: what came before it is not to be forgotten when it breaks off.
    private func heldPage<Element: JSONReadable & Sendable>(
        _ name: String, _ request: APIRequest, of _: Element.Type
    ) async throws -> (elements: [Element], page: ListingPage) {
        let held = Mutex<[Element]>([])
        let page = try await page(name, request) { (piece: ListingPiece<Element>) in
            switch piece {
            case .begins: held.withLock { $0 = [] }
            case .elements(let elements): held.withLock { $0 += elements }
            }
        }.page
        return (held.withLock { $0 }, page)
    }

    private func page<Element: JSONReadable & Sendable>(
        _ name: String, _ request: APIRequest,
        _ take: @escaping @Sendable (ListingPiece<Element>) async throws -> Void
    ) async throws -> (page: ListingPage, count: Int) {
        let reader = ListingReader<Element>(name: name, longestElement: Self.longestElement)
        var earlier: ClientFailure?
        while true {
            let stream = BodyStream {
                await reader.begin()
                try await take(.begins)
            } take: { bytes in
                let elements = try await reader.take(bytes)
                if !elements.isEmpty { try await take(.elements(elements)) }
            }
            var request = request
            request.bodyStream = stream
            var answer: APIResponse?
            do {
                let response = try await send(request, after: earlier)
                answer = response
                if !response.body.isEmpty {
                    // It came through a transport that holds bodies.
                    try await stream.begin()
                    try await stream.take([UInt8](response.body))
                }
                let end = try await reader.end(headers: response.headers, path: request.path)
                if !end.elements.isEmpty { try await take(.elements(end.elements)) }
                return (end.page, end.count)
            } catch {
                let cause = stream.failure ?? error
                guard cause is JSONProblem || cause is ListingSplitter.TooLong else { throw cause }
                let response = answer ?? APIResponse(status: 200)
                var failure = ClientFailure(unreadable: cause, response, of: request.operation)
                failure.excerpt = HarmlessText.make(await reader.opening)
                earlier = try await again(request, after: failure.following(earlier))
            }
        }
    }

    private func request(
        _ operation: TelephonyOperation, _ method: HTTPRequest.Method, _ path: TelephonyPath
    ) throws(ClientFailure) -> APIRequest {
        let request = APIRequest(operation, method: method, path: path.description)
        guard request.hasSoundPath else {
            throw .notSent(.unsendable("an identifier is empty or would change the request's path"), of: operation)
        }
        return request
    }
}

extension ClientFailure {
    /// An answer that holds something else than it should.
    fileprivate init(unreadable error: any Error, _ response: APIResponse, of operation: TelephonyOperation) {
        let kind: Kind =
            switch error {
            case JSONProblem.wrongShape(let path): .unreadable(.wrongShape(path: path))
            case is ListingSplitter.TooLong: .tooLarge(limit: Caller.longestElement)
            default: .unreadable(.notJSON)
            }
        self.init(kind, of: operation, correlationID: response.correlationID, attempts: response.attempts)
        excerpt = HarmlessText.make(response.body)
    }
}
