import Dialect
import DialectWire
import Foundation

extension ModelRequest {
    /// Says a recorded request as an app would: messages, tools and settings in the common vocabulary, and what has no
    /// type as `extraBody`.
    init(recordedChat body: JSONValue, dialect: ChatCompletionsDialect) throws {
        let reader = RecordedChatRequest(dialect: dialect)
        self.init(messages: try (body["messages"]?.arrayValue ?? []).flatMap(reader.messages))
        var rest = body.objectValue ?? JSONObject()
        for key in ["model", "messages", "stream", "stream_options"] { rest[key] = nil }
        tools = try (rest.remove("tools")?.arrayValue ?? []).map(reader.tool)
        if let choice = rest["tool_choice"].flatMap(reader.toolChoice) {
            toolChoice = choice
            rest["tool_choice"] = nil
        }
        if let format = rest["response_format"].flatMap(reader.outputFormat) {
            outputFormat = format
            rest["response_format"] = nil
        }
        reader.readSettings(&rest, into: &options)
        var own = ChatCompletionsOptions()
        own.logprobs = rest.remove("logprobs")?.boolValue
        own.topLogprobs = rest.remove("top_logprobs")?.intValue
        own.serviceTier = rest.remove("service_tier")?.stringValue
        own.user = rest.remove("user")?.stringValue
        own.webSearchOptions = rest.remove("web_search_options")
        if !rest.isEmpty { own.extraBody = rest }
        providerOptions[raw: dialect.namespace] = try JSONValue(encoding: own)
    }
}

/// A recorded form that an app cannot say.
struct UnsayableChat: Error {
    var what: JSONValue
}

struct RecordedChatRequest {
    let dialect: ChatCompletionsDialect

    // MARK: Messages

    func messages(_ json: JSONValue) throws -> [Message] {
        switch json["role"]?.stringValue {
        case "assistant":
            // Read by the parser that would have read it then, so that it comes back as an app holds it.
            let body: JSONValue = ["choices": [["index": 0, "message": json]]]
            let outcome = Outcome(
                events: [body.jsonBytes()], parser: ChatCompletionsParser(dialect: dialect),
                model: ModelID(provider: dialect.provider, model: "model"))
            if let error = outcome.error { throw error }
            return [outcome.response.message]
        case "tool":
            let parts = try content(json["content"])
            let isText = json["content"]?.stringValue != nil
            return [
                .tool([
                    ToolResult(
                        callID: json["tool_call_id"]?.stringValue ?? "", name: "",
                        output: isText ? .text(Message(role: .tool, content: parts).text) : .content(parts))
                ])
            ]
        case let role?: return [Message(role: Message.Role(role), content: try content(json["content"]))]
        case nil: throw UnsayableChat(what: json)
        }
    }

    private func content(_ json: JSONValue?) throws -> [ContentPart] {
        if let text = json?.stringValue { return [.text(text)] }
        return try (json?.arrayValue ?? []).map(part)
    }

    private func part(_ json: JSONValue) throws -> ContentPart {
        func metadata(_ known: Set<String>, detail: JSONValue? = nil) -> ProviderMetadata {
            var extra = JSONObject()
            for (key, value) in json.objectValue ?? JSONObject() where !known.contains(key) { extra[key] = value }
            var object = JSONObject()
            if !extra.isEmpty { object["extra"] = .object(extra) }
            object["detail"] = detail
            var metadata = ProviderMetadata()
            if !object.isEmpty { metadata[raw: dialect.namespace] = .object(object) }
            return metadata
        }
        func media(_ url: String, _ type: String, detail: JSONValue? = nil, name: String? = nil) -> Media {
            Media(
                .url(url), mediaType: type, filename: name, metadata: metadata(["type", "image_url"], detail: detail))
        }
        switch json["type"]?.stringValue {
        case "text":
            return .text(json["text"]?.stringValue ?? "", metadata: metadata(["type", "text"]))
        case "image_url":
            guard let url = json["image_url"]?["url"]?.stringValue else { break }
            return .image(media(url, "image/*", detail: json["image_url"]?["detail"]))
        case "video_url":
            guard let url = json["video_url"]?["url"]?.stringValue else { break }
            return .file(Media(.url(url), mediaType: "video/mp4"))
        case "document_url":
            guard let url = json["document_url"]?.stringValue else { break }
            return .file(Media(.url(url), mediaType: "application/pdf"))
        case "input_audio":
            if let url = json["input_audio"]?.stringValue { return .audio(Media(.url(url), mediaType: "audio/*")) }
            guard let base64 = json["input_audio"]?["data"]?.stringValue, let data = Data(base64Encoded: base64),
                let format = json["input_audio"]?["format"]?.stringValue
            else { break }
            return .audio(Media(data: data, mediaType: "audio/\(format)"))
        case "file":
            if let id = json["file"]?["file_id"]?.stringValue {
                return .file(Media(.fileID(id), mediaType: "application/pdf"))
            }
            guard let url = json["file"]?["file_data"]?.stringValue else { break }
            let name = json["file"]?["filename"]?.stringValue
            if let comma = url.firstIndex(of: ","), url.hasPrefix("data:"),
                let data = Data(base64Encoded: String(url[url.index(after: comma)...]))
            {
                let type = url.dropFirst("data:".count).prefix { $0 != ";" }
                return .file(Media(data: data, mediaType: String(type), filename: name))
            }
            return .file(Media(.url(url), mediaType: "application/pdf", filename: name))
        default: break
        }
        throw UnsayableChat(what: json)
    }

