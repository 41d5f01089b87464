#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What is known about a response beside its content.
public struct ResponseMetadata: Hashable, Sendable, Codable {
    /// The provider's id of the response.
    public var id: String?
    /// The model that answered, which may be a dated version of the one asked for.
    public var model: String?
    /// When the provider began the response.
    public var createdAt: Date?
    /// The id to quote to the provider's support; providers send none over a WebSocket.
    public var requestID: String?
    /// The HTTP response's headers, names in lower case; empty over a WebSocket.
    public var headers: [String: String]
    /// How the answer was brought into the form of the schema that was asked for; nil where none was.
    public var structuredOutput: StructuredOutputMode?
    /// What only this provider says.
    public var provider: ProviderMetadata

    /// How an answer is brought into the form of a schema. The set is open.
    public struct StructuredOutputMode: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The provider holds the answer to the schema.
        public static let native = StructuredOutputMode("native")
        /// The answer is the input of a tool that the model had to call.
        public static let tool = StructuredOutputMode("tool")
        /// The schema was in the prompt, and nothing holds the answer to it.
        public static let prompted = StructuredOutputMode("prompted")
    }

    public init(
        id: String? = nil, model: String? = nil, createdAt: Date? = nil, requestID: String? = nil,
        headers: [String: String] = [:], provider: ProviderMetadata = ProviderMetadata()
    ) {
        self.id = id
        self.model = model
        self.createdAt = createdAt
        self.requestID = requestID
        self.headers = headers
        self.provider = provider
    }

    /// Takes what `other` knows, where it knows anything.
    public mutating func merge(_ other: ResponseMetadata) {
        id = other.id ?? id
        model = other.model ?? model
        createdAt = other.createdAt ?? createdAt
        requestID = other.requestID ?? requestID
        structuredOutput = other.structuredOutput ?? structuredOutput
        headers.merge(other.headers) { $1 }
        provider.merge(other.provider)
    }
}
