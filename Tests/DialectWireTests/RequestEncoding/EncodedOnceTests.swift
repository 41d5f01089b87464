import Dialect
import DialectWire
import Foundation
import Testing

/// What was encoded for one turn is not encoded again for the next, and nobody can tell by the bytes.
@Suite struct EncodedOnceTests {
    private let encoder = ResponsesRequestEncoder()

    private static func conversation(_ count: Int, about subject: String = "Rome") -> [Message] {
        [.system("Be brief.")]
            + (0..<count).flatMap { turn -> [Message] in
                [.user("\(subject)? \(turn)"), .assistant("Sun in \(subject), \(turn)")]
            }
    }

    /// Encodes with and without the cache, and expects the same.
    private func expectSame(
        _ request: ModelRequest, _ cache: inout ResponsesEncodingCache, location: SourceLocation = #_sourceLocation
    ) throws {
        let cached = try encoder.encode(request, model: "m", cache: &cache)
        let plain = try encoder.encode(request, model: "m")
        #expect(cached.body(stream: true) == plain.body(stream: true), sourceLocation: location)
        #expect(Array(cached.input) == Array(plain.input), sourceLocation: location)
        #expect(cached.warnings == plain.warnings, sourceLocation: location)
        #expect(cached.isStored == plain.isStored, sourceLocation: location)
        // The same items have the same digests, whichever way they came.
        let memory = ResponsesLaneMemory(responseID: "r", request: plain, output: [], isWarmUp: true)
        let plan = ContinuationPlanner.plan(cached, memory: memory)
        #expect(plan.knownItems == plain.input.count, sourceLocation: location)
    }

    @Test func aGrowingConversationGivesTheSameBytes() throws {
        var cache = ResponsesEncodingCache()
        for count in 0..<6 { try expectSame(ModelRequest(messages: Self.conversation(count)), &cache) }
        #expect(cache.count == 1)
        // Sent again, cut, edited, and as it was.
        for messages in [
            Self.conversation(5), Self.conversation(2), Self.conversation(3) + [.user("Oslo?")],
            [.system("Be long.")] + Self.conversation(5).dropFirst(), Self.conversation(5),
        ] {
            try expectSame(ModelRequest(messages: messages), &cache)
        }
    }

    @Test func forksGiveTheSameBytes() throws {
        var cache = ResponsesEncodingCache()
        let trunk = Self.conversation(4)
        for branch in ["a", "b", "a", "c"] {
            try expectSame(ModelRequest(messages: trunk + [.user(branch)]), &cache)
            try expectSame(ModelRequest(messages: trunk + [.user(branch), .assistant("x"), .user("on")]), &cache)
        }
    }

    @Test func warningsComeWithEveryTurn() throws {
        var cache = ResponsesEncodingCache()
        var messages: [Message] = [.user("Hi"), Message(role: .assistant, content: [.reasoning("Hm"), .text("Hi")])]
        for turn in 0..<3 {
            messages.append(.user("On \(turn)"))
            let request = ModelRequest(messages: messages)
            try expectSame(request, &cache)
            #expect(try encoder.encode(request, model: "m", cache: &cache).warnings.count == 1)
        }
        try expectSame(ModelRequest(messages: [.user("Hi")]), &cache)
    }

    /// What is kept on the server is sent in another way than what is not.
    @Test func whatIsNotStoredIsEncodedByItself() throws {
        var cache = ResponsesEncodingCache()
        let reasoning: JSONValue = ["id": "rs_1", "type": "reasoning", "summary": []]
        let item = ProviderItem(provider: "openai", type: "reasoning", json: reasoning)
        let stored = ModelRequest(messages: [.user("Hi"), Message(role: .assistant, content: [.providerItem(item)])])
        for request in [
            stored, try stored.with { $0.store = false }, try stored.with { $0.extraBody = ["store": false] },
        ] {
            try expectSame(request, &cache)
            try expectSame(request, &cache)
        }
    }

    @Test func anotherDialectIsEncodedByItself() throws {
        var cache = ResponsesEncodingCache()
        let item = ProviderItem(provider: "openai", type: "compaction", json: ["type": "compaction"])
        let request = ModelRequest(messages: [.user("Hi"), Message(role: .assistant, content: [.providerItem(item)])])
        try expectSame(request, &cache)
        let xAI = ResponsesRequestEncoder(dialect: .xAI)
        let cached = try xAI.encode(request, model: "m", cache: &cache)
        #expect(cached.input.count == 1)
        #expect(cached.warnings.count == 1)
        try expectSame(request, &cache)
    }

    // MARK: What is equal, but not the same

