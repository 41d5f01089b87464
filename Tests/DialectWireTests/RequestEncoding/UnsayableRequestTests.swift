import Dialect
import DialectWire
import Testing

/// What cannot be said at all, and what is said with a warning.
@Suite struct UnsayableRequestTests {
    private func refusal(_ request: ModelRequest, model: String = "m") -> LanguageModelError? {
        #expect(throws: LanguageModelError.self) { try ResponsesRequestEncoder().encode(request, model: model) }
    }

    @Test(arguments: [[Message](), [.user("")], [.user([])], [.system(""), .user("")]])
    func anEmptyPromptIsRefused(_ messages: [Message]) throws {
        let error = refusal(ModelRequest(messages: messages))
        #expect(error?.code == .invalidRequest)
        #expect(error?.details.parameter == "messages")
        #expect(error?.provider == "openai")
        // What the server holds may be continued by nothing.
        let chained = try ModelRequest(messages: messages).with { $0.previousResponseID = "resp_1" }
        #expect(throws: Never.self) { try chained.encoded() }
        let stored = try ModelRequest(messages: messages).with { $0.extraBody = ["prompt": ["id": "pmpt_1"]] }
        #expect(throws: Never.self) { try stored.encoded() }
    }

    @Test func anEmptyModelIsRefused() {
        #expect(refusal("Hi", model: "")?.details.parameter == "model")
        #expect(refusal("Hi", model: "")?.code == .invalidRequest)
    }

    @Test(arguments: [JSONValue.null, true, "object", [], 7])
    func aSchemaMustBeAnObject(_ schema: JSONValue) {
        var request: ModelRequest = "Hi"
        request.tools = [.function(FunctionTool(name: "f", inputSchema: schema))]
        #expect(refusal(request)?.code == .invalidRequest)
        #expect(refusal(request)?.message.contains("\"f\"") == true)
        #expect(refusal(request)?.details.parameter == "tools")
        request.tools = []
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "city", schema: schema))
        #expect(refusal(request)?.code == .invalidRequest)
        #expect(refusal(request)?.message.contains("\"city\"") == true)
        #expect(refusal(request)?.details.parameter == "outputFormat")
    }

    @Test func optionsOfAnotherShapeAreRefused() {
        var request: ModelRequest = "Hi"
        request.providerOptions[raw: "openai"] = ["store": "yes"]
        #expect(refusal(request)?.code == .invalidRequest)
        #expect(refusal(request)?.underlying != nil)
    }

    @Test func settingsThatDoNotExistAreWarnings() throws {
        var request: ModelRequest = "Hi"
        request.options = GenerationOptions(
            topK: 1, stopSequences: ["x"], seed: 2, presencePenalty: 0, frequencyPenalty: 0.5)
        #expect(
            try request.encoded().warningLines == [
                "unsupportedSetting topK", "unsupportedSetting stopSequences", "unsupportedSetting seed",
                "unsupportedSetting presencePenalty", "unsupportedSetting frequencyPenalty",
            ])
        #expect(try request.body() == ModelRequest("Hi").body())
        request.options = GenerationOptions(stopSequences: [])
        #expect(try request.encoded().warnings == [])
    }
}
