import Dialect
public import DialectWire

/// A place that serves the Responses API, as data.
public struct ResponsesEndpoint: Sendable {
    /// Where the API lives; `/responses` is appended. A query is kept: `https://host/openai?api-version=1`.
    public var baseURL: String
    /// Headers for every request, the key included. They are never logged.
    public var headers: [String: String]
    /// How the vendor speaks.
    public var dialect: ResponsesDialect
    /// How long the vendor lets a WebSocket live.
    public var connectionLifetime: Duration

    public init(
        baseURL: String, headers: [String: String] = [:], dialect: ResponsesDialect = .openAI,
        connectionLifetime: Duration = .seconds(60 * 60)
    ) {
        self.baseURL = baseURL
        self.headers = headers
        self.dialect = dialect
        self.connectionLifetime = connectionLifetime
    }

    /// OpenAI itself.
    public static func openAI(
        apiKey: String, organization: String? = nil, project: String? = nil,
        baseURL: String = "https://api.openai.com/v1"
    ) -> ResponsesEndpoint {
        var headers = ["Authorization": "Bearer \(apiKey)"]
        headers["OpenAI-Organization"] = organization
        headers["OpenAI-Project"] = project
        return ResponsesEndpoint(baseURL: baseURL, headers: headers)
    }

    /// xAI, whose WebSockets live for 25 minutes.
    public static func xAI(apiKey: String, baseURL: String = "https://api.x.ai/v1") -> ResponsesEndpoint {
        ResponsesEndpoint(
            baseURL: baseURL, headers: ["Authorization": "Bearer \(apiKey)"], dialect: .xAI,
            connectionLifetime: .seconds(25 * 60))
    }

    /// The URL for HTTP requests.
    var url: String { url(scheme: nil) }

    /// The URL for WebSockets: the same with another scheme.
    var webSocketURL: String { url(scheme: ["https": "wss", "http": "ws"]) }

    private func url(scheme: [String: String]?) -> String {
        let parts = baseURL.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = String(parts.first ?? "")
        while path.hasSuffix("/") { path.removeLast() }
        let query = parts.count > 1 ? "?\(parts[1])" : ""
        guard let scheme, let colon = path.firstIndex(of: ":") else { return path + "/responses" + query }
        let name = path[..<colon].lowercased()
        return (scheme[name] ?? name) + path[colon...] + "/responses" + query
    }
}

extension ResponsesEndpoint: CustomStringConvertible {
    /// The provider and the URL without its query; never the headers, which hold the key.
    public var description: String {
        "\(dialect.provider) at \(baseURL.split(separator: "?").first.map(String.init) ?? "")"
    }
}

extension ResponsesEndpoint: CustomReflectable {
    /// What a dump shows: no headers either.
    public var customMirror: Mirror {
        Mirror(self, children: ["description": description, "headers": headers.keys.sorted()], displayStyle: .struct)
    }
}
