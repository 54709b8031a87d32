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
        /// There is more; the text says what shows it.
        case somewhere(String)
    }

    private(set) var rest = Rest.none
    /// How many elements there are in all pages, if it is said.
    private(set) var total: Int?

    /// - Parameters:
    ///   - frame: the answer without its elements.
    ///   - path: of the request, percent-encoded.
    init(frame: JSONNode, headers: HTTPFields, path: String) {
        if let link = headers.nextLink {
            rest = Self.rest(at: link, of: "its header “Link: rel=next” says so", path: path)
        }
        read(frame, path: path, depth: 0)
        if rest == .none, saysMore != false, let cursor { rest = .page([cursor]) }
        if rest == .none, saysMore == true { rest = .somewhere("it says that there is more") }
    }

    private var saysMore: Bool?
    private var cursor: APIRequest.QueryItem?

    private static let nextSign = "its member “next” says so"

    private static let cursorNames = JSONNames(
        "nextPageToken", "next_page_token", "nextCursor", "next_cursor", "nextToken", "next_token", "endCursor",
        "end_cursor", "cursor")
    /// By which each of them is given back.
    private static let cursorParameters = [
        "pageToken", "page_token", "cursor", "cursor", "nextToken", "next_token", "cursor", "cursor", "cursor",
    ]
    private static let nextNames = JSONNames(
        "next", "nextPage", "next_page", "nextUrl", "next_url", "nextLink", "next_link")
    private static let moreNames = JSONNames(
        "hasMore", "has_more", "hasNextPage", "has_next_page", "hasNext", "has_next", "truncated", "isTruncated",
        "is_truncated", "partial", "incomplete")
    private static let totalNames = JSONNames(
        "total", "totalCount", "total_count", "totalItems", "total_items", "totalElements", "totalResults")
    private static let containerNames = JSONNames(
        "pagination", "paging", "page", "pageInfo", "page_info", "meta", "metadata", "links", "_links", "cursors")

    /// What is found in the answer and in what it holds of such things.
    private mutating func read(_ node: JSONNode, path: String, depth: Int) {
        _ = try? node.members(Self.totalNames) { members in
            for place in Self.totalNames.indices {
                guard let number = try? members.read(place, { try $0.number() }), 0..<1e12 ~= number else { continue }
                total = max(total ?? 0, Int(number))
            }
        }
        if let flag = Self.flag(in: node) { saysMore = flag || saysMore == true }
        if rest == .none { rest = next(in: node, path: path) }
        cursor = cursor ?? Self.cursor(in: node)
        guard depth < 2 else { return }
        _ = try? node.members(Self.containerNames) { members in
            for place in Self.containerNames.indices {
                try? members.readIfPresent(place) { read($0, path: path, depth: depth + 1) }
            }
        }
    }

    /// Whether it says that there is more, or that there is not.
    private static func flag(in node: JSONNode) -> Bool? {
        let flags = try? node.members(moreNames) { members in
            moreNames.indices.compactMap { place in try? members.read(place) { try $0.boolean() } }
        }
        guard let flags, !flags.isEmpty else { return nil }
        return flags.contains(true)
    }

    private static func cursor(in node: JSONNode) -> APIRequest.QueryItem? {
        let found = try? node.members(cursorNames) { members in
            cursorNames.indices.lazy.compactMap { place -> APIRequest.QueryItem? in
                guard let token = try? members.readIfPresent(place, Self.token), !token.isEmpty else { return nil }
                return APIRequest.QueryItem(name: cursorParameters[place], value: token)
            }.first
        }
        return found ?? nil
    }

    private static func token(_ node: JSONNode) throws -> String {
        if let text = try? node.string() { return text }
        let number = try node.number()
        return 0..<1e15 ~= number && number == number.rounded() ? String(Int(number)) : String(number)
    }

    private func next(in node: JSONNode, path: String) -> Rest {
        let found = try? node.members(Self.nextNames) { members in
            Self.nextNames.indices.lazy.compactMap { place -> Rest? in
                try? members.readIfPresent(place) { try Self.rest($0, path: path, isPage: place == 1 || place == 2) }
            }.first
        }
        return (found ?? nil) ?? .none
    }

    /// - Parameter isPage: whether a number is that of the page.
    private static func rest(_ next: JSONNode, path: String, isPage: Bool) throws -> Rest {
        if let text = try? next.string() {
            return text.isEmpty ? .none : rest(at: text, of: nextSign, path: path)
        }
        if let number = try? next.number() {
            return isPage && 0..<1e12 ~= number
                ? .page([APIRequest.QueryItem(name: "page", value: String(Int(number)))]) : .somewhere(nextSign)
        }
        if let isThere = try? next.boolean() { return isThere ? .somewhere(nextSign) : .none }
        return try next.members(JSONNames("href", "url")) { members in
            for place in 0..<2 {
                if let link = try? members.string(place) { return rest(at: link, of: nextSign, path: path) }
            }
            return .somewhere(nextSign)
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
    /// The target of `Link: <…>; rel="next"`. There may be commas and semicolons in a target.
    fileprivate var nextLink: String? {
        for field in self where field.name.canonicalName == "link" {
            var rest = field.value[...]
            while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
                let target = rest[rest.index(after: start)..<end]
                rest = rest[rest.index(after: end)...]
                let parameters = rest.prefix { $0 != "<" }.lowercased()
                if parameters.contains(/rel\s*=\s*("[^"]*\bnext\b[^"]*"|'[^']*\bnext\b[^']*'|next\b)/) {
                    return String(target)
                }
            }
        }
        return nil
    }
}
