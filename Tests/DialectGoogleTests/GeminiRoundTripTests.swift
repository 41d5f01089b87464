import Dialect
import DialectGoogle
import Testing

/// What a model said goes back as it came, and what another said in a form that Google takes.
@Suite struct GeminiRoundTripTests {
    private func parts(after response: ModelResponse, results: [ToolResult] = []) throws -> JSONValue? {
        var messages: [Message] = [.user("Go."), response.message]
        if !results.isEmpty { messages.append(.tool(results)) }
        let body = try GeminiRequestEncoder().encode(ModelRequest(messages: messages), model: "gemini-3-pro").body
        return try JSONValue(parsing: body)["contents"]
    }

    /// Parts as Google sends them, the members of each in order of their names.
    static let said = [
        #"{"text":"Hm.","thought":true},{"text":"Hello"}"#,
        #"{"text":"A","thoughtSignature":"c2ln"},{"text":"B"},{"text":"","thoughtSignature":"bGFzdA=="}"#,
        #"{"functionCall":{"name":"add","args":{"b":3,"a":2}},"thoughtSignature":"c2ln"},{"functionCall":{"name":"sub","args":{}}}"#,
        #"{"functionCall":{"id":"x","name":"add","args":{"a":2}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"y","name":"add","args":{}}}"#,
        #"{"executableCode":{"code":"print(1)","language":"PYTHON"},"thoughtSignature":"c2ln"},{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}},{"text":"One."}"#,
        #"{"thoughtSignature":"c2ln","toolCall":{"args":{},"id":"t","toolType":"FILE_SEARCH"}},{"thoughtSignature":"c2ln","toolResponse":{"id":"t","toolType":"FILE_SEARCH"}},{"text":"Ok"}"#,
        #"{"inlineData":{"mimeType":"image/png","data":"AQID"},"thoughtSignature":"c2ln"}"#,
        #"{"hologram":{"x":1}}"#,
    ]

    @Test("what Google said goes back as it came", arguments: said)
    func verbatim(_ said: String) throws {
        let response = GeminiParsed(GeminiParsed.chunk(said, finish: "STOP")).response
        let expected = try JSONValue(parsing: "[\(said)]")
        #expect(try parts(after: response)?[1]?["parts"] == expected)
        let saved = try JSONValue(encoding: response).decode(ModelResponse.self)
        #expect(try parts(after: saved)?[1]?["parts"] == expected)
    }

    /// Gemini 3 refuses a first call without a signature, and older models make such calls.
    @Test(
        "a call without a signature gets one that stands in", arguments: ["gemini-2.5-pro", "gemini-3-pro"],
        [#""id":"x","#, ""])
    func standIn(_ model: String, _ id: String) throws {
        let said = GeminiParsed.chunk(#"{"functionCall":{\#(id)"name":"add","args":{}}}"#, finish: "STOP")
        let request = ModelRequest(messages: [.user("Go."), GeminiParsed(said).response.message])
        let body = try JSONValue(parsing: GeminiRequestEncoder().encode(request, model: model).body)
        let signature = body["contents"]?[1]?["parts"]?[0]?["thoughtSignature"]
        if model == "gemini-3-pro" {
            #expect(signature == "skip_thought_signature_validator")
        } else {
            #expect(signature == nil)
        }
    }

    @Test func anIDThatGoogleDidNotGiveIsNotSent() throws {
        let response = GeminiParsed(
            GeminiParsed.chunk(#"{"functionCall":{"name":"add","args":{"a":2}}}"#, finish: "STOP")
        ).response
        let call = try #require(response.toolCalls.first)
        let sent = try parts(after: response, results: [ToolResult(callID: call.id, name: "", output: "2")])
        #expect(sent?[2]?["parts"] == [["functionResponse": ["name": "add", "response": ["output": "2"]]]])
    }

    @Test func whatOthersSaidIsAdaptedOrLeftOut() throws {
        var metadata = ProviderMetadata()
        metadata[raw: "openai"] = ["itemID": "i"]
        let custom = ToolCall(id: "b", name: "sql", arguments: "select 1", kind: .custom)
        let computer = ToolCall(id: "c", name: "computer", arguments: "{}x", kind: ToolKind("computer"))
        let content: [ContentPart] = [
            .reasoning("Hm.", metadata: metadata), "Hello",
            .toolCall(ToolCall(id: "a", name: "add", arguments: "{}", metadata: metadata)), .toolCall(custom),
            .toolCall(computer), .source(Source(kind: .url, url: "https://a.example")),
            .toolCall(ToolCall(id: "w", name: "web_search", arguments: "{}", isProviderExecuted: true)),
            .providerItem(ProviderItem(provider: "openai", type: "compaction", json: [:])),
        ]
        let request = ModelRequest(messages: [
            .user("Go."), Message(role: .assistant, content: content),
            .tool([ToolResult(for: custom, output: "1"), ToolResult(for: computer, output: "done")]),
        ])
        let (body, warnings, _) = try GeminiRequestEncoder().encode(request, model: "gemini-3-pro")
        let contents = try JSONValue(parsing: body)["contents"]
        #expect(
            contents?[1]?["parts"] == [
                ["text": "Hello"],
                [
                    "functionCall": ["id": "a", "name": "add", "args": [:]],
                    "thoughtSignature": "skip_thought_signature_validator",
                ], ["functionCall": ["id": "b", "name": "sql", "args": ["input": "select 1"]]],
            ])
        #expect(contents?[2]?["parts"]?.arrayValue?.count == 1)
        #expect(warnings.map(\.subject) == ["reasoning", "computer", "web_search", "compaction", "computer"])
        #expect(warnings.allSatisfy { $0.kind == .degradedContent })
    }
}
