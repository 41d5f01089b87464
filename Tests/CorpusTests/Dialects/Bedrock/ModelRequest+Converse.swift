import Dialect
import Foundation

@testable import DialectBedrock

extension ModelRequest {
    /// Says a recorded request as an app would: messages, tools and settings in the common vocabulary, Bedrock's own
    /// settings as typed options.
    init(converse body: JSONValue) throws {
        self.init(messages: [])
        let system = body["system"]?.arrayValue ?? []
        if !system.isEmpty { messages.append(Message(role: .system, content: system.map(Self.common))) }
        var names: [String: String] = [:]
        for message in body["messages"]?.arrayValue ?? [] {
            let content = message["content"]?.arrayValue ?? []
            for call in content.compactMap({ $0["toolUse"] }) {
                names[call["toolUseId"]?.stringValue ?? ""] = call["name"]?.stringValue
            }
            let isAnswer = message["role"] == "assistant"
            messages.append(
                Message(
                    role: isAnswer ? .assistant : .user,
                    content: content.map { isAnswer ? Self.answer($0, names) : Self.input($0, names) }))
        }
        for tool in body["toolConfig"]?["tools"]?.arrayValue ?? [] { tools.append(try Self.tool(tool)) }
        let choice = body["toolConfig"]?["toolChoice"]
        toolChoice = choice?["auto"] != nil ? .auto : choice?["any"] != nil ? .required : nil
        if let name = choice?["tool"]?["name"]?.stringValue { toolChoice = .tool(name) }
        if let schema = body["outputConfig"]?["textFormat"]?["structure"]?["jsonSchema"],
            let name = schema["name"]?.stringValue, let text = schema["schema"]?.stringValue
        {
            outputFormat = .jsonSchema(
                JSONSchemaFormat(
                    name: name, schema: try JSONValue(parsing: text), description: schema["description"]?.stringValue))
        }
        readSettings(body)
    }

    private mutating func readSettings(_ body: JSONValue) {
        let config = body["inferenceConfig"]
        options.maxOutputTokens = config?["maxTokens"]?.intValue
        options.temperature = config?["temperature"]?.doubleValue
        options.topP = config?["topP"]?.doubleValue
        options.stopSequences = config?["stopSequences"]?.arrayValue?.compactMap(\.stringValue)
        var own = BedrockOptions()
        own.additionalModelRequestFields = body["additionalModelRequestFields"]?.objectValue
        own.serviceTier = body["serviceTier"]?["type"]?.stringValue.map { .init($0) }
        own.latency = body["performanceConfig"]?["latency"]?.stringValue
        if let guardrail = body["guardrailConfig"], let id = guardrail["guardrailIdentifier"]?.stringValue,
            let version = guardrail["guardrailVersion"]?.stringValue
        {
            own.guardrail = .init(
                id: id, version: version, trace: guardrail["trace"]?.stringValue,
                streamProcessingMode: guardrail["streamProcessingMode"]?.stringValue)
        }
        if own != BedrockOptions() { providerOptions[Bedrock.self] = own }
    }

    // MARK: Content

    /// Blocks that may stand anywhere.
    private static func common(_ block: JSONValue) -> ContentPart {
        if let text = block["text"]?.stringValue { return .text(text) }
        if let image = block["image"], let media = media(image, "image/") { return .image(media) }
        if let video = block["video"], let media = media(video, "video/") { return .file(media) }
        if let document = block["document"], var media = media(document, "") {
            let types = ["txt": "text/plain", "pdf": "application/pdf", "md": "text/markdown", "csv": "text/csv"]
            media.mediaType = types[media.mediaType] ?? media.mediaType
            media.filename = document["name"]?.stringValue
            return .file(media)
        }
        return .providerItem(
            ProviderItem(provider: Bedrock.name, type: block.objectValue?.keys.first ?? "", json: block))
    }

    private static func media(_ json: JSONValue, _ prefix: String) -> Media? {
        guard let format = json["format"]?.stringValue else { return nil }
        let type = format.hasPrefix(prefix) ? format : prefix + format
        if let uri = json["source"]?["s3Location"]?["uri"]?.stringValue { return Media(.url(uri), mediaType: type) }
        guard let text = json["source"]?["bytes"]?.stringValue, let data = Data(base64Encoded: text) else { return nil }
        return Media(data: data, mediaType: type)
    }

    private static func input(_ block: JSONValue, _ names: [String: String]) -> ContentPart {
        guard let result = block["toolResult"] else { return common(block) }
        let id = result["toolUseId"]?.stringValue ?? ""
        let content = result["content"]?.arrayValue ?? []
        let output: ToolOutput =
            if content.count == 1, let json = content[0]["json"] { .json(json) } else { .content(content.map(common)) }
        var metadata = ProviderMetadata()
        if let status = result["status"] { metadata[raw: Bedrock.name] = ["status": status] }
        return .toolResult(ToolResult(callID: id, name: names[id] ?? "", output: output, metadata: metadata))
    }

    /// What a model once said, as an app holds it.
    private static func answer(_ block: JSONValue, _ names: [String: String]) -> ContentPart {
        if let call = block["toolUse"] {
            let isServers = call["type"] == "server_tool_use"
            var metadata = ProviderMetadata()
            if isServers { metadata[raw: Bedrock.name] = ["type": "server_tool_use"] }
            return .toolCall(
                ToolCall(
                    id: call["toolUseId"]?.stringValue ?? "", name: call["name"]?.stringValue ?? "",
                    arguments: (call["input"] ?? [:]).jsonText, isProviderExecuted: isServers, metadata: metadata))
        }
        if let result = block["toolResult"] {
            let id = result["toolUseId"]?.stringValue ?? ""
            var metadata = ProviderMetadata()
            metadata[raw: Bedrock.name] = ["toolResult": result]
            return .toolResult(
                ToolResult(
                    callID: id, name: names[id] ?? "", output: .json(result["content"] ?? []),
                    isProviderExecuted: true, metadata: metadata))
        }
        guard let reasoning = block["reasoningContent"] else { return common(block) }
        var metadata = ProviderMetadata()
        if let redacted = reasoning["redactedContent"] { metadata[raw: Bedrock.name] = ["redactedContent": redacted] }
        if let signature = reasoning["reasoningText"]?["signature"] {
            metadata[raw: Bedrock.name] = ["signature": signature]
        }
        return .reasoning(reasoning["reasoningText"]?["text"]?.stringValue ?? "", metadata: metadata)
    }

    // MARK: Tools

    private static func tool(_ json: JSONValue) throws -> ToolDeclaration {
        if let specification = json["toolSpec"] {
            return .function(
                FunctionTool(
                    name: specification["name"]?.stringValue ?? "",
                    description: specification["description"]?.stringValue,
                    inputSchema: specification["inputSchema"]?["json"] ?? .null,
                    strict: specification["strict"]?.boolValue))
        }
        if let name = json["systemTool"]?["name"]?.stringValue { return Bedrock.systemTool(name) }
        return Bedrock.toolCachePoint(ttl: json["cachePoint"]?["ttl"]?.stringValue)
    }
}
