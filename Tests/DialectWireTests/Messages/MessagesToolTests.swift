import Dialect
import DialectWire
import Testing

/// How tools and choices among them are said.
@Suite struct MessagesToolTests {
    private static let add = ToolDeclaration.function(
        FunctionTool(
            name: "add", description: "Adds.",
            inputSchema: ["type": "object", "properties": [:], "additionalProperties": false], strict: true))

    @Test("A function has a schema and what only Anthropic knows of it")
    func function() throws {
        var own = FunctionTool(name: "find", inputSchema: ["type": "object"])
        own.providerOptions[raw: "anthropic"] = ["defer_loading": true]
        let request = ModelRequest(messages: [.user("Hi")], tools: [Self.add, .function(own)])
        #expect(
            try request.messagesBody()["tools"] == [
                [
                    "name": "add", "description": "Adds.", "strict": true,
                    "input_schema": ["type": "object", "properties": [:], "additionalProperties": false],
                ],
                ["name": "find", "input_schema": ["type": "object"], "defer_loading": true],
            ])
        let eager = try request.withMessages { $0.eagerToolInput = true }.messagesBody()
        #expect(eager["tools"]?[0]?["eager_input_streaming"] == true)
    }

    typealias ChoiceCase = (choice: ToolChoice?, parallel: Bool?, json: String?)

    static let choices: [ChoiceCase] = [
        (nil, nil, nil),
        (nil, true, nil),
        (nil, false, #"{"type":"auto","disable_parallel_tool_use":true}"#),
        (.auto, nil, #"{"type":"auto"}"#),
        (.required, false, #"{"type":"any","disable_parallel_tool_use":true}"#),
        (ToolChoice.none, false, #"{"type":"none"}"#),
        (.tool("add"), nil, #"{"type":"tool","name":"add"}"#),
    ]

    @Test("The choice says whether calls may be parallel", arguments: choices)
    func choice(_ one: ChoiceCase) throws {
        var request = ModelRequest(messages: [.user("Hi")], tools: [Self.add], toolChoice: one.choice)
        request.options.parallelToolCalls = one.parallel
        let expected = try one.json.map { try JSONValue(text: $0) }
        #expect(try request.messagesBody()["tool_choice"] == expected)
    }

    @Test("Without tools there is no choice")
    func choiceWithoutTools() throws {
        var request: ModelRequest = "Hi"
        request.toolChoice = .required
        #expect(try request.messagesBody()["tool_choice"] == nil)
        #expect(try request.messages().warnings.map(\.subject) == ["toolChoice"])
    }

    @Test("Provider tools bring their betas; those of others are left out")
    func providerTools() throws {
        let request = ModelRequest(
            messages: [.user("Hi")],
            tools: [
                .provider(
                    ProviderTool(
                        provider: "anthropic", type: "web_fetch_20250910", name: "web_fetch",
                        configuration: ["max_uses": 2])),
                .provider(ProviderTool(provider: "openai", type: "web_search")),
            ])
        let encoded = try request.messages(dialect: .vertex)
        #expect(
            encoded.fields["tools"] == [["type": "web_fetch_20250910", "name": "web_fetch", "max_uses": 2]])
        #expect(encoded.betas == ["web-fetch-2025-09-10"])
        #expect(encoded.warnings.map(\.subject) == ["web_search"])
    }

    @Test("A server of the MCP connector is a server and a set of tools")
    func mcp() throws {
        let server: JSONValue = ["type": "url", "name": "wiki", "url": "https://wiki.example/mcp"]
        let tool = ProviderTool(
            provider: "anthropic", type: "mcp_toolset", name: "wiki",
            configuration: ["server": server, "default_config": ["enabled": false]])
        let encoded = try ModelRequest(messages: [.user("Hi")], tools: [.provider(tool)]).messages()
        #expect(encoded.fields["mcp_servers"] == [server])
        #expect(
            encoded.fields["tools"] == [
                ["type": "mcp_toolset", "mcp_server_name": "wiki", "default_config": ["enabled": false]]
            ])
        #expect(encoded.betas == ["mcp-client-2025-11-20"])
    }
}