    static let variants: [(Message, Message)] = [
        (.user("caf\u{E9}"), .user("cafe\u{301}")),
        (.user("\u{212B}"), .user("A\u{30A}")),
        (.user("a"), .system("a")),
        (item(["type": "x", "a": 1, "b": 2]), item(["b": 2, "a": 1, "type": "x"])),
        (
            .tool([ToolResult(callID: "c", name: "f", output: .json(["a": 1, "b": 2]))]),
            .tool([ToolResult(callID: "c", name: "f", output: .json(["b": 2, "a": 1]))])
        ),
        (
            .tool([ToolResult(callID: "c", name: "f", output: .content(["a"]))]),
            .tool([ToolResult(callID: "c", name: "f", output: .content(["b"]))])
        ),
        (
            .user([.image(Media(.url("https://a"), mediaType: "image/png"))]),
            .user([.image(Media(.url("https://b"), mediaType: "image/png"))])
        ),
        (
            .user([.file(Media(.data(.init([1])), mediaType: "application/pdf"))]),
            .user([.file(Media(.data(.init([1])), mediaType: "application/pdf", filename: "a.pdf"))])
        ),
        (call("{\"a\":1}"), call("{\"a\": 1}")), (call("{}", name: "f"), call("{}", name: "g")),
    ]

    private static func item(_ json: JSONValue) -> Message {
        Message(role: .assistant, content: [.providerItem(ProviderItem(provider: "openai", type: "x", json: json))])
    }

    private static func call(_ arguments: String, name: String = "f") -> Message {
        Message(role: .assistant, content: [.toolCall(ToolCall(id: "c", name: name, arguments: arguments))])
    }

    @Test(arguments: variants) func whatHasOtherBytesIsEncodedAgain(one: Message, other: Message) throws {
        var cache = ResponsesEncodingCache()
        for message in [one, other, one] {
            try expectSame(ModelRequest(messages: [.user("Hi"), message, .user("On")]), &cache)
        }
    }

    // MARK: Tools

    private static let toolVariants: [[ToolDeclaration]] = [
        [tool("f", ["type": "object", "a": 1, "b": 2])], [tool("f", ["type": "object", "b": 2, "a": 1])],
        [tool("f", ["type": "object", "a": .number(JSONNumber(1.5))])], [tool("g", ["type": "object"])],
        [tool("caf\u{E9}", ["type": "object"])], [tool("cafe\u{301}", ["type": "object"])],
        [tool("f", ["type": "object"], strict: true)], [tool("f", ["type": "object"], strict: false)],
        [tool("f", ["type": "object"]), tool("g", ["type": "object"])], [],
        [.provider(ProviderTool(provider: "openai", type: "web_search"))],
        [.provider(ProviderTool(provider: "openai", type: "web_search", configuration: ["a": 1]))],
        // Left out with a warning.
        [.provider(ProviderTool(provider: "anthropic", type: "bash"))],
    ]

    private static func tool(_ name: String, _ schema: JSONValue, strict: Bool? = nil) -> ToolDeclaration {
        .function(FunctionTool(name: name, description: "Does it.", inputSchema: schema, strict: strict))
    }

    @Test func toolsGiveTheSameBytesWhicheverWereDeclaredBefore() throws {
        var cache = ResponsesEncodingCache()
        var messages = Self.conversation(1)
        for one in Self.toolVariants {
            for other in Self.toolVariants {
                for tools in [one, one, other] {
                    messages.append(.user("On"))
                    try expectSame(ModelRequest(messages: messages, tools: tools), &cache)
                }
            }
        }
        #expect(cache.count == 1)
    }

    @Test func whatGoesWithToolsGivesTheSameBytes() throws {
        var cache = ResponsesEncodingCache()
        var request = ModelRequest(messages: Self.conversation(1), tools: Self.toolVariants[0])
        for _ in 0..<2 {
            request.providerOptions = ProviderOptions()
            request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: ["type": "object"]))
            try expectSame(request, &cache)
            request.tools = []
            try expectSame(request, &cache)
            request.tools = Self.toolVariants[6]
            try expectSame(request, &cache)
            request.outputFormat = .text
            try expectSame(try request.with { $0.extraBody = ["tools": ["its", "own"]] }, &cache)
            try expectSame(request, &cache)
        }
    }

    // MARK: Bounds

    @Test func theCacheHoldsWhatWasUsedLast() throws {
        var cache = ResponsesEncodingCache(maximumConversations: 2)
        for subject in ["a", "b", "a", "c"] {
            _ = try encoder.encode(
                ModelRequest(messages: Self.conversation(2, about: subject)), model: "m", cache: &cache)
        }
        #expect(cache.count == 2)
        func holds(_ subject: String) -> Bool {
            var copy = cache
            return copy.take(for: ModelRequest(messages: Self.conversation(2, about: subject)), dialect: .openAI) != nil
        }
        #expect(holds("a") && holds("c") && !holds("b"))
    }

    @Test func theCacheHoldsSoManyBytes() throws {
        var cache = ResponsesEncodingCache(maximumBytes: 1000)
        for subject in 0..<20 {
            _ = try encoder.encode(
                ModelRequest(messages: Self.conversation(2, about: "s\(subject)")), model: "m", cache: &cache)
            #expect(cache.byteCount <= 1000)
        }
        #expect(cache.count > 1)
        let count = cache.count
        _ = try encoder.encode(ModelRequest(messages: Self.conversation(100)), model: "m", cache: &cache)
        #expect(cache.count == count)
    }

    @Test func aRequestThatFailsLeavesTheConversation() throws {
        var cache = ResponsesEncodingCache()
        let request = ModelRequest(messages: Self.conversation(2))
        try expectSame(request, &cache)
        #expect(throws: LanguageModelError.self) { try encoder.encode(request, model: "", cache: &cache) }
        #expect(cache.count == 1)
    }
}
