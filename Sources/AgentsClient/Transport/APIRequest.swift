import AgentsAPI
package import Foundation
package import HTTPTypes

/// One request to the API, before it has a host, a key or any other header.
package struct APIRequest: Hashable, Sendable {
    package struct QueryItem: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package var operation: APIOperation
    package var method: HTTPRequest.Method
    /// Percent-encoded, beginning with `/`.
    package var path: String
    package var query: [QueryItem]
    /// JSON.
    package var body: Data?
    /// Counts from 1; a retry is the next attempt of the same request.
    package var attempt = 1
    /// Not sent again when it fails: whoever asks wants to know at once.
    package var isSentOnce = false
    /// Takes the answer's body as it arrives; nil to have it with the answer.
    package var bodyStream: BodyStream?

    package init(
        _ operation: APIOperation, method: HTTPRequest.Method, path: String, query: [QueryItem] = [],
        body: Data? = nil
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.body = body
    }

    /// The path with its query, encoded for a request line.
    package var target: String {
        guard !query.isEmpty else { return path }
        let encode = APIPath.percentEncode
        return path + "?" + query.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }

    /// Whether no identifier in the path is empty or would be read as a step up or down the path's folders.
    ///
    /// Without this, deleting the number "" would address the collection of all numbers.
    var hasSoundPath: Bool {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .allSatisfy { !["", ".", ".."].contains($0) }
    }
}
