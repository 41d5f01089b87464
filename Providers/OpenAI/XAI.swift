public import Dialect
public import DialectWire

/// Options and metadata of xAI's Responses API, which ``ResponsesEndpoint/xAI(apiKey:baseURL:)`` reaches. Its options
/// go by xAI's own name; those of ``OpenAI`` are not for it.
///
/// ```swift
/// request.providerOptions[XAI.self].store = false
/// ```
public enum XAI: ProviderNamespace {
    public typealias Options = ResponsesOptions
    public typealias Metadata = ResponsesMetadata

    public static let name = "xai"
}
