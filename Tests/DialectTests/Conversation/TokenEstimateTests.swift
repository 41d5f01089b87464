import Dialect
import DialectTesting
import Testing

/// An estimate follows the texts, and what a provider counted.
struct TokenEstimateTests {
    @Test(arguments: [
        ("The quick brown fox.", 5), ("", 0), ("a", 1), ("Съешь", 3), ("敏捷的棕色狐狸跳过", 9), ("🦊🦊", 4), ("aЖ狐🦊", 4),
    ]) func textIsEstimatedByItsCharacters(text: String, tokens: Int) {
        #expect(Message.user(text).estimatedTokens - Message.user("").estimatedTokens == tokens)
    }

    @Test func aConversationIsTheSumOfItsMessages() {
        let messages: [Message] = [.system("Be brief."), .user("Hi"), .assistant("Hello")]
        #expect(Conversation(messages: messages).estimatedTokens == messages.reduce(0) { $0 + $1.estimatedTokens })
        #expect(Conversation().estimatedTokens == 0)
    }

    @Test func whatAProviderCountedCounts() {
        var conversation = Conversation(messages: [.user(String(repeating: "word ", count: 400))])
        let usage = Usage(input: .init(total: 5_000), output: .init(total: 300, reasoning: 100))
        conversation.append(ModelResponse(content: [.text("Yes.")], finishReason: .stop, usage: usage))
        #expect(conversation.estimatedTokens == 5_200)
        conversation.append(.user("And now?"))
        #expect(conversation.estimatedTokens == 5_200 + Message.user("And now?").estimatedTokens)
        // What tools and the like cost is not known apart, so it stays when messages go.
        let first = conversation.messages[0].estimatedTokens
        conversation.replace(0..<1, with: [.user("Short.")])
        #expect(
            conversation.estimatedTokens
                == 5_200 - first + Message.user("Short.").estimatedTokens + Message.user("And now?").estimatedTokens)
    }

    @Test func anEstimateIsNeverLessThanWhatRemains() {
        var conversation = Conversation(messages: [.user(String(repeating: "a", count: 4_000)), .user("b")])
        let usage = Usage(input: .init(total: 10), output: .init(total: 1))
        conversation.append(ModelResponse(content: [.text("Yes.")], finishReason: .stop, usage: usage))
        conversation.replace(0..<1, with: [])
        #expect(conversation.estimatedTokens == conversation.messages.reduce(0) { $0 + $1.estimatedTokens })
    }

    /// A server may report any number.
    @Test func aCountBeyondAllMeasureStaysInBounds() {
        var conversation = Conversation(messages: [.user("a")])
        let usage = Usage(input: .init(total: Int.max), output: .init(total: Int.max))
        conversation.append(ModelResponse(content: [.text("Yes.")], finishReason: .stop, usage: usage))
        conversation.append(.user("And now?"))
        #expect(conversation.estimatedTokens == Int.max)
        conversation.replace(0..<1, with: [.user(String(repeating: "long ", count: 40))])
        #expect(conversation.estimatedTokens == Int.max)
    }

    @Test func toolsAndSchemasCount() {
        var request = ModelRequest("Hi")
        let bare = request.estimatedTokens
        request.tools = [.function(FunctionTool(name: "weather", description: "The weather.", inputSchema: [:]))]
        let withTools = request.estimatedTokens
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "a", schema: ["type": "object"]))
        #expect(bare < withTools && withTools < request.estimatedTokens)
    }
}
