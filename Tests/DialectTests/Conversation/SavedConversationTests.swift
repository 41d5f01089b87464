import Dialect
import DialectTesting
import Foundation
import Testing

/// The saved form of conversations. A change here breaks what people have stored: add, never alter.
struct SavedConversationTests {
    /// JSON whose members are in no order, and numbers that a Double does not hold.
    private static let odd = #"{"z":1,"a":{"y":[1e400,0.1,12345678901234567890],"b":null},"m":"\u0000é"}"#

    private static func conversation() throws -> Conversation {
        let json = try JSONValue(parsing: Self.odd)
        var metadata = ProviderMetadata()
        metadata[raw: "toy"] = ["itemID": "1", "item": json]
        let call = ToolCall(id: "1", name: "f", arguments: "{}", metadata: metadata)
        var conversation = Conversation(id: "c", messages: [.system("Be brief."), .user("Hi")])
        conversation.append(
            ModelResponse(
                content: [.reasoning("Hm.", metadata: metadata), .toolCall(call)], finishReason: .toolCalls,
                usage: Usage(input: .init(total: 3), raw: json), metadata: ResponseMetadata(id: "resp_1")),
            from: ModelID(provider: "toy", model: "m"))
        conversation.append(.tool([ToolResult(for: call, output: .json(json))]))
        conversation.append(
            Message(
                role: .assistant,
                content: [
                    .image(Media(data: Data([0, 255]), mediaType: "image/png")),
                    .source(Source(kind: .url, url: "https://example.org", span: .init(start: 0, end: 2))),
                    .providerItem(ProviderItem(provider: "toy", type: "t", json: json)),
                ]))
        conversation.replace(0..<2, with: [.user("Short.")], reason: .summary, usage: Usage(output: .init(total: 1)))
        return conversation
    }

    /// The JSON in a conversation, byte by byte.
    private func texts(_ conversation: Conversation) -> [String] {
        conversation.messages.flatMap(\.content).compactMap { part -> String? in
            switch part {
            case .toolResult(let result): if case .json(let json) = result.output { json.jsonText } else { nil }
            case .toolCall(let call): call.metadata[raw: "toy"]?.jsonText
            case .providerItem(let item): item.json.jsonText
            default: nil
            }
        }
    }

    @Test func everyEntryIsReadAsItWasSaved() async throws {
        let store = InMemoryConversationStore()
        var conversation = try Self.conversation()
        try await store.save(&conversation)
        let loaded = try #require(try await store.load("c"))
        #expect(loaded == conversation)
        #expect(loaded.messages == conversation.messages)
        #expect(loaded.usage == conversation.usage)
        #expect(loaded.estimatedTokens == conversation.estimatedTokens)
        #expect(loaded.openCalls == conversation.openCalls)
    }

    @Test(arguments: ["store", "json", "plist"]) func jsonKeepsItsOrderAndItsDigits(form: String) async throws {
        var conversation = try Self.conversation()
        let loaded: Conversation
        switch form {
        case "store":
            let store = InMemoryConversationStore()
            try await store.save(&conversation)
            loaded = try #require(try await store.load("c"))
        case "json":
            loaded = try JSONDecoder().decode(Conversation.self, from: JSONEncoder().encode(conversation))
        default:
            loaded = try PropertyListDecoder().decode(
                Conversation.self, from: PropertyListEncoder().encode(conversation))
        }
        #expect(loaded == conversation)
        let read = texts(loaded)
        #expect(read == texts(conversation))
        let odd = try JSONValue(parsing: Self.odd).jsonText
        #expect(read == [#"{"itemID":"1","item":\#(odd)}"#, odd, odd])
    }

