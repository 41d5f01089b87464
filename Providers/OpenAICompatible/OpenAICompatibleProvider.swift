import Dialect
public import DialectTransport
import DialectWire

/// Makes models of any vendor that speaks OpenAI's Chat Completions.
///
/// ```swift
/// let provider = OpenAICompatibleProvider(profile: .openRouter, apiKey: key)
/// let answer = try await provider.model("anthropic/claude-opus-4.5").generate("Why is the sky blue?")
/// ```
public struct OpenAICompatibleProvider: Sendable {
    /// How to reach the vendor.
    public struct Configuration: Sendable {
        /// Which vendor, and what is its own way.
        public var profile: CompatibleProfile
        /// The key; nil for servers that ask for none. It is never logged.
        public var apiKey: String?
        /// Headers for every request. They are never logged.
        public var headers: [String: String]
        /// Asked before every request for further headers, such as a token that expires; they win over all but the
        /// request's own.
        public var credentials: (@Sendable () async throws -> [String: String])?
        /// How requests travel.
        public var transport: TransportConfiguration

        public init(
            profile: CompatibleProfile, apiKey: String? = nil, headers: [String: String] = [:],
            credentials: (@Sendable () async throws -> [String: String])? = nil,
            transport: TransportConfiguration = TransportConfiguration()
        ) {
            self.profile = profile
            self.apiKey = apiKey
            self.headers = headers
            self.credentials = credentials
            self.transport = transport
        }
    }

    /// How the vendor is reached.
    public let configuration: Configuration
    let http: ModelHTTPClient

    public init(_ configuration: Configuration) {
        self.configuration = configuration
        http = ModelHTTPClient(configuration.transport)
    }

    /// A vendor, with an API key.
    ///
    /// - Parameters:
    ///   - apiKey: Nil for servers that ask for none, such as those on one's own machine.
    ///   - transport: How requests travel.
    public init(
        profile: CompatibleProfile, apiKey: String? = nil,
        transport: TransportConfiguration = TransportConfiguration()
    ) {
        self.init(Configuration(profile: profile, apiKey: apiKey, transport: transport))
    }

    /// A model, by the vendor's name for it.
    public func model(_ name: String) -> OpenAICompatibleModel {
        OpenAICompatibleModel(name: name, configuration: configuration, http: http)
    }
}

extension OpenAICompatibleProvider: CustomStringConvertible {
    public var description: String { "OpenAICompatibleProvider(\(configuration))" }
}

extension OpenAICompatibleProvider.Configuration: CustomStringConvertible, CustomReflectable {
    /// The vendor and the URL without its query; never the key.
    public var description: String {
        let url = profile.baseURL.split(separator: "?").first.map(String.init) ?? ""
        return "\(profile.dialect.provider) at \(url)"
    }

    /// What a dump shows: no key and no headers' values either.
    public var customMirror: Mirror {
        Mirror(self, children: ["description": description, "headers": headers.keys.sorted()], displayStyle: .struct)
    }
}
