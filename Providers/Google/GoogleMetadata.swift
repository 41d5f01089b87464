public import Dialect

/// What only Google says, in parts' and responses' metadata.
public struct GoogleMetadata: ProviderValue {
    /// What stands beside the content in a part of Google's, such as its `thoughtSignature`; it is sent back as it is.
    ///
    /// An app may add what only Google understands of an image or a file: `["videoMetadata": ["fps": 1]]`.
    public var part: JSONValue?
    /// The part as a whole, where it has no common form that says it all; it is sent back as it is.
    public var verbatim: JSONValue?
    /// Whether Google gave a tool call no id, so that the call's own is this library's and is not sent back.
    public var hasNoID: Bool?

    /// Of a source, what Google says of it: a member of `groundingChunks`, and of `groundingSupports` what cites it.
    public var groundingChunk: JSONValue?
    public var groundingSupport: JSONValue?

    /// Of a response, why it ended in Google's words.
    public var finishMessage: String?
    /// What was thought of the prompt; `blockReason` says why it was not answered.
    public var promptFeedback: JSONValue?
    /// How the answer was rated.
    public var safetyRatings: JSONValue?
    /// What Google Search found; `searchEntryPoint` must be shown to the user by the terms of that tool.
    public var groundingMetadata: JSONValue?
    /// Which URLs of the prompt were read.
    public var urlContextMetadata: JSONValue?
    /// What the answer recites.
    public var citationMetadata: JSONValue?
    /// The mean of the tokens' log probabilities: a number, or a text such as `NaN`.
    public var avgLogprobs: JSONValue?
    /// The log probability of each token, in Google's form.
    public var logprobsResult: JSONValue?

    public init() {}
}

/// The metadata of a part, kept as raw JSON so that it is what the wire said.
struct GeminiPartMetadata {
    var part = JSONObject()
    var verbatim: JSONValue?
    var hasNoID = false

    init(part: JSONObject = JSONObject(), verbatim: JSONValue? = nil, hasNoID: Bool = false) {
        self.part = part
        self.verbatim = verbatim
        self.hasNoID = hasNoID
    }

    /// Nil for a part that Google did not make.
    init?(_ metadata: ProviderMetadata) {
        guard !metadata.isEmpty, let json = metadata[raw: Google.name] else { return nil }
        part = json["part"]?.objectValue ?? JSONObject()
        verbatim = json["verbatim"]
        hasNoID = json["hasNoID"]?.boolValue ?? false
    }

    var metadata: ProviderMetadata {
        var object = JSONObject()
        if !part.isEmpty { object["part"] = .object(part) }
        object["verbatim"] = verbatim
        if hasNoID { object["hasNoID"] = true }
        var metadata = ProviderMetadata()
        if !object.isEmpty { metadata[raw: Google.name] = .object(object) }
        return metadata
    }
}
