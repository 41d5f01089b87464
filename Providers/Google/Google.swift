public import Dialect

/// Google's own options, metadata and tools, for the Gemini API and for Vertex AI alike.
///
/// ```swift
/// request.providerOptions[Google.self].includeThoughts = true
/// request.tools = [Google.googleSearch()]
/// ```
public enum Google: ProviderNamespace {
    public typealias Options = GoogleOptions
    public typealias Metadata = GoogleMetadata

    public static let name = "google"
}
