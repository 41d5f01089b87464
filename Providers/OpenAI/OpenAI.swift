public import Dialect
public import DialectWire

/// OpenAI's own options, metadata and tools.
///
/// ```swift
/// request.providerOptions[OpenAI.self].serviceTier = .flex
/// request.tools = [OpenAI.webSearch()]
/// ```
public enum OpenAI: ProviderNamespace {
    public typealias Options = ResponsesOptions
    public typealias Metadata = ResponsesMetadata

    public static let name = "openai"
}
