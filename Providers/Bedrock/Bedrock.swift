public import Dialect

/// Amazon Bedrock's own options, metadata and content.
///
/// ```swift
/// request.providerOptions[Bedrock.self].guardrail = .init(id: "fytaiyvapuzp", version: "1")
/// request.messages[0].content.append(Bedrock.cachePoint())
/// ```
public enum Bedrock: ProviderNamespace {
    public typealias Options = BedrockOptions
    public typealias Metadata = BedrockMetadata

    public static let name = "bedrock"
}

extension Bedrock {
    /// Ends a part of the prompt that is to be cached; put it behind the content, in a message or the instructions.
    ///
    /// - Parameter ttl: How long the cache lives: `5m`, which is the default, or `1h` (Amazon's "Prompt caching").
    public static func cachePoint(ttl: String? = nil) -> ContentPart {
        item("cachePoint", cachePointJSON(ttl: ttl))
    }

    /// Ends the tools that are to be cached; put it behind them.
    public static func toolCachePoint(ttl: String? = nil) -> ToolDeclaration {
        .provider(
            ProviderTool(
                provider: name, type: "cachePoint", configuration: cachePointJSON(ttl: ttl).objectValue ?? [:]))
    }

    /// Text that the guardrail assesses; where a message has any, only such content is assessed.
    ///
    /// - Parameter qualifiers: `grounding_source`, `query`, `guard_content`, for the check of contextual grounding.
    public static func guardContent(_ text: String, qualifiers: [String] = []) -> ContentPart {
        var content: JSONObject = ["text": .string(text)]
        if !qualifiers.isEmpty { content["qualifiers"] = .array(qualifiers.map(JSONValue.string)) }
        return item("guardContent", ["text": .object(content)])
    }

    /// A passage that a search of the app found, which the model can cite.
    ///
    /// - Parameters:
    ///   - source: Where it was found: a URL or another name.
    ///   - isCited: Whether the model should cite it.
    public static func searchResult(
        source: String, title: String, passages: [String], isCited: Bool = true
    ) -> ContentPart {
        item(
            "searchResult",
            [
                "source": .string(source), "title": .string(title),
                "content": .array(passages.map { ["text": .string($0)] }), "citations": ["enabled": .bool(isCited)],
            ])
    }

    /// A tool that Bedrock runs itself: `nova_code_interpreter`, `nova_grounding`.
    public static func systemTool(_ toolName: String) -> ToolDeclaration {
        .provider(
            ProviderTool(
                provider: name, type: "systemTool", name: toolName, configuration: ["name": .string(toolName)]))
    }

    static func cachePointJSON(ttl: String?) -> JSONValue {
        var point: JSONObject = ["type": "default"]
        point["ttl"] = ttl.map(JSONValue.string)
        return .object(point)
    }

    private static func item(_ type: String, _ json: JSONValue) -> ContentPart {
        .providerItem(ProviderItem(provider: name, type: type, json: .object([type: json])))
    }
}