    // MARK: Tools

    func tool(_ json: JSONValue) throws -> ToolDeclaration {
        guard let function = json["function"], let name = function["name"]?.stringValue else {
            guard let type = json["type"]?.stringValue else { throw UnsayableChat(what: json) }
            var configuration = json.objectValue ?? JSONObject()
            configuration["type"] = nil
            return .provider(ProviderTool(provider: dialect.provider, type: type, configuration: configuration))
        }
        var tool = FunctionTool(
            name: name, description: function["description"]?.stringValue,
            inputSchema: function["parameters"] ?? [:], strict: function["strict"]?.boolValue)
        var extra = json.objectValue ?? JSONObject()
        for key in ["type", "function"] { extra[key] = nil }
        if !extra.isEmpty { tool.providerOptions[raw: dialect.namespace] = .object(extra) }
        return .function(tool)
    }

    func toolChoice(_ json: JSONValue) -> ToolChoice? {
        switch json.stringValue {
        case "auto": .auto
        case "none": ToolChoice.none
        case let word? where word == dialect.requiredToolChoice: .required
        case nil: json["function"]?["name"]?.stringValue.map(ToolChoice.tool)
        default: nil
        }
    }

    // MARK: Settings

    func outputFormat(_ json: JSONValue) -> OutputFormat? {
        switch json["type"]?.stringValue {
        case "text": return .text
        case "json_object": return .json
        case "json_schema" where dialect.schemaForm == .jsonSchema:
            guard let format = json["json_schema"], let name = format["name"]?.stringValue,
                let schema = format["schema"]
            else { return nil }
            return .jsonSchema(
                JSONSchemaFormat(
                    name: name, schema: schema, description: format["description"]?.stringValue,
                    strict: format["strict"]?.boolValue))
        default: return nil
        }
    }

    /// Takes what has a common name out of the rest; what the vendor is thought not to have stays there.
    func readSettings(_ rest: inout JSONObject, into options: inout GenerationOptions) {
        func take(_ setting: ChatCompletionsDialect.Setting, _ field: String) -> JSONValue? {
            dialect.unsupportedSettings.contains(setting) ? nil : rest.remove(field)
        }
        options.maxOutputTokens = take(.maxOutputTokens, dialect.maxTokensField)?.intValue
        options.temperature = take(.temperature, "temperature")?.doubleValue
        options.topP = take(.topP, "top_p")?.doubleValue
        options.topK = take(.topK, "top_k")?.intValue
        options.stopSequences = take(.stopSequences, "stop")?.arrayValue?.compactMap(\.stringValue)
        options.seed = take(.seed, dialect.seedField)?.intValue
        options.presencePenalty = take(.presencePenalty, "presence_penalty")?.doubleValue
        options.frequencyPenalty = take(.frequencyPenalty, "frequency_penalty")?.doubleValue
        options.parallelToolCalls = take(.parallelToolCalls, "parallel_tool_calls")?.boolValue
        switch dialect.reasoningEffort {
        case .field, .fieldOrDisabled:
            options.reasoningEffort = rest.remove("reasoning_effort")?.stringValue.map { .init($0) }
        case .object:
            guard rest["reasoning"]?.objectValue?.keys == ["effort"] else { break }
            options.reasoningEffort = rest.remove("reasoning")?["effort"]?.stringValue.map { .init($0) }
        case .thinkingSwitch:
            guard rest["thinking"] == ["type": "disabled"] else { break }
            rest["thinking"] = nil
            options.reasoningEffort = GenerationOptions.ReasoningEffort.none
        default: break
        }
    }
}

extension JSONObject {
    fileprivate mutating func remove(_ key: String) -> JSONValue? {
        defer { self[key] = nil }
        return self[key]
    }
}
