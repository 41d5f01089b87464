import Dialect
import DialectWire
import Foundation
import Testing

struct RequestDecodingTests {
    private func decode(_ json: String) throws -> ResponsesServerRequest {
        try Array(json.utf8).withUnsafeBytes { try ResponsesRequestDecoder().decode(httpBody: $0) }
    }

    private func decode(message json: String) throws -> ResponsesServerRequest {
        try Array(json.utf8).withUnsafeBytes { try ResponsesRequestDecoder().decode(webSocketMessage: $0) }
    }

    private func messages(_ items: String) throws -> [Message] {
        try decode(#"{"model":"m","input":\#(items)}"#).request.messages
    }

    @Test func readsTheSettings() throws {
        let request = try decode(
            #"""
            {"model":"gpt-5","input":"Hi","instructions":"Be brief.","stream":true,"store":false,
             "previous_response_id":"resp_1","max_output_tokens":50,"temperature":0.5,"top_p":1,
             "parallel_tool_calls":false,"reasoning":{"effort":"low","summary":"auto"},"service_tier":"flex","user":null,
             "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true}},
             "include":["reasoning.encrypted_content"],"something_new":[1]}
            """#)
        #expect(request.model == "gpt-5")
        #expect(request.isStreaming)
        #expect(!request.isStored)
        #expect(request.previousResponseID == "resp_1")
        #expect(request.generates)
        #expect(request.streamID == nil)
        #expect(request.request.messages == [.system("Be brief."), .user("Hi")])
        let options = request.request.options
        #expect(options.maxOutputTokens == 50)
        #expect(options.temperature == 0.5)
        #expect(options.topP == 1)
        #expect(options.parallelToolCalls == false)
        #expect(options.reasoningEffort == .low)
        #expect(
            request.request.outputFormat
                == .jsonSchema(JSONSchemaFormat(name: "n", schema: ["type": "object"], strict: true)))
        #expect(request.body["something_new"] == [1])
        let own = try #require(try request.request.providerOptions.decode(ResponsesOptions.self, named: "openai"))
        #expect(own.serviceTier == .flex)
        #expect(own.reasoningSummary == .auto)
        #expect(own.include == [.encryptedReasoning])
        #expect(own.store == false)
    }

    @Test func defaultsAreThoseOfTheService() throws {
        let request = try decode(#"{"model":"m","input":"Hi"}"#)
        #expect(!request.isStreaming)
        #expect(request.isStored)
        #expect(request.request == ModelRequest("Hi"))
    }

    @Test(arguments: [
        (#"[{"role":"user","content":"Hi"}]"#, [Message.user("Hi")]),
        (
            #"[{"type":"message","role":"developer","content":[{"type":"input_text","text":"Hi"}]}]"#,
            [Message(role: .developer, content: ["Hi"])]
        ),
        (#"[{"role":"assistant","content":[{"type":"output_text","text":"Yes"}]}]"#, [.assistant("Yes")]),
        (#"[{"role":"assistant","content":[{"type":"refusal","refusal":"No"}]}]"#, [.assistant("No")]),
        (
            #"[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,AAEC"}]}]"#,
            [.user([.image(Media(data: Data([0, 1, 2]), mediaType: "image/png"))])]
        ),
        (
            #"[{"role":"user","content":[{"type":"input_image","image_url":"https://a/b.png"}]}]"#,
            [.user([.image(Media(.url("https://a/b.png"), mediaType: "image/*"))])]
        ),
        (
            #"[{"role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AAEC"}]}]"#,
            [.user([.file(Media(data: Data([0, 1, 2]), mediaType: "application/pdf", filename: "a.pdf"))])]
        ),
        (
            #"[{"role":"user","content":[{"type":"input_file","file_id":"file_1"}]}]"#,
            [.user([.file(Media(.fileID("file_1"), mediaType: "application/octet-stream"))])]
        ),
        (
            #"[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAEC","format":"wav"}}]}]"#,
            [.user([.audio(Media(data: Data([0, 1, 2]), mediaType: "audio/wav"))])]
        ),
        (
            #"[{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"Hi"}]}]"#,
            [.tool([ToolResult(callID: "c", name: "", output: .content([.text("Hi")]))])]
        ),
        (
            #"[{"type":"item_reference","id":"msg_1"}]"#,
            [
                Message(
                    role: .assistant,
                    content: [
                        .providerItem(
                            ProviderItem(
                                provider: "openai", type: "item_reference",
                                json: ["type": "item_reference", "id": "msg_1"]))
                    ])
            ]
        ),
    ])
    func readsItems(json: String, expected: [Message]) throws {
        #expect(try messages(json) == expected)
    }

    @Test func joinsATurnOfTheModelIntoOneMessage() throws {
        let messages = try messages(
            #"""
            [{"role":"user","content":"Weather?"},
             {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"Hm."}]},
             {"type":"message","role":"assistant","content":"Let me see."},
             {"type":"function_call","call_id":"c1","name":"weather","arguments":""},
             {"type":"custom_tool_call","call_id":"c2","name":"sql","input":"SELECT 1"},
             {"type":"function_call_output","call_id":"c1","output":"Rain"},
             {"type":"custom_tool_call_output","call_id":"c2","output":"1"}]
            """#)
        let calls = [
            ToolCall(id: "c1", name: "weather", arguments: "{}"),
            ToolCall(id: "c2", name: "sql", arguments: "SELECT 1", kind: .custom),
        ]
        #expect(
            messages == [
                .user("Weather?"),
                Message(
                    role: .assistant,
                    content: [.reasoning("Hm."), .text("Let me see."), .toolCall(calls[0]), .toolCall(calls[1])]),
                .tool([ToolResult(for: calls[0], output: "Rain"), ToolResult(for: calls[1], output: "1")]),
            ])
    }

    @Test func readsToolsAndChoices() throws {
        let request = try decode(
            #"""
            {"model":"m","input":"Hi","tools":[
              {"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true},
              {"type":"web_search","filters":{"a":1}},{"type":"custom","name":"sql"}],
             "tool_choice":{"type":"function","name":"f"}}
            """#
        ).request
        #expect(
            request.tools == [
                .function(FunctionTool(name: "f", description: "d", inputSchema: ["type": "object"], strict: true)),
                .provider(ProviderTool(provider: "openai", type: "web_search", configuration: ["filters": ["a": 1]])),
                .provider(
                    ProviderTool(provider: "openai", type: "custom", name: "sql", configuration: ["name": "sql"])),
            ])
        #expect(request.toolChoice == .tool("f"))
        for (json, choice) in [
            (#""auto""#, ToolChoice.auto), (#""none""#, .none), (#""required""#, .required),
            (#"{"type":"web_search"}"#, .tool("web_search")),
            (#"{"type":"allowed_tools","mode":"required","tools":[]}"#, .required),
        ] {
            #expect(try decode(#"{"model":"m","input":"Hi","tool_choice":\#(json)}"#).request.toolChoice == choice)
        }
    }

    @Test(arguments: [
        #"{"type":"response.create","model":"m","input":"Hi","stream_id":"a.B-1_","generate":false}"#,
        #"{"type":"response.create","stream_id":"a.B-1_","generate":false,"response":{"model":"m","input":"Hi"}}"#,
        #"{"type":"response.create","response":{"model":"m","input":"Hi","stream_id":"a.B-1_","generate":false}}"#,
    ])
    func readsFlatAndNestedEvents(json: String) throws {
        let request = try decode(message: json)
        #expect(request.model == "m")
        #expect(request.isStreaming)
        #expect(!request.generates)
        #expect(request.streamID == "a.B-1_")
        #expect(request.request.messages == [.user("Hi")])
        #expect(request.body["type"] == nil)
    }

    @Test func continuesAConversation() throws {
        let request = try decode(#"{"model":"m","input":"B","instructions":"I"}"#)
        let earlier = try decode(#"{"model":"m","input":"A"}"#).input
        let continued = try request.continuing(earlier)
        #expect(continued.request.messages == [.system("I"), .user("A"), .user("B")])
        #expect(continued.input.count == 2)
    }

    @Test func understandsWhatTheClientSideEncodes() throws {
        var request = ModelRequest(messages: [
            .system("S"), .user([.text("Look"), .image(Media(data: Data([1]), mediaType: "image/png"))]),
            Message(role: .assistant, content: [.text("A"), .toolCall(ToolCall(id: "c", name: "f", arguments: "{}"))]),
            .tool([ToolResult(callID: "c", name: "f", output: "R")]),
        ])
        request.tools = [.function(FunctionTool(name: "f", inputSchema: ["type": "object"], strict: false))]
        request.toolChoice = .required
        request.outputFormat = .json
        request.options.maxOutputTokens = 9
        request.options.reasoningEffort = .high
        let encoded = try ResponsesRequestEncoder().encode(request, model: "m")
        let decoded = try decode(String(decoding: encoded.body(stream: true), as: UTF8.self))
        #expect(decoded.isStreaming)
        #expect(decoded.request == request)
    }
}
