import AgentsAPI
import ForeignText
import Foundation
import HTTPTypes
import Synchronization

/// Listings, which are read while they arrive.
extension Caller {
    /// Hands over a listing's elements as they arrive, page after page if it comes in pages. Throws `ClientFailure`,
    /// also when it is only a part and there is no telling how to get the rest, and what `take` throws.
    func list<Element: JSONReadable & Sendable>(
        _ name: String, _ operation: APIOperation, _ path: APIPath, query: [APIRequest.QueryItem] = [],
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
                .unreadable(.partial("\(sign), and there is no telling how to ask for the rest")), of: operation)
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
                failure.excerpt = await reader.opening.excerpt
                earlier = try await again(request, after: failure.following(earlier))
            }
        }
    }
}
