import Dialect
import DialectWire
import Testing

/// Where cache breakpoints come to stand.
@Suite struct MessagesCachingTests {
    private static let conversation = ModelRequest(
        messages: [
            .system("Be brief."), .user("One"), .assistant("1"), .user("Two"), .assistant("2"), .user("Three"),
        ], tools: [.function(FunctionTool(name: "add", inputSchema: [:]))])

    /// The texts and names of what carries a breakpoint.
    private func marked(_ body: JSONValue) -> [String] {
        let turns = (body["messages"]?.arrayValue ?? []).flatMap { $0["content"]?.arrayValue ?? [] }
        let all = (body["tools"]?.arrayValue ?? []) + (body["system"]?.arrayValue ?? []) + turns
        return all.filter { $0["cache_control"] != nil }.compactMap { ($0["text"] ?? $0["name"])?.stringValue }
    }

    @Test("By itself the encoder places none")
    func none() throws {
        #expect(marked(try Self.conversation.messagesBody()).isEmpty)
    }

    @Test("Breakpoints end the tools, the instructions and the last two of the user's turns")
    func breakpoints() throws {
        let body = try Self.conversation.withMessages { $0.cacheBreakpoints = .oneHour }.messagesBody()
        #expect(marked(body) == ["add", "Be brief.", "Two", "Three"])
        #expect(body["tools"]?[0]?["cache_control"] == ["type": "ephemeral", "ttl": "1h"])
    }

    @Test("Those that the app placed count among the server's four")
    func limit() throws {
        var request = Self.conversation
        let own = ProviderMetadata.anthropic(MessagesMetadata(cacheControl: MessagesCacheControl()))
        request.messages[1].content = [.text("One", metadata: own)]
        request.messages[2].content = [.text("1", metadata: own)]
        let body = try request.withMessages { $0.cacheBreakpoints = .fiveMinutes }.messagesBody()
        #expect(marked(body) == ["Be brief.", "One", "1", "Three"])
        #expect(body["messages"]?[0]?["content"]?[0]?["cache_control"] == ["type": "ephemeral"])
    }

    @Test("The server places it where it can, the encoder where it cannot")
    func server() throws {
        let request = try Self.conversation.withMessages { $0.cacheControl = .fiveMinutes }
        let anthropic = try request.messagesBody()
        #expect(anthropic["cache_control"] == ["type": "ephemeral", "ttl": "5m"])
        #expect(marked(anthropic).isEmpty)
        let vertex = try request.messagesBody(dialect: .vertex)
        #expect(vertex["cache_control"] == nil)
        #expect(marked(vertex).count == 4)
    }

    @Test("A block that goes back verbatim may end a prefix too")
    func verbatim() throws {
        var metadata = ProviderMetadata()
        metadata[raw: "anthropic"] = [
            "block": ["type": "tool_use", "id": "t1", "name": "add", "input": [:], "caller": ["type": "direct"]],
            "cacheControl": ["ttl": "1h"],
        ]
        let call = ToolCall(id: "t1", name: "add", arguments: "{}", metadata: metadata)
        let body = try ModelRequest(messages: [
            .user("Hi"), Message(role: .assistant, content: [.toolCall(call)]),
            .tool([ToolResult(for: call, output: "1")]),
        ]).messagesBody()
        #expect(
            body["messages"]?[1]?["content"]?[0] == [
                "type": "tool_use", "id": "t1", "name": "add", "input": [:], "caller": ["type": "direct"],
                "cache_control": ["type": "ephemeral", "ttl": "1h"],
            ])
    }
}
