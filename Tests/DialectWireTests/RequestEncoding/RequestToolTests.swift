import Dialect
import DialectWire
import Testing

/// How tools and the choice among them are declared.
@Suite struct RequestToolTests {
    private func body(_ tools: [ToolDeclaration], choice: ToolChoice? = nil) throws -> String {
        try ModelRequest(messages: [.user("Hi")], tools: tools, toolChoice: choice).body()
    }

    private let start = #"{"input":[{"type":"message","role":"user","content":"Hi"}],"model":"m","stream":false"#

    @Test func functions() throws {
        var deferred = ProviderOptions()
        deferred[raw: "openai"] = ["defer_loading": true]
        let tools: [ToolDeclaration] = [
            .function(
                FunctionTool(
                    name: "f", description: "Finds", inputSchema: ["type": "object", "b": 1, "a": 2], strict: false)),
            .function(FunctionTool(name: "g", inputSchema: [:], strict: false, providerOptions: deferred)),
            .function(FunctionTool(name: "h", inputSchema: [:])),
        ]
        #expect(
            try body(tools)
                == start
                + #","tools":[{"type":"function","name":"f","description":"Finds","parameters":{"type":"object","b":1,"a":2},"strict":false},"#
                + #"{"type":"function","name":"g","parameters":{},"strict":false,"defer_loading":true},"#
                + #"{"type":"function","name":"h","parameters":{}}]}"#)
    }

    @Test func toolsOfTheProvider() throws {
        let tools: [ToolDeclaration] = [
            .provider(
                ProviderTool(provider: "openai", type: "web_search", configuration: ["search_context_size": "low"])),
            .provider(ProviderTool(provider: "openai", type: "custom", name: "sql", configuration: ["name": "sql"])),
        ]
        #expect(
            try body(tools)
                == start
                + #","tools":[{"type":"web_search","search_context_size":"low"},{"type":"custom","name":"sql"}]}"#)
    }

    @Test func toolsOfAnotherProviderAreLeftOutWithAWarning() throws {
        let tools: [ToolDeclaration] = [.provider(ProviderTool(provider: "anthropic", type: "bash_20250124"))]
        let request = ModelRequest(messages: [.user("Hi")], tools: tools)
        #expect(try request.body() == start + "}")
        #expect(try request.encoded().warningLines == ["unsupportedSetting bash_20250124"])
        let openAITool: [ToolDeclaration] = [.provider(ProviderTool(provider: "openai", type: "web_search"))]
        let xAI = try ModelRequest(messages: [.user("Hi")], tools: openAITool).encoded(dialect: .xAI)
        #expect(xAI.warnings == [])
    }

    @Test func aChoiceAmongNoToolsIsLeftOutWithAWarning() throws {
        let request = ModelRequest(messages: [.user("Hi")], toolChoice: .required)
        #expect(try request.body() == start + "}")
        #expect(try request.encoded().warningLines == ["unsupportedSetting toolChoice"])
        // A prompt on the server may bring tools of its own.
        let stored = try request.with { $0.extraBody = ["prompt": ["id": "pmpt_1"]] }
        #expect(try stored.body().contains(#""tool_choice":"required""#))
    }

    @Test(arguments: [
        (ToolChoice.auto, #""auto""#), (.none, #""none""#), (.required, #""required""#),
        (.tool("f"), #"{"type":"function","name":"f"}"#), (.tool("sql"), #"{"type":"custom","name":"sql"}"#),
        (.tool("web_search"), #"{"type":"web_search"}"#), (.tool("wiki"), #"{"type":"mcp","server_label":"deepwiki"}"#),
        (.tool("undeclared"), #"{"type":"function","name":"undeclared"}"#),
    ])
    func toolChoice(choice: ToolChoice, json: String) throws {
        let tools: [ToolDeclaration] = [
            .function(FunctionTool(name: "f", inputSchema: [:])),
            .provider(ProviderTool(provider: "openai", type: "custom", name: "sql", configuration: ["name": "sql"])),
            .provider(ProviderTool(provider: "openai", type: "web_search")),
            .provider(
                ProviderTool(provider: "openai", type: "mcp", name: "wiki", configuration: ["server_label": "deepwiki"])
            ),
        ]
        #expect(try body(tools, choice: choice).contains(#""tool_choice":\#(json),"tools""#))
    }
}
