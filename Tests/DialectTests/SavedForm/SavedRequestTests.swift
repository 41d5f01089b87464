import Dialect
import Foundation
import Testing

/// The saved form of requests and messages. A change here breaks what people have stored: add, never alter.
struct SavedRequestTests {
    @Test func request() throws {
        var request = ModelRequest(
            messages: [.system("Be brief."), .user("Hi")],
            tools: [
                .function(FunctionTool(name: "weather", inputSchema: ["type": "object"]))
            ],
            toolChoice: .tool("weather"),
            outputFormat: .jsonSchema(
                JSONSchemaFormat(name: "answer", schema: ["type": "object"], description: "An answer", strict: nil)),
            options: GenerationOptions(
                maxOutputTokens: 100, temperature: 0.5, topP: 0.25, topK: 4, stopSequences: ["END"], seed: 7,
                presencePenalty: -0.5, frequencyPenalty: 1.5, reasoningEffort: .high, parallelToolCalls: false),
            headers: ["x-trace": "1"],
            deadline: nil)
        request.providerOptions[Toy.self].tier = "flex"
        try expectGolden(
            request,
            """
            {
              "headers": {"x-trace": "1"},
              "messages": [
                {"content": [{"text": "Be brief.", "type": "text"}], "role": "system"},
                {"content": [{"text": "Hi", "type": "text"}], "role": "user"}
              ],
              "options": {
                "frequencyPenalty": 1.5, "maxOutputTokens": 100, "parallelToolCalls": false, "presencePenalty": -0.5,
                "reasoningEffort": "high", "seed": 7, "stopSequences": ["END"], "temperature": 0.5, "topK": 4,
                "topP": 0.25
              },
              "outputFormat": {
                "description": "An answer", "name": "answer", "schema": {"type": "object"}, "type": "jsonSchema"
              },
              "providerOptions": {"toy": {"tier": "flex"}},
              "toolChoice": {"name": "weather", "type": "tool"},
              "tools": [{"inputSchema": {"type": "object"}, "kind": "function", "name": "weather"}]
            }
            """)
    }

