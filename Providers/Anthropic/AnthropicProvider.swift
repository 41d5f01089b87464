import Dialect
public import DialectTransport

/// Makes models that speak Anthropic's Messages API, with Anthropic itself or with any compatible server.
///
/// ```swift
/// let provider = AnthropicProvider(apiKey: key)
/// let answer = try await provider.model("claude-sonnet-4-5").generate("Why is the sky blue?")
/// ```
public struct AnthropicProvider: Sendable {
    /// How to reach the server.
    public struct Configuration: Sendable {
        /// Where requests go, and with which proof.
        public var endpoint: AnthropicEndpoint
        /// How requests travel.
        public var transport: TransportConfiguration

        public init(endpoint: AnthropicEndpoint, transport: TransportConfiguration = TransportConfiguration()) {
            self.endpoint = endpoint
            self.transport = transport
        }
    }

    /// How the server is reached.
    public let configuration: Configuration

    public init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Anthropic, with an API key.
    ///
    /// - Parameter baseURL: Another server that speaks the same API and takes keys in the same way.
    public init(apiKey: String, baseURL: String = AnthropicEndpoint.anthropicBaseURL) {
        self.init(Configuration(endpoint: .anthropic(apiKey: apiKey, baseURL: baseURL)))
    }

    /// A model, by the provider's name for it.
    public func model(_ name: String) -> AnthropicModel {
        AnthropicModel(name: name, configuration: configuration)
    }
}

extension AnthropicProvider: CustomStringConvertible {
    public var description: String { "AnthropicProvider(\(configuration.endpoint))" }
}
