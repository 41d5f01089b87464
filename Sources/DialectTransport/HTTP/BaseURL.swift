/// The URL of an API, to which the paths of its operations are appended. A query is kept:
/// `https://host/openai?api-version=1`.
package struct BaseURL: Sendable {
    private let path: String
    private let query: String

    package init(_ url: String) {
        let parts = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = String(parts.first ?? "")
        while path.hasSuffix("/") { path.removeLast() }
        self.path = path
        query = parts.count > 1 ? "?\(parts[1])" : ""
    }

    /// - Parameter operation: Begins with a slash: `/embeddings`.
    package func appending(_ operation: String) -> String { path + operation + query }
}
