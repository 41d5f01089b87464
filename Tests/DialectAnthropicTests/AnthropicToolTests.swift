import Dialect
import DialectAnthropic
import Foundation
import Testing

/// What the `Anthropic` namespace makes.
@Suite struct AnthropicToolTests {
    private func encoded(_ tool: ToolDeclaration) throws -> EncodedMessagesRequest {
        try MessagesRequestEncoder().encode(
            ModelRequest(messages: [.user("Hi")], tools: [tool]), model: "claude-sonnet-4-5")
    }

    @Test(
        "Tools have Anthropic's names and settings",
        arguments: [
            (
                Anthropic.webSearch(maxUses: 3, allowedDomains: ["a.example"]),
                #"{"type":"web_search_20250305","name":"web_search","max_uses":3,"allowed_domains":["a.example"]}"#
            ),
            (
                Anthropic.webFetch(citations: true, maxContentTokens: 9),
                #"{"type":"web_fetch_20250910","name":"web_fetch","citations":{"enabled":true},"max_content_tokens":9}"#
            ),
            (Anthropic.codeExecution(), #"{"type":"code_execution_20250825","name":"code_execution"}"#),
            (
                Anthropic.toolSearch(usesRegex: true),
                #"{"type":"tool_search_tool_regex_20251119","name":"tool_search_tool_regex"}"#
            ),
            (
                Anthropic.computer(displayWidth: 800, displayHeight: 600),
                #"{"type":"computer_20250124","name":"computer","display_width_px":800,"display_height_px":600}"#
            ),
            (Anthropic.bash(), #"{"type":"bash_20250124","name":"bash"}"#),
            (Anthropic.textEditor(), #"{"type":"text_editor_20250728","name":"str_replace_based_edit_tool"}"#),
            (Anthropic.memory(), #"{"type":"memory_20250818","name":"memory"}"#),
            (
                Anthropic.function(
                    FunctionTool(name: "add", inputSchema: [:]), cacheControl: .oneHour, defersLoading: true,
                    streamsEagerly: true, allowedCallers: ["direct"], inputExamples: [["a": 1]]),
                #"{"name":"add","input_schema":{},"cache_control":{"type":"ephemeral","ttl":"1h"},"defer_loading":true,"eager_input_streaming":true,"allowed_callers":["direct"],"input_examples":[{"a":1}]}"#
            ),
        ])
    func tools(tool: ToolDeclaration, json: String) throws {
        let expected = try JSONValue(parsing: json)
        #expect(try encoded(tool).fields["tools"] == [expected])
    }

    @Test("An MCP server allows all of its tools or those that are named")
    func mcp() throws {
        let tool = Anthropic.mcp(
            name: "wiki", url: "https://wiki.example/mcp", authorizationToken: "t", allowedTools: ["ask"])
        let fields = try encoded(tool).fields
        #expect(
            fields["mcp_servers"] == [
                [
                    "type": "url", "name": "wiki", "url": "https://wiki.example/mcp", "authorization_token": "t",
                ]
            ])
        #expect(
            fields["tools"] == [
                [
                    "type": "mcp_toolset", "mcp_server_name": "wiki", "default_config": ["enabled": false],
                    "configs": ["ask": ["enabled": true]],
                ]
            ])
    }

    @Test("Parts end a cached prefix, documents are cited, passages are search results")
    func parts() throws {
        let content: [ContentPart] = [
            Anthropic.cached("Long.", .oneHour),
            Anthropic.document(
                Media(data: Data("T".utf8), mediaType: "text/plain"), title: "D", citations: true, context: "C"),
            Anthropic.searchResult(source: "kb/1", title: "K", passages: ["P"]),
        ]
        let fields = try MessagesRequestEncoder().encode(
            ModelRequest(messages: [.user(content)]), model: "claude-sonnet-4-5"
        ).fields
        #expect(
            fields["messages"]?[0]?["content"] == [
                ["type": "text", "text": "Long.", "cache_control": ["type": "ephemeral", "ttl": "1h"]],
                [
                    "type": "document", "source": ["type": "text", "media_type": "text/plain", "data": "T"],
                    "title": "D", "context": "C", "citations": ["enabled": true],
                ],
                [
                    "type": "search_result", "source": "kb/1", "title": "K",
                    "content": [["type": "text", "text": "P"]], "citations": ["enabled": true],
                ],
            ])
    }
}
