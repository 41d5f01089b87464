public import Dialect

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What a vendor says of one of its models, in the form of OpenAI's list ("List models" of its API reference).
///
/// OpenAI itself tells no more than a name, an owner and a date; the limits are what other vendors add.
public struct OpenAIModelInfo: Hashable, Sendable, Codable {
    /// The name to ask for: `gpt-5.5`.
    public var id: String
    /// A name for people.
    public var displayName: String?
    /// When the model was made; nil where the vendor does not know.
    public var createdAt: Date?
    /// Whose the model is: `openai`, or an organization that tuned it.
    public var owner: String?
    /// The longest prompt and answer together, in tokens.
    public var contextWindow: Int?
    /// The longest answer, in tokens.
    public var maxOutputTokens: Int?
    /// The whole entry as the vendor wrote it: prices, modalities, aliases.
    public var raw: JSONValue

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, !id.isEmpty else { return nil }
        self.id = id
        raw = json
        displayName = (json["display_name"] ?? json["name"])?.stringValue
        // Servers that know no date say zero.
        createdAt = json["created"]?.doubleValue.flatMap { $0 > 0 ? Date(timeIntervalSince1970: $0) : nil }
        owner = json["owned_by"]?.stringValue
        // At Copilot.
        let limits = json["capabilities"]?["limits"]
        contextWindow = Self.first(
            json["context_window"], json["context_length"], json["max_context_length"], json["max_model_len"],
            json["meta"]?["n_ctx"], limits?["max_context_window_tokens"])
        maxOutputTokens = Self.first(
            json["max_completion_tokens"], json["top_provider"]?["max_completion_tokens"], limits?["max_output_tokens"])
    }

    private static func first(_ values: JSONValue?...) -> Int? { values.lazy.compactMap { $0?.intValue }.first }
}