    /// It stands some levels down in what is saved.
    @Test func theDeepestJSONIsReadAgain() async throws {
        let depth = JSONReader.maximumDepth
        let deep = try JSONValue(parsing: String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
        let call = ToolCall(id: "1", name: "f", arguments: "{}")
        let messages: [Message] = [
            .user("Hi"), Message(role: .assistant, content: [.toolCall(call)]),
            .tool([ToolResult(for: call, output: .json(deep))]),
        ]
        let store = InMemoryConversationStore()
        var conversation = Conversation(id: "c", messages: messages)
        conversation.replace(0..<3, with: messages)
        try await store.save(&conversation)
        #expect(try await store.load("c") == conversation)
    }

    @Test func savedEntriesAreLikeThis() async throws {
        let store = InMemoryConversationStore()
        var conversation = Conversation(id: "c", messages: [.user("Hi")])
        conversation.append(
            ModelResponse(
                content: [.text("Yes.")], finishReason: FinishReason(.stop, raw: "end"),
                usage: Usage(input: .init(total: 3), output: .init(total: 2)), metadata: ResponseMetadata(id: "r")),
            from: ModelID(provider: "toy", model: "m"))
        conversation.replace(0..<1, with: [], reason: .trim)
        try await store.save(&conversation)
        let rows = store.entries(of: "c", from: 0)
        #expect(rows.map(\.formatVersion) == [1, 1, 1])
        #expect(rows.map(\.id) == conversation.entries.map(\.id))
        let times = conversation.entries.map { Int(($0.date.timeIntervalSince1970 * 1000).rounded()) }
        let message = #""message":{"role":"user","content":[{"type":"text","text":"Hi"}]}"#
        let said = #"{"role":"assistant","content":[{"type":"text","text":"Yes."}]}"#
        let usage = #"{"input":{"total":3},"output":{"total":2},"isPartial":false}"#
        let finish = #""finishReason":{"kind":"stop","raw":"end"}"#
        let answer = #""answer":{"message":\#(said),"model":"toy/m","responseID":"r",\#(finish),"usage":\#(usage)}"#
        let replacement = #""replacement":{"range":[0,1],"messages":[],"reason":"trim"}"#
        for (index, content) in [message, answer, replacement].enumerated() {
            #expect(rows[index].json == #"{"time":\#(times[index]),\#(content)}"#)
        }
    }

    @Test func aConversationMayTravelUnsaved() async throws {
        let store = InMemoryConversationStore()
        var conversation = Conversation(id: "c", messages: [.user("one")])
        try await store.save(&conversation)
        conversation.append(.assistant("two"))
        var received = try JSONDecoder().decode(Conversation.self, from: JSONEncoder().encode(conversation))
        #expect(received.hasUnsavedEntries)
        try await store.save(&received)
        #expect(try await store.load("c") == conversation)
    }

    @Test(
        arguments: [
            (2, #"{"time":1,"message":{"role":"user","content":[]}}"#, ConversationError.Code.newerVersion),
            (1, #"{"time":1,"message":"#, .corrupted),
            (1, #"{"time":1}"#, .corrupted),
            (1, #"{"time":1,"replacement":{"range":[0,2],"messages":[],"reason":"trim"}}"#, .corrupted),
            (1, #"{"time":1,"replacement":{"range":[-1,0],"messages":[],"reason":"trim"}}"#, .corrupted),
            (1, #"{"time":1,"replacement":{"range":[1,0],"messages":[],"reason":"trim"}}"#, .corrupted),
            (1, #"{"time":1,"message":{"role":"user","content":[{"type":"hologram"}]}}"#, .corrupted),
        ] as [(Int, String, ConversationError.Code)]) func whatCannotBeReadSaysWhy(
            version: Int, json: String, code: ConversationError.Code
        ) async throws
    {
        let store = InMemoryConversationStore()
        var conversation = Conversation(id: "c", messages: [.user("one")])
        try await store.save(&conversation)
        try store.append(
            [SavedConversationEntry(position: 1, id: "x", formatVersion: version, json: json)], to: "c",
            after: SavedConversationHead(count: 1, entryID: conversation.entries[0].id))
        for attempt in 0..<2 {
            let error = await #expect(throws: ConversationError.self) {
                if attempt == 0 { _ = try await store.load("c") } else { try await store.refresh(&conversation) }
            }
            #expect(error?.code == code)
            #expect(error?.conversationID == "c")
            #expect(error?.message.contains("Entry 1 of the saved conversation c") == true)
        }
        #expect(conversation.entries.count == 1)
    }

    @Test func aGapIsNoticed() async throws {
        let store = InMemoryConversationStore()
        let row = SavedConversationEntry(
            position: 1, id: "x", formatVersion: 1, json: #"{"time":1,"message":{"role":"user","content":[]}}"#)
        try store.append([row], to: "c", after: nil)
        let error = await #expect(throws: ConversationError.self) { _ = try await store.load("c") }
        #expect(error?.code == .corrupted)
    }

    @Test func aNewerFormOfTheWholeIsToldApart() throws {
        let newer = Data(#"{"version":2,"id":"c","log":[]}"#.utf8)
        let error = #expect(throws: ConversationError.self) { try JSONDecoder().decode(Conversation.self, from: newer) }
        #expect(error?.code == .newerVersion)
        let wrong = Data(#"{"version":1,"id":"c","savedEntries":1,"entries":[]}"#.utf8)
        #expect(throws: ConversationError.self) { try JSONDecoder().decode(Conversation.self, from: wrong) }
    }
}
