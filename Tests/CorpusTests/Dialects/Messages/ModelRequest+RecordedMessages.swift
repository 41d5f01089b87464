import Dialect
import DialectAnthropic
import DialectWire
import Foundation

extension ModelRequest {
    /// Says a recorded request as an app would: messages, tools and settings in the common vocabulary, the vendor's
    /// own settings as typed options, and what has no type as `extraBody`.
    init(recordedMessages body: JSONValue, dialect: MessagesDialect) throws {
        let reader = RecordedMessagesReader(dialect: dialect)
        var messages: [Message] = []
        if let system = body["system"] {
            messages.append(Message(role: .system, content: try reader.parts(of: system, calls: [:])))
        }
        var calls: [String: String] = [:]
        for message in body["messages"]?.arrayValue ?? [] {
            messages.append(try reader.message(message, calls: &calls))
        }
        self.init(messages: messages)
        tools = (body["tools"]?.arrayValue ?? []).map { reader.tool($0) }
        options.maxOutputTokens = body["max_tokens"]?.intValue
        options.temperature = body["temperature"]?.doubleValue
        options.topP = body["top_p"]?.doubleValue
        options.topK = body["top_k"]?.intValue
        options.stopSequences = body["stop_sequences"]?.arrayValue?.compactMap(\.stringValue)
        if let choice = body["tool_choice"], choice["type"] != nil {
            options.parallelToolCalls = choice["disable_parallel_tool_use"]?.boolValue.map { !$0 }
            toolChoice =
                switch choice["type"]?.stringValue {
                case "any": .required
                case "none": ToolChoice.none
                case "tool": .tool(choice["name"]?.stringValue ?? "")
                default: .auto
                }
        }
        providerOptions[raw: dialect.provider] = try JSONValue(encoding: reader.options(of: body))
        if let format = body["output_config"]?["format"], let schema = format["schema"] {
            outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: schema))
        }
    }
}

/// Reads recorded requests of the Messages API.
struct RecordedMessagesReader {
    let dialect: MessagesDialect

    func options(of body: JSONValue) -> MessagesOptions {
        var options = MessagesOptions()
        if let thinking = body["thinking"], let type = thinking["type"]?.stringValue {
            options.thinking = .init(
                type: type, budgetTokens: thinking["budget_tokens"]?.intValue,
                display: thinking["display"]?.stringValue)
        }
        options.effort = body["output_config"]?["effort"]?.stringValue.map { .init($0) }
        options.taskBudgetTokens = body["output_config"]?["task_budget"]?["total"]?.intValue
        options.cacheControl = body["cache_control"].flatMap { cacheControl($0) }
        options.container = body["container"]
        options.contextManagement = body["context_management"]
        options.userID = body["metadata"]?["user_id"]?.stringValue
        options.serviceTier = body["service_tier"]?.stringValue.map { .init($0) }
        let typed: Set<String> = [
            "model", "messages", "system", "tools", "tool_choice", "max_tokens", "temperature", "top_p", "top_k",
            "stop_sequences", "stream", "thinking", "output_config", "cache_control", "container",
            "context_management", "metadata", "service_tier", "anthropic_version",
        ]
        var extra = JSONObject()
        for (key, value) in body.objectValue ?? JSONObject() where !typed.contains(key) && !value.isNull {
            extra[key] = value
        }
        if !extra.isEmpty { options.extraBody = extra }
        return options
    }

    private func cacheControl(_ json: JSONValue) -> MessagesCacheControl? {
        json["type"] == nil ? nil : MessagesCacheControl(ttl: json["ttl"]?.stringValue)
    }

    private func metadata(of block: JSONValue) -> ProviderMetadata {
        var metadata = ProviderMetadata()
        guard let control = block["cache_control"].flatMap({ cacheControl($0) }) else { return metadata }
        metadata[raw: dialect.provider] = try? JSONValue(encoding: MessagesMetadata(cacheControl: control))
        return metadata
    }

