import Dialect
import DialectWire
import Testing

/// Blocks of tools that the provider runs, citations, and blocks that only it understands.
@Suite struct MessagesProviderBlockTests {
    @Test("A search is a call and a result of the provider")
    func serverTool() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"s1","name":"web_search","input":{}}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\\"query\\":\\"sky\\"}"}}
                {"type":"content_block_stop","index":0}
                {"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","tool_use_id":"s1","content":[{"type":"web_search_result","url":"https://a.example","title":"A","encrypted_content":"e"}]}}
                {"type":"content_block_stop","index":1}
                """)
        let content = message.response.content
        guard content.count == 2, case .toolCall(let call) = content[0], case .toolResult(let result) = content[1]
        else {
            Issue.record("\(content)")
            return
        }
        #expect(call.isProviderExecuted && result.isProviderExecuted)
        #expect(call.name == "web_search" && result.name == "web_search" && result.callID == call.id)
        #expect(call.metadata[raw: "anthropic"]?["block"]?["input"] == ["query": "sky"])
        #expect(message.response.finishReason.kind == .stop)
    }

    @Test(
        "A failed tool of the provider is an error result",
        arguments: [
            (
                #"{"type":"web_fetch_tool_result","tool_use_id":"s1","content":{"type":"web_fetch_tool_result_error","error_code":"url_not_accessible"}}"#,
                "url_not_accessible"
            ),
            (
                #"{"type":"mcp_tool_result","tool_use_id":"m1","is_error":true,"content":[{"type":"text","text":"No such repository"}]}"#,
                "No such repository"
            ),
        ])
    func failedTool(block: String, text: String) {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":\(block)}
                {"type":"content_block_stop","index":0}
                """)
        guard case .toolResult(let result)? = message.response.content.first else {
            Issue.record("\(message.response.content)")
            return
        }
        #expect(result.output == .error(text))
    }

    @Test("A call over the MCP connector is the provider's")
    func mcp() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"mcp_tool_use","id":"m1","name":"echo","input":{},"server_name":"echo"}}
                {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}
                {"type":"content_block_stop","index":0}
                {"type":"content_block_start","index":1,"content_block":{"type":"mcp_tool_result","tool_use_id":"m1","is_error":false,"content":[{"type":"text","text":"hi"}]}}
                {"type":"content_block_stop","index":1}
                """)
        #expect(message.response.toolCalls.isEmpty)
        #expect(message.lines.contains("call m1 echo {} kind mcp by provider"))
    }

    @Test(
        "Every kind of citation is a source",
        arguments: [
            (
                #"{"type":"web_search_result_location","url":"https://a.example","title":"A","encrypted_index":"e","cited_text":"c"}"#,
                "source url https://a.example"
            ),
            (
                #"{"type":"char_location","document_index":0,"document_title":"D","file_id":"file_1","start_char_index":0,"end_char_index":2,"cited_text":"c"}"#,
                "source file file_1"
            ),
            (
                #"{"type":"page_location","document_index":0,"document_title":"D","start_page_number":1,"end_page_number":2,"cited_text":"c"}"#,
                "source file "
            ),
            (
                #"{"type":"content_block_location","document_index":0,"document_title":"D","start_block_index":1,"end_block_index":2,"cited_text":"c"}"#,
                "source file "
            ),
            (
                #"{"type":"search_result_location","source":"https://b.example","title":"B","search_result_index":0,"start_block_index":0,"end_block_index":1,"cited_text":"c"}"#,
                "source url https://b.example"
            ),
            (
                #"{"type":"search_result_location","source":"kb/7","title":"B","search_result_index":0,"start_block_index":0,"end_block_index":1,"cited_text":"c"}"#,
                "source searchResult "
            ),
            (#"{"type":"song_location","second":3}"#, "source song_location "),
        ])
    func citations(citation: String, source: String) throws {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":"","citations":[]}}
                {"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":\(citation)}}
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"So."}}
                {"type":"content_block_stop","index":0}
                """)
        #expect(message.lines.contains(source))
        let json = try JSONValue(text: citation)
        #expect(message.response.sources.first?.metadata[raw: "anthropic"]?["citation"] == json)
        guard case .text("So.", let metadata)? = message.response.content.first else {
            Issue.record("\(message.response.content)")
            return
        }
        #expect(metadata[raw: "anthropic"]?["block"]?["citations"] == [json])
        // As a whole it is the same.
        let whole = ParsedMessage(
            #"{"type":"message","content":[{"type":"text","text":"So.","citations":[\#(citation)]}],"stop_reason":"end_turn"}"#
        )
        #expect(whole.response.content == message.response.content)
    }

    @Test("A compaction streams into an item of the provider")
    func compaction() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"compaction","content":null}}
                {"type":"content_block_delta","index":0,"delta":{"type":"compaction_delta","content":"So "}}
                {"type":"content_block_delta","index":0,"delta":{"type":"compaction_delta","content":"far."}}
                {"type":"content_block_stop","index":0}
                """, stopReason: "compaction")
        #expect(
            message.response.content == [
                .providerItem(
                    ProviderItem(
                        provider: "anthropic", type: "compaction",
                        json: ["type": "compaction", "content": "So far."]))
            ])
        #expect(message.response.finishReason.kind == .paused)
    }

    @Test("A block that nobody knows yet grows with its deltas")
    func unknownBlock() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"aside","text":"By ","depth":1}}
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"the way"}}
                {"type":"content_block_delta","index":0,"delta":{"type":"depth_delta","depth":2}}
                {"type":"content_block_stop","index":0}
                """)
        #expect(
            message.response.content == [
                .providerItem(
                    ProviderItem(
                        provider: "anthropic", type: "aside",
                        json: ["type": "aside", "text": "By the way", "depth": 2]))
            ])
    }

    @Test("A fallback names the model that answered")
    func fallback() {
        let message = ParsedMessage(
            blocks: """
                {"type":"content_block_start","index":0,"content_block":{"type":"fallback","from":{"model":"m"},"to":{"model":"n"}}}
                {"type":"content_block_stop","index":0}
                """)
        #expect(message.response.metadata.model == "n")
    }
}
