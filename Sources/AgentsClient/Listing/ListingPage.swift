import AgentsAPI
import Foundation
import HTTPTypes

/// What an answer says besides its elements: whether they are all, and how to ask for the rest.
///
/// The API's listings are documented to be whole. One that says of itself that it is not must not pass for all: who
/// changes a connector has to know every number that it serves.
struct ListingPage: Equatable {
    enum Rest: Equatable {
        case none
        /// To be asked for with these in the query.
        case page([APIRequest.QueryItem])
        /// There is more; the text names what says so.
        case somewhere(String)
    }

    private(set) var rest = Rest.none
    /// How many elements there are in all pages, if it is said.
    private(set) var total: Int?

    /// - Parameters:
    ///   - frame: the answer without its elements.
    ///   - path: of the request, percent-encoded.
    init(frame: JSONNode, headers: HTTPFields, path: String) {
        if let link = headers.nextLink { rest = Self.rest(at: link, of: "Link: rel=next", path: path) }
        read(frame, path: path, depth: 0)
    }

    private static let cursors: [(name: String, parameter: String)] = [
        ("nextPageToken", "pageToken"), ("next_page_token", "page_token"), ("nextCursor", "cursor"),
        ("next_cursor", "cursor"), ("nextToken", "nextToken"), ("next_token", "next_token"), ("endCursor", "cursor"),
        ("end_cursor", "cursor"), ("cursor", "cursor"),
    ]
    private static let cursorNames = JSONNames(
        "nextPageToken", "next_page_token", "nextCursor", "next_cursor", "nextToken", "next_token", "endCursor",
        "end_cursor", "cursor")
    private static let nextNames = JSONNames(
        "next", "nextPage", "next_page", "nextUrl", "next_url", "nextLink", "next_link")
    private static let moreNames = JSONNames(
        "hasMore", "has_more", "hasNextPage", "has_next_page", "hasNext", "has_next", "truncated", "isTruncated",
        "is_truncated", "partial", "incomplete")
    private static let totalNames = JSONNames(
        "total", "totalCount", "total_count", "totalItems", "total_items", "totalElements", "totalResults")
    private static let containerNames = JSONNames(
        "pagination", "paging", "page", "pageInfo", "page_info", "meta", "metadata", "links", "_links", "cursors")

    private mutating func read(_ node: JSONNode, path: String, depth: Int) {
        _ = try? node.members(Self.totalNames) { members in
            for place in 0..<7 {
                guard let number = try? members.read(place, { try $0.number() }), number < 1e12 else { continue }
                total = max(total ?? 0, Int(number))
            }
        }
        let more = Self.flag(in: node)
        if rest == .none { rest = next(in: node, path: path) }
        if rest == .none, more != false, let cursor = Self.cursor(in: node) { rest = .page([cursor]) }
        if rest == .none, more == true { rest = .somewhere("that there is more") }
        guard depth < 2 else { return }
        _ = try? node.members(Self.containerNames) { members in
            for place in 0..<10 { try? members.readIfPresent(place) { read($0, path: path, depth: depth + 1) } }
        }
    }

    /// Whether it says that there is more, or that there is not.
    private static func flag(in node: JSONNode) -> Bool? {
        let flags = try? node.members(moreNames) { members in
            (0..<11).compactMap { place in try? members.read(place) { try $0.boolean() } }
        }
        guard let flags, !flags.isEmpty else { return nil }
        return flags.contains(true)
    }

    private static func cursor(in node: JSONNode) -> APIRequest.QueryItem? {
        let found = try? node.members(cursorNames) { members in
            cursors.indices.lazy.compactMap { place -> APIRequest.QueryItem? in
                guard let token = try? members.readIfPresent(place, { try $0.string() }), !token.isEmpty else {
                    return nil
                }
                return APIRequest.QueryItem(name: cursors[place].parameter, value: token)
            }.first
        }
        return found ?? nil
    }

    private func next(in node: JSONNode, path: String) -> Rest {
        let found = try? node.members(Self.nextNames) { members in
            (0..<7).lazy.compactMap { place -> Rest? in
                try? members.readIfPresent(place) { try Self.rest($0, path: path, isPage: place == 1 || place == 2) }
            }.first
        }
        return (found ?? nil) ?? .none
    }

    /// - Parameter isPage: whether a number is that of the page.
    private static func rest(_ next: JSONNode, path: String, isPage: Bool) throws -> Rest {
        if let text = try? next.string() {
            return text.isEmpty ? .none : rest(at: text, of: "“next”", path: path)
        }
        if let number = try? next.number() {
            return isPage
                ? .page([APIRequest.QueryItem(name: "page", value: String(Int(number)))]) : .somewhere("“next”")
        }
        if let isThere = try? next.boolean() { return isThere ? .somewhere("“next”") : .none }
        return try next.members(JSONNames("href", "url")) { members in
            for place in 0..<2 {
                if let link = try? members.string(place) { return rest(at: link, of: "“next”", path: path) }
            }
            return .somewhere("“next”")
        }
    }

    /// A link within the same listing is plain; any other is not followed.
    private static func rest(at link: String, of sign: String, path: String) -> Rest {
        guard let parts = URLComponents(string: link), let items = parts.queryItems, !items.isEmpty,
            parts.percentEncodedPath.isEmpty || path.hasSuffix(parts.percentEncodedPath)
                || parts.percentEncodedPath.hasSuffix(path)
        else { return .somewhere(sign) }
        return .page(items.map { APIRequest.QueryItem(name: $0.name, value: $0.value ?? "") })
    }
}

extension HTTPFields {
    /// The target of `Link: <…>; rel="next"`.
    fileprivate var nextLink: String? {
        let links = filter { $0.name.canonicalName == "link" }.flatMap { $0.value.split(separator: ",") }
        for link in links {
            let parts = link.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let isNext = parts.dropFirst().contains { part in
                let pair = part.split(separator: "=", maxSplits: 1)
                return pair.count == 2 && pair[0].lowercased() == "rel"
                    && pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\"'")).lowercased().split(
                        separator: " "
                    )
                    .contains("next")
            }
            guard isNext, let target = parts.first, target.hasPrefix("<"), target.hasSuffix(">") else { continue }
            return String(target.dropFirst().dropLast())
        }
        return nil
    }
}
