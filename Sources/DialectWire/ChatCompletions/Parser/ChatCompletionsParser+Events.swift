#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

extension ChatCompletionsParser {
    /// Takes a chunk that is not plain, or a whole completion.
    mutating func parse(tree event: JSONValue, into parts: inout PartAssembler) throws {
        guard let object = event.objectValue else { throw JSONError("Expected an object", at: 0) }
        learnUsage(from: event)
        if event.isChatFailure { throw LanguageModelError(reported: event, provider: dialect.provider) }
        guard let choices = event["choices"]?.arrayValue else {
            // A chunk of usage alone, or news of a kind that nobody knows.
            guard object["usage"]?.nonNull == nil, object["choices"] == nil else { return }
            return parts.addUnknown(
                type: event["object"]?.stringValue ?? event["type"]?.stringValue ?? "", json: event)
        }
        learnMetadata(from: object)
        parts.start(responseMetadata)
        takeFields(of: object, into: &parts)
        if let sources = Source.searched(event, namespace: dialect.namespace) { searchSources = sources }
        for (position, choice) in choices.enumerated() {
            // One answer is read; a request for several is not in the common vocabulary.
            guard (choice["index"]?.intValue ?? position) == 0 else {
                parts.addUnknown(type: "choice", json: choice)
                continue
            }
            try take(choice: choice, into: &parts)
            if choice["message"]?.nonNull != nil, choice["delta"]?.nonNull == nil { return complete(into: &parts) }
        }
    }

    private mutating func take(choice: JSONValue, into parts: inout PartAssembler) throws {
        if choice["error"]?.objectValue != nil {
            throw LanguageModelError(reported: choice, provider: dialect.provider)
        }
        if let delta = choice["delta"]?.nonNull { take(delta, isWhole: false, into: &parts) }
        // Perplexity repeats in each chunk all that was said so far; what is known already adds nothing.
        if let message = choice["message"]?.nonNull { take(message, isWhole: true, into: &parts) }
        finishWord = choice["finish_reason"]?.nonEmptyString ?? finishWord
        if let moderation = choice["moderation_hit"]?.nonNull { choiceFields["moderation_hit"] = moderation }
        if let news = choice["logprobs"]?.objectValue { logprobs.append(news) }
        let own: Set<String> = ["index", "delta", "message", "finish_reason", "logprobs"]
        for (key, value) in choice.objectValue ?? JSONObject() where !own.contains(key) && !value.isNull {
            if value.objectValue?.isEmpty != true { choiceFields[key] = value }
        }
    }

    // MARK: The response

    /// Usage is in the last chunk, in every chunk, in a chunk of its own, in the choice (Moonshot) or in Groq's own
    /// field; what is told last counts.
    private mutating func learnUsage(from event: JSONValue) {
        let usage =
            event["usage"]?.objectValue ?? event["choices"]?[0]?["usage"]?.objectValue
            ?? event["x_groq"]?["usage"]?.objectValue
        if let usage { usageSoFar = Usage(chatCompletions: .object(usage)) }
    }

    private mutating func learnMetadata(from object: JSONObject) {
        responseMetadata.id = responseMetadata.id ?? object["id"]?.nonEmptyString
        responseMetadata.model = responseMetadata.model ?? object["model"]?.nonEmptyString
        if responseMetadata.createdAt == nil, let created = object["created"]?.doubleValue, created > 0 {
            responseMetadata.createdAt = Date(timeIntervalSince1970: created)
        }
    }

    /// Keeps what the response says of itself. A field that nobody knows is passed on once.
    private mutating func takeFields(of object: JSONObject, into parts: inout PartAssembler) {
        for (key, value) in object where !Self.ownFields.contains(key) && !value.isNull {
            if Self.responseFields.contains(key) {
                if value != "" { responseFields[key] = value }
            } else if unknownFields.insert(key).inserted {
                parts.addUnknown(type: key, json: value)
            }
        }
    }

    /// Fields that are read, or that only pad a chunk (`obfuscation` at OpenAI, `p` at Mistral).
    private static let ownFields: Set<String> = [
        "id", "object", "created", "model", "choices", "usage", "error", "obfuscation", "p",
    ]

    /// What vendors say of a response beyond OpenAI's fields.
    private static let responseFields: Set<String> = [
        "citations", "copilot_usage", "cost", "generationId", "kv_transfer_params", "latency_checkpoint", "metrics",
        "moderation", "prompt_filter_results", "prompt_logprobs", "prompt_text", "prompt_token_ids", "provider",
        "provider_metadata", "related_questions", "request_id", "search_info", "search_results", "service_tier",
        "system_fingerprint", "time_info", "timings", "usage_breakdown", "venice_parameters", "web_search", "x_groq",
    ]
}

extension JSONValue {
    /// Whether an event reports a failure: an error object, or a flat one as Mistral, vLLM and FastAPI send it.
    fileprivate var isChatFailure: Bool {
        switch self["error"] {
        case .object(let error)?: return !error.isEmpty
        case .string(let text)?: return !text.isEmpty
        case .null?, nil: break
        default: return self["error"] != false
        }
        guard self["choices"] == nil else { return false }
        if self["object"] == "error" || self["type"] == "error" { return true }
        return self["object"] == nil && (self["message"]?.nonEmptyString != nil || self["detail"]?.nonNull != nil)
    }
}
