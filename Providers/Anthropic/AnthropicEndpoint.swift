import Dialect
public import DialectWire

/// A place that serves the Messages API, as data.
public struct AnthropicEndpoint: Sendable {
    /// Where the API lives; `/messages` is appended. A query is kept.
    public var baseURL: String
    /// Headers for every request, the key included. They are never logged.
    public var headers: [String: String]
    /// How the server speaks.
    public var dialect: MessagesDialect
    /// Asked before every request for further headers, such as a token that expires; they win over ``headers``.
    public var credentials: (@Sendable () async throws -> [String: String])?

    /// Where Anthropic serves its API.
    public static let anthropicBaseURL = "https://api.anthropic.com/v1"

    public init(
        baseURL: String = anthropicBaseURL, headers: [String: String] = [:], dialect: MessagesDialect = .anthropic,
        credentials: (@Sendable () async throws -> [String: String])? = nil
    ) {
        self.baseURL = baseURL
        self.headers = headers
        self.dialect = dialect
        self.credentials = credentials
    }

    /// Anthropic itself, or a server at another URL that takes keys as it does.
    public static func anthropic(apiKey: String, baseURL: String = anthropicBaseURL) -> AnthropicEndpoint {
        AnthropicEndpoint(baseURL: baseURL, headers: ["x-api-key": apiKey])
    }

    /// A gateway that takes a bearer token, such as OpenRouter at `https://openrouter.ai/api/v1`.
    ///
    /// - Parameter provider: The name of the gateway, in errors and as the key of options and metadata.
    public static func gateway(baseURL: String, token: String, provider: String) -> AnthropicEndpoint {
        AnthropicEndpoint(
            baseURL: baseURL, headers: ["Authorization": "Bearer \(token)"],
            dialect: MessagesDialect(
                provider: provider, versionHeader: MessagesDialect.anthropic.versionHeader,
                placesCacheBreakpoints: true))
    }

    /// The URL of a method: `/messages`.
    func url(_ path: String) -> String {
        let parts = baseURL.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var base = String(parts.first ?? "")
        while base.hasSuffix("/") { base.removeLast() }
        return base + path + (parts.count > 1 ? "?\(parts[1])" : "")
    }
}

extension AnthropicEndpoint: CustomStringConvertible {
    /// The provider and the URL without its query; never the headers, which hold the key.
    public var description: String {
        "\(dialect.provider) at \(baseURL.split(separator: "?").first.map(String.init) ?? "")"
    }
}

extension AnthropicEndpoint: CustomReflectable {
    /// What a dump shows: no headers either.
    public var customMirror: Mirror {
        Mirror(self, children: ["description": description, "headers": headers.keys.sorted()], displayStyle: .struct)
    }
}
