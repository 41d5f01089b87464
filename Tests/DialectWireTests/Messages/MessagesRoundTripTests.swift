import Dialect
import DialectWire
import Testing

/// Law 12: what Claude said goes back as it came, wherever Claude is served.
@Suite struct MessagesRoundTripTests {
    private static let blocks = [
        #"{"type":"thinking","thinking":"Hm.","signature":"c2ln"}"#,
        #"{"type":"redacted_thinking","data":"c2VjcmV0"}"#,
        #"{"type":"text","text":"I'll look."}"#,
        #"{"type":"server_tool_use","id":"s1","name":"web_search","input":{"query":"sky"}}"#,
        #"{"type":"web_search_tool_result","tool_use_id":"s1","content":[{"type":"web_search_result","url":"https://a.example","title":"A","encrypted_content":"ZQ==","page_age":null}]}"#,
        #"{"type":"text","text":"Blue.","citations":[{"type":"web_search_result_location","url":"https://a.example","title":"A","encrypted_index":"aQ==","cited_text":"blue"}]}"#,
        #"{"type":"compaction","content":"So far."}"#,
        #"{"type":"tool_use","id":"t1","name":"paint","input":{"b":1.5,"a":"x"}}"#,
    ]

    private static var response: ModelResponse {
        ParsedMessage(
            #"{"type":"message","id":"msg_1","content":[\#(blocks.joined(separator: ","))],"stop_reason":"tool_use"}"#
        ).response
    }

    private func sent(_ response: ModelResponse, to dialect: MessagesDialect) throws -> [String] {
        let call = try #require(response.toolCalls.first)
        let body = try ModelRequest(messages: [
            .user("Paint the sky."), response.message, .tool([ToolResult(for: call, output: "done")]),
        ]).messagesBody(dialect: dialect)
        return (body["messages"]?[1]?["content"]?.arrayValue ?? []).map(\.jsonText)
    }

    @Test(
        "As it came, and in the same bytes after it was saved",
        arguments: [MessagesDialect.anthropic, .vertex, .bedrock])
    func verbatim(dialect: MessagesDialect) throws {
        let atOnce = try sent(Self.response, to: dialect)
        #expect(atOnce.count == Self.blocks.count)
        for (block, said) in zip(atOnce, Self.blocks) {
            let (left, right) = (try JSONValue(text: block), try JSONValue(text: said))
            #expect(left == right)
        }
        let saved = try JSONValue(encoding: Self.response).decode(ModelResponse.self)
        let later = try sent(saved, to: dialect)
        #expect(later == atOnce)
        // The order of an input's members is the model's own.
        #expect(later.last?.contains(#"{"b":1.5,"a":"x"}"#) == true)
    }

    @Test("An edited part is encoded from its content, and an edited thought is left out")
    func edited() throws {
        var response = Self.response
        response.content = response.content.map { part in
            switch part {
            case .text("Blue.", let metadata): .text("Red.", metadata: metadata)
            case .reasoning("Hm.", let metadata): .reasoning("Ha.", metadata: metadata)
            default: part
            }
        }
        let sent = try sent(response, to: .anthropic)
        #expect(sent.contains(#"{"type":"text","text":"Red."}"#))
        #expect(!sent.contains { $0.contains(#""type":"thinking""#) })
        #expect(sent.count == Self.blocks.count - 1)
    }

    @Test("Of another provider, text and calls remain")
    func foreign() throws {
        let call = ToolCall(id: "call_1", name: "paint", arguments: "blue", kind: .custom)
        let request = ModelRequest(messages: [
            .user("Paint."),
            Message(role: .assistant, content: [.reasoning("Hm."), "I'll paint.", .toolCall(call)]),
            .tool([ToolResult(for: call, output: "done")]),
        ])
        #expect(
            try request.messagesBody()["messages"]?[1]?["content"] == [
                ["type": "text", "text": "I'll paint."],
                ["type": "tool_use", "id": "call_1", "name": "paint", "input": ["input": "blue"]],
            ])
        #expect(try request.messages().warnings.map(\.subject) == ["reasoning"])
    }

    @Test("The blocks of another wire are not taken for this one's")
    func otherWire() throws {
        var metadata = ProviderMetadata()
        metadata[raw: "bedrock"] = ["block": ["reasoningContent": ["reasoningText": ["text": "Hm."]]]]
        let item = ProviderItem(provider: "vertex", type: "code", json: ["executableCode": ["code": "1"]])
        let request = ModelRequest(messages: [
            .user("Hi"),
            Message(role: .assistant, content: [.reasoning("Hm.", metadata: metadata), .providerItem(item), "Hi."]),
            .user("Go."),
        ])
        #expect(try request.messagesBody()["messages"]?[1]?["content"] == [["type": "text", "text": "Hi."]])
        #expect(try request.messages().warnings.map(\.subject) == ["reasoning", "code"])
    }

    @Test("A gateway's block may end a cached prefix as Anthropic's does")
    func gateway() throws {
        var metadata = ProviderMetadata.anthropic(MessagesMetadata(cacheControl: MessagesCacheControl()))
        let block: JSONValue = ["type": "text", "text": "Hi.", "citations": [["type": "char_location"]]]
        metadata[raw: "gate"] = ["block": block]
        let request = ModelRequest(messages: [
            .user("Hi"), Message(role: .assistant, content: [.text("Hi.", metadata: metadata)]), .user("Go."),
        ])
        let body = try request.messagesBody(dialect: MessagesDialect(provider: "gate"))
        var expected = block
        expected["cache_control"] = ["type": "ephemeral"]
        #expect(body["messages"]?[1]?["content"] == [expected])
    }
}