    @Test func onlyMessagesAreNeeded() throws {
        let read = try JSONDecoder().decode(ModelRequest.self, from: Data(#"{"messages":[]}"#.utf8))
        #expect(read == ModelRequest(messages: []))
    }

    @Test func aDeadlineIsNotSaved() throws {
        let request = ModelRequest(messages: [], deadline: .now)
        let read = try JSONDecoder().decode(ModelRequest.self, from: JSONEncoder().encode(request))
        #expect(read == ModelRequest(messages: []))
    }

    @Test func messageWithEveryKindOfContent() throws {
        let message = Message(
            role: .assistant,
            content: [
                "plain",
                .text("cited", metadata: Toy.metadata("t")),
                .reasoning("hm", metadata: Toy.metadata("r")),
                .image(Media(data: Data([0, 1, 2, 255]), mediaType: "image/png")),
                .file(Media(.url("https://example.com/a.pdf"), mediaType: "application/pdf", filename: "a.pdf")),
                .audio(Media(.fileID("file_1"), mediaType: "audio/wav", metadata: Toy.metadata("m"))),
                .toolCall(ToolCall(id: "c1", name: "weather", arguments: #"{"city":"Paris"}"#)),
                .toolCall(
                    ToolCall(
                        id: "c2", name: "search", arguments: "cats", kind: .custom, isProviderExecuted: true,
                        metadata: Toy.metadata("c"))),
                .toolResult(ToolResult(callID: "c1", name: "weather", output: .json(["degrees": 21]))),
                .toolResult(
                    ToolResult(
                        callID: "c2", name: "search",
                        output: .content(["a", .image(Media(.fileID("f"), mediaType: "image/png"))]),
                        kind: .custom, isProviderExecuted: true, metadata: Toy.metadata("o"))),
                .toolResult(ToolResult(callID: "c3", name: "x", output: "text")),
                .toolResult(ToolResult(callID: "c4", name: "x", output: .error("no such city"))),
                .source(
                    Source(
                        kind: .url, url: "https://example.com", title: "Example", fileID: "f", filename: "n",
                        containerID: "k", span: Source.Span(start: 1, end: 5), metadata: Toy.metadata("s"))),
                .source(Source(kind: .file)),
                .providerItem(ProviderItem(provider: "toy", type: "compaction", json: ["type": "compaction"])),
            ])
        try expectGolden(
            message,
            """
            {
              "content": [
                {"text": "plain", "type": "text"},
                {"metadata": {"toy": {"itemID": "t"}}, "text": "cited", "type": "text"},
                {"metadata": {"toy": {"itemID": "r"}}, "text": "hm", "type": "reasoning"},
                {"location": {"data": "AAEC/w=="}, "mediaType": "image/png", "metadata": {}, "type": "image"},
                {
                  "filename": "a.pdf", "location": {"url": "https://example.com/a.pdf"},
                  "mediaType": "application/pdf", "metadata": {}, "type": "file"
                },
                {
                  "location": {"fileID": "file_1"}, "mediaType": "audio/wav",
                  "metadata": {"toy": {"itemID": "m"}}, "type": "audio"
                },
                {
                  "arguments": "{\\"city\\":\\"Paris\\"}", "id": "c1", "isProviderExecuted": false, "kind": "function",
                  "metadata": {}, "name": "weather", "type": "toolCall"
                },
                {
                  "arguments": "cats", "id": "c2", "isProviderExecuted": true, "kind": "custom",
                  "metadata": {"toy": {"itemID": "c"}}, "name": "search", "type": "toolCall"
                },
                {
                  "callID": "c1", "isProviderExecuted": false, "kind": "function", "metadata": {}, "name": "weather",
                  "output": {"json": {"degrees": 21}}, "type": "toolResult"
                },
                {
                  "callID": "c2", "isProviderExecuted": true, "kind": "custom", "metadata": {"toy": {"itemID": "o"}},
                  "name": "search",
                  "output": {
                    "content": [
                        {"text": "a", "type": "text"},
                        {"location": {"fileID": "f"}, "mediaType": "image/png", "metadata": {}, "type": "image"}
                      ]
                  },
                  "type": "toolResult"
                },
                {
                  "callID": "c3", "isProviderExecuted": false, "kind": "function", "metadata": {}, "name": "x",
                  "output": {"text": "text"}, "type": "toolResult"
                },
                {
                  "callID": "c4", "isProviderExecuted": false, "kind": "function", "metadata": {}, "name": "x",
                  "output": {"error": "no such city"}, "type": "toolResult"
                },
                {
                  "containerID": "k", "fileID": "f", "filename": "n", "kind": "url",
                  "metadata": {"toy": {"itemID": "s"}}, "span": {"end": 5, "start": 1}, "title": "Example",
                  "type": "source", "url": "https://example.com"
                },
                {"kind": "file", "metadata": {}, "type": "source"},
                {
                  "item": {"json": {"type": "compaction"}, "provider": "toy", "type": "compaction"},
                  "type": "providerItem"
                }
              ],
              "role": "assistant"
            }
            """)
    }

    @Test func roleIsAnOpenWord() throws {
        try expectGolden(
            Message(role: Message.Role("developer"), content: []), #"{"content":[],"role":"developer"}"#)
    }

    @Test func toolDeclarations() throws {
        var options = ProviderOptions()
        options[Toy.self].tier = "flex"
        let tools: [ToolDeclaration] = [
            .function(
                FunctionTool(
                    name: "weather", description: "Tells it", inputSchema: ["type": "object"], strict: true,
                    providerOptions: options)),
            .provider(
                ProviderTool(
                    provider: "toy", type: "web_search", name: "search", configuration: ["size": "low"])),
            .provider(ProviderTool(provider: "toy", type: "shell")),
        ]
        try expectGolden(
            tools,
            """
            [
              {
                "description": "Tells it", "inputSchema": {"type": "object"}, "kind": "function", "name": "weather",
                "providerOptions": {"toy": {"tier": "flex"}}, "strict": true
              },
              {
                "configuration": {"size": "low"}, "kind": "provider", "name": "search", "provider": "toy",
                "type": "web_search"
              },
              {"configuration": {}, "kind": "provider", "name": "shell", "provider": "toy", "type": "shell"}
            ]
            """)
    }

    /// Functions were saved without options before they had any.
    @Test func aFunctionWithoutOptionsIsRead() throws {
        let saved = #"{"inputSchema":{"type":"object"},"kind":"function","name":"weather"}"#
        let read = try JSONDecoder().decode(ToolDeclaration.self, from: Data(saved.utf8))
        #expect(read == .function(FunctionTool(name: "weather", inputSchema: ["type": "object"])))
    }

    @Test func choicesAndFormats() throws {
        try expectGolden(
            [ToolChoice.auto, .none, .required, .tool("t")],
            #"[{"type":"auto"},{"type":"none"},{"type":"required"},{"name":"t","type":"tool"}]"#)
        try expectGolden(
            [OutputFormat.text, .json, .jsonSchema(JSONSchemaFormat(name: "n", schema: true))],
            #"[{"type":"text"},{"type":"json"},{"name":"n","schema":true,"strict":true,"type":"jsonSchema"}]"#)
    }

    @Test(arguments: [
        #"{"kind":"robot","name":"x"}"#, #"{"type":"perhaps"}"#, #"{"type":"yaml"}"#, #"{"type":"smell"}"#,
    ])
    func unknownKindsAreRefusedByName(_ json: String) throws {
        let data = Data(json.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ToolDeclaration.self, from: data) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ToolChoice.self, from: data) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(OutputFormat.self, from: data) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ContentPart.self, from: data) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(StreamPart.self, from: data) }
    }
}
