public import Dialect
import DialectTransport
import DialectWire

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What Anthropic says of one of its models ("List Models" of its API reference).
public struct AnthropicModelInfo: Hashable, Sendable, Codable {
    /// The name to ask for: `claude-sonnet-4-5-20250929`.
    public var id: String
    /// A name for people.
    public var displayName: String?
    /// When the model was released; nil where that is not known.
    public var createdAt: Date?
    /// The longest prompt, in tokens.
    public var maxInputTokens: Int?
    /// The longest answer, in tokens.
    public var maxOutputTokens: Int?
    /// What the model can do, in Anthropic's words: `capabilities?["effort"]?["high"]?["supported"] == true`.
    public var capabilities: JSONValue?

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, !id.isEmpty else { return nil }
        self.id = id
        displayName = json["display_name"]?.stringValue
        let date = json["created_at"]?.stringValue.flatMap { try? Date($0, strategy: .iso8601) }
        // The beginning of 1970 stands for an unknown date.
        createdAt = date.flatMap { $0.timeIntervalSince1970 > 0 ? $0 : nil }
        maxInputTokens = json["max_input_tokens"]?.intValue
        maxOutputTokens = json["max_tokens"]?.intValue
        capabilities = json["capabilities"].flatMap { $0.isNull ? nil : $0 }
    }
}

extension AnthropicProvider {
    /// The most pages of the list that are read: a server must not keep us turning pages.
    private static let maximumPages = 100

    /// The models that can be asked for, the newest first.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` or `CancellationError`.
    public func models() async throws -> [AnthropicModelInfo] {
        let http = ModelHTTPClient(configuration.transport)
        let provider = configuration.endpoint.dialect.provider
        var result: [AnthropicModelInfo] = []
        var last: String?
        for _ in 0..<Self.maximumPages {
            let page = try await http.json(try await listRequest(after: last), provider: provider) {
                LanguageModelError(
                    refusal: $0.status, body: $0.body, headers: $0.headers, requestID: $0.requestID,
                    provider: provider)
            }
            guard let entries = page["data"]?.arrayValue else {
                throw LanguageModelError(
                    .decoding, "The answer is no list of models: it has no \"data\".", provider: provider,
                    rawBody: page.jsonText)
            }
            result += entries.compactMap { AnthropicModelInfo($0) }
            // A page that ends where the one before it did would come again and again.
            guard page["has_more"] == true, let next = page["last_id"]?.stringValue, next != last else { break }
            last = next
        }
        return result
    }

    private func listRequest(after last: String?) async throws -> HTTPRequest {
        let endpoint = configuration.endpoint
        let query = "limit=1000" + (last.map { "&after_id=\(PercentEncoding.encode($0))" } ?? "")
        let url = endpoint.url("/models")
        var request = HTTPRequest(
            method: "GET", url: url + (url.contains("?") ? "&" : "?") + query,
            headers: [("Accept", "application/json"), ("User-Agent", "dialect-swift")])
        if let version = endpoint.dialect.versionHeader { request.set(["anthropic-version": version]) }
        request.set(endpoint.headers)
        if let credentials = endpoint.credentials { request.set(try await credentials()) }
        return request
    }
}
