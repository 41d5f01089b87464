/// Names a provider's own options and metadata, typed.
///
/// ```swift
/// request.providerOptions[OpenAI.self].serviceTier = .flex
/// let tier = response.metadata.provider[OpenAI.self].serviceTier
/// ```
public protocol ProviderNamespace {
    /// What a request may say to this provider alone.
    associatedtype Options: ProviderValue
    /// What this provider alone says in a response.
    associatedtype Metadata: ProviderValue

    /// The key under which both are stored: `openai`.
    static var name: String { get }
}

/// A provider's options or metadata. Every field is optional; `init()` says nothing at all.
public protocol ProviderValue: Codable, Hashable, Sendable {
    init()
}
