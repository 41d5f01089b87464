import Dialect
import DialectSimulator
import DialectWire
import Testing

@testable import DialectBedrock

/// What clients said to Claude by InvokeModel, said over Converse (docs/decisions/0020-claude-over-converse.md).
@Suite("Recorded requests to Claude by InvokeModel", .enabled(if: Corpus.isAvailable, Corpus.missing))
struct InvokedClaudeTests {
    static let exchanges = Corpus.exchanges { $0.api == "invoke" && $0.request.body?["anthropic_version"] != nil }

    @Test("can be said in Converse's words", arguments: exchanges)
    func requests(_ exchange: RecordedExchange) throws {
        let recorded = try #require(exchange.request.body)
        let request = try ModelRequest(recordedMessages: recorded, dialect: .anthropic)
        let encoder = ConverseRequestEncoder(model: exchange.model ?? "anthropic.claude")
        let sent = try JSONValue(parsing: try encoder.encode(request).body)
        #expect(sent["inferenceConfig"]?["maxTokens"] == recorded["max_tokens"])
        #expect(Self.statements(sent["system"]) == Self.statements(recorded["system"]))
        let said = (sent["messages"]?.arrayValue ?? []).map { Self.statements($0["content"]) }
        #expect(said == (recorded["messages"]?.arrayValue ?? []).map { Self.statements($0["content"]) })
        let roles = (sent["messages"]?.arrayValue ?? []).map { $0["role"] }
        #expect(roles == (recorded["messages"]?.arrayValue ?? []).map { $0["role"] })
        let tools = (sent["toolConfig"]?["tools"]?.arrayValue ?? []).compactMap { $0["toolSpec"] }
        let recordedTools = recorded["tools"]?.arrayValue ?? []
        #expect(tools.map { $0["name"] } == recordedTools.map { $0["name"] })
        #expect(tools.map { $0["description"] } == recordedTools.map { $0["description"] })
        #expect(tools.map { $0["inputSchema"]?["json"] } == recordedTools.map { $0["input_schema"] })
        #expect((sent["toolConfig"]?["toolChoice"]?["auto"] != nil) == (recorded["tool_choice"]?["type"] == "auto"))
    }

    /// Blocks of either API in one form; marks of the cache say nothing to the model.
    private static func statements(_ content: JSONValue?) -> [JSONValue] {
        if let text = content?.stringValue { return [["text": .string(text)]] }
        return (content?.arrayValue ?? []).compactMap { block in
            if let call = block["toolUse"] {
                return [
                    "call": call["toolUseId"] ?? .null, "name": call["name"] ?? .null, "input": call["input"] ?? [:],
                ]
            }
            if block["type"] == "tool_use" {
                return ["call": block["id"] ?? .null, "name": block["name"] ?? .null, "input": block["input"] ?? [:]]
            }
            if let result = block["toolResult"] {
                return ["result": result["toolUseId"] ?? .null, "content": .array(statements(result["content"]))]
            }
            if block["type"] == "tool_result" {
                return ["result": block["tool_use_id"] ?? .null, "content": .array(statements(block["content"]))]
            }
            return block["text"].map { ["text": $0] }
        }
    }
}