    // MARK: Messages

    /// A message; what the model once said is read by the parser that would have read it then.
    func message(_ json: JSONValue, calls: inout [String: String]) throws -> Message {
        guard json["role"] == "assistant" else {
            let role = Message.Role(json["role"]?.stringValue ?? "user")
            return Message(role: role, content: try parts(of: json["content"] ?? .null, calls: calls))
        }
        guard let blocks = json["content"]?.arrayValue else { return .assistant(json["content"]?.stringValue ?? "") }
        let body: JSONValue = ["type": "message", "content": .array(blocks), "stop_reason": "end_turn"]
        let outcome = Outcome(
            events: [body.jsonBytes()], parser: MessagesEventParser(dialect: dialect),
            model: ModelID(provider: dialect.provider, model: "model"))
        for call in outcome.response.toolCalls { calls[call.id] = call.name }
        return outcome.response.message
    }

    func parts(of content: JSONValue, calls: [String: String]) throws -> [ContentPart] {
        if let text = content.stringValue { return [.text(text)] }
        return try (content.arrayValue ?? []).map { block in
            switch block["type"]?.stringValue {
            case "text": .text(block["text"]?.stringValue ?? "", metadata: metadata(of: block))
            case "image": .image(media(block))
            case "document": .file(media(block))
            case "container_upload":
                .file(Media(.fileID(block["file_id"]?.stringValue ?? ""), mediaType: "application/octet-stream"))
            case "tool_result": .toolResult(try result(block, calls: calls))
            case let type:
                .providerItem(ProviderItem(provider: dialect.provider, type: type ?? "", json: block))
            }
        }
    }

    private func result(_ block: JSONValue, calls: [String: String]) throws -> ToolResult {
        let id = block["tool_use_id"]?.stringValue ?? ""
        let parts = try parts(of: block["content"] ?? .null, calls: calls)
        let isError = block["is_error"]?.boolValue ?? false
        let text = Message(role: .tool, content: parts).text
        return ToolResult(
            callID: id, name: calls[id] ?? "", output: isError ? .error(text) : .content(parts),
            metadata: metadata(of: block))
    }

    private func media(_ block: JSONValue) -> Media {
        let source = block["source"] ?? .null
        let type = source["media_type"]?.stringValue ?? (block["type"] == "image" ? "image/png" : "application/pdf")
        let text = source["data"]?.stringValue ?? ""
        let location: Media.Location =
            switch source["type"]?.stringValue {
            case "url": .url(source["url"]?.stringValue ?? "")
            case "file": .fileID(source["file_id"]?.stringValue ?? "")
            case "text": .data(Data(text.utf8))
            default: .data(Data(base64Encoded: text) ?? Data())
            }
        var metadata = metadata(of: block)
        if let isCited = block["citations"]?["enabled"]?.boolValue {
            metadata[raw: dialect.provider] = ["citations": .bool(isCited)]
        }
        return Media(location, mediaType: type, filename: block["title"]?.stringValue, metadata: metadata)
    }

    // MARK: Tools

    func tool(_ json: JSONValue) -> ToolDeclaration {
        var rest = json.objectValue ?? JSONObject()
        for key in ["type", "name"] { rest[key] = nil }
        let name = json["name"]?.stringValue ?? ""
        if let type = json["type"]?.stringValue, type != "custom" {
            return .provider(ProviderTool(provider: dialect.provider, type: type, name: name, configuration: rest))
        }
        for key in ["description", "input_schema", "strict"] { rest[key] = nil }
        var tool = FunctionTool(
            name: name, description: json["description"]?.stringValue,
            inputSchema: json["input_schema"] ?? .object(JSONObject()), strict: json["strict"]?.boolValue)
        if !rest.isEmpty { tool.providerOptions[raw: dialect.provider] = .object(rest) }
        return .function(tool)
    }
}
