import Dialect
public import DialectTransport

/// Makes Gemini models, with the Gemini API of Google AI Studio or with Vertex AI.
///
/// ```swift
/// let provider = GoogleProvider(apiKey: key)
/// let answer = try await provider.model("gemini-3-pro-preview").generate("Why is the sky blue?")
///
/// let cloud = GoogleProvider.vertex(project: "my-project", location: "europe-west4", credentials: .metadataServer())
/// ```
public struct GoogleProvider: Sendable {
    /// How to reach the server.
    public struct Configuration: Sendable {
        /// Where requests go, and with which proof.
        public var endpoint: GoogleEndpoint
        /// How requests travel.
        public var transport: TransportConfiguration

        public init(endpoint: GoogleEndpoint, transport: TransportConfiguration = TransportConfiguration()) {
            self.endpoint = endpoint
            self.transport = transport
        }
    }

    /// How the server is reached.
    public let configuration: Configuration
    let client: GoogleClient

    public init(_ configuration: Configuration) {
        self.configuration = configuration
        client = GoogleClient(configuration)
    }

    /// The Gemini API, with an API key; the key travels in a header, never in a URL.
    ///
    /// - Parameter baseURL: Another server that speaks the same API.
    public init(apiKey: String, baseURL: String = GoogleEndpoint.geminiBaseURL) {
        self.init(Configuration(endpoint: .gemini(apiKey: apiKey, baseURL: baseURL)))
    }

    /// Vertex AI, in a project of Google Cloud.
    ///
    /// - Parameter location: A region such as `europe-west4`, a multi-region (`us`, `eu`), or `global`.
    public static func vertex(
        project: String, location: String = "global", credentials: GoogleCredentials,
        transport: TransportConfiguration = TransportConfiguration()
    ) -> GoogleProvider {
        GoogleProvider(
            Configuration(
                endpoint: .vertex(project: project, location: location, credentials: credentials),
                transport: transport))
    }

    /// A model, by Google's name for it.
    public func model(_ name: String) -> GoogleModel {
        GoogleModel(name: name, client: client)
    }
}

extension GoogleProvider: CustomStringConvertible {
    public var description: String { "GoogleProvider(\(configuration.endpoint))" }
}

extension GoogleProvider: CustomReflectable {
    /// What a dump shows: the endpoint, without credentials.
    public var customMirror: Mirror {
        Mirror(self, children: ["endpoint": configuration.endpoint], displayStyle: .struct)
    }
}
