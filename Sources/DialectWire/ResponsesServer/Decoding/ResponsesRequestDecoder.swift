public import Dialect

/// Reads what clients of the Responses dialect send.
///
/// Unknown fields are kept in ``ResponsesServerRequest/body`` and otherwise ignored. What is wrong is refused with an
/// error that names the parameter, in OpenAI's words.
public struct ResponsesRequestDecoder: Sendable {
    public init() {}

    /// Reads the body of `POST …/responses`.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` with code `invalidRequest`.
    public func decode(httpBody bytes: UnsafeRawBufferPointer) throws(LanguageModelError) -> ResponsesServerRequest {
        let body: JSONObject
        do {
            body = try RequestField(JSONValue(parsing: bytes)).object()
        } catch let error as LanguageModelError {
            throw error
        } catch {
            throw .invalid(
                "We could not parse the JSON body of your request: \(error).", parameter: nil, code: nil)
        }
        return try decode(body, isWebSocket: false)
    }

    /// Reads a message of a WebSocket: a `response.create` event, its fields beside `type` or nested in `response`.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` with code `invalidRequest`.
    public func decode(webSocketMessage bytes: UnsafeRawBufferPointer) throws(LanguageModelError)
        -> ResponsesServerRequest
    {
        let event = try Self.event(bytes)
        let type = try event.required("type")
        guard try type.string() == "response.create" else { throw type.wrongValue(supported: ["response.create"]) }
        return try decode(try Self.createBody(event), isWebSocket: true)
    }

    /// Reads a message of a WebSocket, whatever it is.
    ///
    /// - Parameter acceptsLanes: False ignores `stream_id`, as services without lanes do.
    package func message(_ bytes: UnsafeRawBufferPointer, acceptsLanes: Bool = true) -> ResponsesClientMessage {
        let event: RequestField
        do throws(LanguageModelError) {
            event = try Self.event(bytes)
        } catch {
            return ResponsesClientMessage(content: .invalid(error))
        }
        var lane: String?
        do throws(LanguageModelError) {
            if acceptsLanes { lane = try streamID(event["stream_id"] ?? event["response"]?["stream_id"]) }
            let type = try event.required("type")
            switch try type.string() {
            case "response.create":
                var body = try Self.createBody(event)
                if !acceptsLanes { body["stream_id"] = nil }
                return ResponsesClientMessage(lane: lane, content: .create(try decode(body, isWebSocket: true)))
            case "response.steer": return ResponsesClientMessage(lane: lane, content: .steer(ReceivedSteer(event)))
            default: throw type.wrongValue(supported: ["response.create", "response.steer"])
            }
        } catch {
            return ResponsesClientMessage(lane: lane, content: .invalid(error))
        }
    }

    private static func event(_ bytes: UnsafeRawBufferPointer) throws(LanguageModelError) -> RequestField {
        do {
            let event = RequestField(try JSONValue(parsing: bytes))
            _ = try event.object()
            return event
        } catch let error as LanguageModelError {
            throw error
        } catch {
            throw .invalid("We could not parse the JSON of your event: \(error).", parameter: nil, code: nil)
        }
    }

    private static func createBody(_ event: RequestField) throws(LanguageModelError) -> JSONObject {
        var body = try event.object()
        body["type"] = nil
        guard let nested = event["response"] else { return body }
        body = try nested.object()
        // Routing stands beside the nested body.
        for key in ["stream_id", "generate"] where body[key] == nil { body[key] = event.value[key] }
        return body
    }

    private func decode(_ object: JSONObject, isWebSocket: Bool) throws(LanguageModelError) -> ResponsesServerRequest {
        let body = RequestField(.object(object))
        let model = try body.required("model").string()
        let previous = try body["previous_response_id"]?.string()
        let generates = isWebSocket ? try body["generate"]?.bool() ?? true : true
        let items = try inputItems(body, isOptional: previous != nil || !generates)
        let streaming = try body["stream"]?.bool() ?? false
        return ResponsesServerRequest(
            request: ModelRequest(
                messages: try InputDecoder.messages(of: items, instructions: object["instructions"]),
                tools: try ToolDecoder.tools(body["tools"]),
                toolChoice: try ToolDecoder.choice(body["tool_choice"]),
                outputFormat: try outputFormat(body["text"]), options: try options(body),
                providerOptions: OwnOptionsDecoder.options(body)),
            model: model, isStreaming: isWebSocket || streaming, isStored: try body["store"]?.bool() ?? true,
            previousResponseID: previous, generates: generates,
            streamID: isWebSocket ? try streamID(body["stream_id"]) : nil, input: items, body: object)
    }

    private func inputItems(_ body: RequestField, isOptional: Bool) throws(LanguageModelError) -> [JSONValue] {
        if isOptional, body["input"] == nil { return [] }
        let input = try body.required("input")
        if let text = input.value.stringValue {
            return [
                ["type": "message", "role": "user", "content": [["type": "input_text", "text": .string(text)]]]
            ]
        }
        guard let items = input.value.arrayValue else { throw input.wrongType("one of a string or array") }
        return items
    }

    private func options(_ body: RequestField) throws(LanguageModelError) -> GenerationOptions {
        var options = GenerationOptions()
        options.maxOutputTokens = try body["max_output_tokens"]?.int()
        options.temperature = try body["temperature"]?.double()
        options.topP = try body["top_p"]?.double()
        options.presencePenalty = try body["presence_penalty"]?.double()
        options.frequencyPenalty = try body["frequency_penalty"]?.double()
        options.parallelToolCalls = try body["parallel_tool_calls"]?.bool()
        if let effort = try body["reasoning"]?["effort"]?.string() {
            options.reasoningEffort = GenerationOptions.ReasoningEffort(effort)
        }
        return options
    }

    private func outputFormat(_ text: RequestField?) throws(LanguageModelError) -> OutputFormat {
        guard let format = text?["format"] else { return .text }
        let type = try format.required("type")
        switch try type.string() {
        case "text": return .text
        case "json_object": return .json
        case "json_schema":
            return .jsonSchema(
                JSONSchemaFormat(
                    name: try format.required("name").string(),
                    schema: .object(try format.required("schema").object()),
                    description: try format["description"]?.string(), strict: try format["strict"]?.bool()))
        default: throw type.wrongValue(supported: ["json_object", "json_schema", "text"])
        }
    }

    private func streamID(_ field: RequestField?) throws(LanguageModelError) -> String? {
        guard let field else { return nil }
        let name = try field.string()
        guard Self.isLawful(streamID: name) else {
            throw .invalid(
                "Invalid 'stream_id': expected 1 to 256 characters of A-Z, a-z, 0-9, '_', '.' and '-'.",
                parameter: "stream_id", code: "invalid_stream_id")
        }
        return name
    }

    private static func isLawful(streamID name: String) -> Bool {
        (1...256).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
