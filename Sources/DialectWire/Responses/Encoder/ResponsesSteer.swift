public import Dialect

/// Input that is given to a response under way, as the Responses API takes it over a WebSocket: OpenAI's guide
/// "WebSocket mode", `response.steer`.
public enum ResponsesSteer {
    /// The event that steers a response.
    ///
    /// - Parameter previousResponseID: The response under way. The lane follows from it, and is not named.
    public static func event(previousResponseID: String, input: [JSONValue]) -> [UInt8] {
        JSONValue.object([
            "input": .array(input), "previous_response_id": .string(previousResponseID), "type": "response.steer",
        ]).jsonBytes()
    }

    /// The items of the user's messages.
    ///
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for content that cannot be said in this place.
    public static func input(
        of messages: [Message], dialect: ResponsesDialect = .openAI
    ) throws(LanguageModelError) -> [JSONValue] {
        var encoder = ResponsesInputEncoder(dialect: dialect, isStored: true)
        for message in messages { encoder.append(message) }
        guard encoder.warnings.isEmpty, !encoder.items.isEmpty, encoder.items.allSatisfy({ $0["role"] == "user" })
        else {
            let reason =
                encoder.warnings.first?.message ?? "Only messages of the user, with text, images or files, can."
            throw .invalidRequest(
                "A response cannot be steered by this input. \(reason)", parameter: "input", provider: dialect.provider)
        }
        return encoder.items
    }

    /// Passes the server's answer to steering on to the app.
    ///
    /// - Returns: What to go on with in place of the event: OpenAI's acceptance names ids only, and the turn and the
    ///   parser want to know what was accepted. Nil for every other event.
    public static func relay(
        _ event: UnsafeRawBufferPointer, to steering: ResponseSteering, dialect: ResponsesDialect = .openAI
    ) -> [UInt8]? {
        guard let type = ResponsesEventHead.type(of: event),
            type.equals("response.steer.accepted") || type.equals("response.steer.failed"),
            var json = try? JSONValue(parsing: event)
        else { return nil }
        let id = json["steer"]?["id"]?.stringValue
        guard type.equals("response.steer.accepted") else {
            steering.failed(id: id, error(json, dialect: dialect))
            return nil
        }
        guard let messages = steering.accepted(id: id), json["steer"]?["input"]?.arrayValue == nil,
            let input = try? input(of: messages, dialect: dialect)
        else { return nil }
        var steer = json["steer"]?.objectValue ?? JSONObject()
        steer["input"] = .array(input)
        json["steer"] = .object(steer)
        return json.jsonBytes()
    }

    private static func error(_ event: JSONValue, dialect: ResponsesDialect) -> LanguageModelError {
        var error = LanguageModelError(responsesError: event, provider: dialect.provider)
        // None of the codes says that the server was at fault: the input came too late, or was too much of it.
        if error.code == .server { error.code = .invalidRequest }
        error.replaySafety = .safe
        error.message = "The server did not take the input: " + error.message
        return error
    }
}
