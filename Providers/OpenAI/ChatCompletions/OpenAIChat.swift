public import Dialect
public import DialectWire

/// The options and metadata of OpenAI's Chat Completions.
///
/// ```swift
/// request.providerOptions[OpenAIChat.self].topLogprobs = 3
/// let logprobs = response.metadata.provider[OpenAIChat.self].logprobs
/// ```
///
/// Settings that Responses has too, such as the service tier, may as well be said under ``OpenAI``.
public enum OpenAIChat: ProviderNamespace {
    public typealias Options = ChatCompletionsOptions
    public typealias Metadata = ChatCompletionsMetadata

    public static let name = "openai.chat"
}
