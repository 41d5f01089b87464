import Dialect
import DialectTransport
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
    /// How many responses one WebSocket may carry at once; nil where the vendor answers one at a time. A server that
    /// turns out not to know lanes is treated as having none.
    public var lanes: Lanes?
    /// Whether a response over a WebSocket takes further input while it is under way; the model must know it too.
    public var takesSteering: Bool
    /// Whether requests for different models may travel over one WebSocket. Gateways such as LiteLLM answer all of them
    /// by the model of the first.
    public var mixesModels: Bool
    /// Asked before every request for further headers, such as a token that expires; they win over ``headers``.
    /// Requests with different ones never share a connection.
    public var credentials: (@Sendable () async throws -> [String: String])?

    /// Several responses at once on one WebSocket, told apart by `stream_id` (OpenAI's guide "WebSocket mode").
    public struct Lanes: Hashable, Sendable {
        /// Responses under way on one connection; the server lets more wait.
        public var maximumInFlight: Int
        /// Names in the life of one connection.
        public var maximumNames: Int

        public init(maximumInFlight: Int = 16, maximumNames: Int = 32) {
            self.maximumInFlight = max(1, maximumInFlight)
            self.maximumNames = max(1, maximumNames)
        }
    }

    public init(
        baseURL: String, headers: [String: String] = [:], dialect: ResponsesDialect = .openAI,
        connectionLifetime: Duration = .seconds(60 * 60), lanes: Lanes? = Lanes(),
        takesSteering: Bool = true, mixesModels: Bool = false,
        credentials: (@Sendable () async throws -> [String: String])? = nil
    ) {
        self.baseURL = baseURL
        self.headers = headers
        self.dialect = dialect
        self.connectionLifetime = connectionLifetime
        self.lanes = lanes
        self.takesSteering = takesSteering
        self.mixesModels = mixesModels
        self.credentials = credentials
    }

    /// OpenAI itself, or a server at another URL that speaks as it does.
    public static func openAI(
        apiKey: String, organization: String? = nil, project: String? = nil, baseURL: String = openAIBaseURL
    ) -> ResponsesEndpoint {
        var headers = ["Authorization": "Bearer \(apiKey)"]
        headers["OpenAI-Organization"] = organization
        headers["OpenAI-Project"] = project
        return ResponsesEndpoint(baseURL: baseURL, headers: headers, mixesModels: baseURL == openAIBaseURL)
    }

    /// Where OpenAI serves its API.
    public static let openAIBaseURL = "https://api.openai.com/v1"

    /// Azure AI Foundry, by the name of a resource and its key. A model is the name of a deployment. WebSockets live
    /// for 60 minutes and answer one request at a time (Microsoft's "Azure OpenAI Responses API").
    public static func azure(resource: String, apiKey: String) -> ResponsesEndpoint {
        ResponsesEndpoint(
            baseURL: "https://\(resource).openai.azure.com/openai/v1", headers: ["api-key": apiKey],
            lanes: nil, takesSteering: false)
    }

    /// Azure AI Foundry, with tokens of Microsoft Entra for the scope `https://ai.azure.com/.default`.
    ///
    /// - Parameter token: Called before every request; keep a token as long as it is valid.
    public static func azure(
        resource: String, token: @escaping @Sendable () async throws -> String
    ) -> ResponsesEndpoint {
        ResponsesEndpoint(
            baseURL: "https://\(resource).openai.azure.com/openai/v1", lanes: nil,
            takesSteering: false,
            credentials: { ["Authorization": "Bearer \(try await token())"] })
    }

    /// xAI, whose WebSockets live for 25 minutes and answer one request at a time.
    public static func xAI(apiKey: String, baseURL: String = "https://api.x.ai/v1") -> ResponsesEndpoint {
        ResponsesEndpoint(
            baseURL: baseURL, headers: ["Authorization": "Bearer \(apiKey)"], dialect: .xAI,
            connectionLifetime: .seconds(25 * 60), lanes: nil, takesSteering: false)
    }

    /// The URL for HTTP requests.
    var url: String { BaseURL(baseURL).appending("/responses") }

    /// The URL of Chat Completions at the same place.
    var chatURL: String { BaseURL(baseURL).appending("/chat/completions") }

    /// The URL of the list of models at the same place.
    var modelsURL: String { BaseURL(baseURL).appending("/models") }

    /// The URL for WebSockets: the same with another scheme.
    var webSocketURL: String {
        let url = url
        guard let colon = url.prefix(while: { $0 != "?" }).firstIndex(of: ":") else { return url }
        let scheme = url[..<colon].lowercased()
        return (["https": "wss", "http": "ws"][scheme] ?? scheme) + url[colon...]
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
