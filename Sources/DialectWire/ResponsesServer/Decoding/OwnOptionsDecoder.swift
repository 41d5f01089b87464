import Dialect

/// Reads the settings that only this dialect has into the form of ``ResponsesOptions``, so that a gateway to a server
/// of the same dialect passes them on. What the server resolves itself, such as the chain, is not among them.
enum OwnOptionsDecoder {
    /// Names on the wire and in ``ResponsesOptions``.
    private static let names = [
        ("store", "store"), ("include", "include"), ("service_tier", "serviceTier"), ("truncation", "truncation"),
        ("prompt_cache_key", "promptCacheKey"), ("prompt_cache_retention", "promptCacheRetention"),
        ("safety_identifier", "safetyIdentifier"), ("max_tool_calls", "maxToolCalls"),
        ("top_logprobs", "topLogprobs"), ("metadata", "metadata"),
    ]

    static func options(_ body: RequestField) -> ProviderOptions {
        var own = JSONObject()
        for (wire, name) in names { own[name] = body[wire]?.value }
        own["reasoningSummary"] = body["reasoning"]?["summary"]?.value
        own["verbosity"] = body["text"]?["verbosity"]?.value
        var options = ProviderOptions()
        if !own.isEmpty { options[raw: ItemMetadata.provider] = .object(own) }
        return options
    }
}
