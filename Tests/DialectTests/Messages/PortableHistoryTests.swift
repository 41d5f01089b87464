import Dialect
import Testing

/// A history made with one provider says what another gets of it, and keeps what can be said in words.
struct PortableHistoryTests {
    private func metadata(of provider: String) -> ProviderMetadata {
        var metadata = ProviderMetadata()
        metadata[raw: provider] = ["id": "item"]
        return metadata
    }

    private var history: [Message] {
        let own = metadata(of: "maker")
        let call = ToolCall(id: "c1", name: "find", arguments: #"{"q":"a"}"#, metadata: own)
        let shell = ToolCall(id: "c2", name: "shell", arguments: "ls", kind: ToolKind("shell"), metadata: own)
        let search = ToolCall(
            id: "c3", name: "web_search", arguments: "{}", isProviderExecuted: true, metadata: own)
        return [
            .user([.text("Look."), .image(Media(.url("https://example.org/a.png"), mediaType: "image/png"))]),
            Message(
                role: .assistant,
                content: [
                    .reasoning("Hm.", metadata: own), .toolCall(search),
                    .toolResult(
                        ToolResult(
                            callID: "c3", name: "web_search", output: "found", isProviderExecuted: true, metadata: own)),
                    .text("Found.", metadata: own),
                    .source(Source(kind: .url, url: "https://example.org", metadata: own)),
                    .providerItem(ProviderItem(provider: "maker", type: "compaction", json: [:])), .toolCall(call),
                    .toolCall(shell),
                ]),
            .tool([ToolResult(for: call, output: "one"), ToolResult(for: shell, output: .json(["files": 2]))]),
        ]
    }

    @Test func itsOwnProviderGetsAll() {
        let portable = PortableHistory(history, for: .init(provider: "maker"))
        #expect(portable.isVerbatim)
        #expect(portable.messages == history)
        #expect(portable.warnings == [])
    }

    @Test func anotherProviderGetsWhatIsCommonAndWordsForTheRest() {
        let portable = PortableHistory(history, for: .init(provider: "other"))
        #expect(
            portable.entries.map { "\($0.message).\($0.part) \($0.fate)" } == [
                "0.0 verbatim", "0.1 verbatim", "1.0 dropped", "1.1 dropped", "1.2 dropped", "1.3 verbatim",
                "1.4 dropped", "1.5 dropped", "1.6 verbatim", "1.7 text", "2.0 verbatim", "2.1 text",
            ])
        #expect(portable.messages.map(\.role) == [.user, .assistant, .tool, .user])
        #expect(portable.messages[1].text == "Found.(Called shell: ls)")
        #expect(portable.messages[3].text == #"(Result of shell: {"files":2})"#)
        #expect(portable.warnings.count == 7)
        #expect(portable.warnings.allSatisfy { $0.kind == .degradedContent })
    }

    @Test func mediaThatTheModelDoesNotReadAreNamed() {
        let blind = ModelCapabilities(features: [.tools])
        let portable = PortableHistory(history, for: .init(provider: "maker", capabilities: blind))
        #expect(portable.entries.filter { $0.fate == .text }.map(\.part) == [1])
        #expect(portable.messages[0].text == "Look.(An image (image/png) was here.)")
    }

    @Test func aFileOfAnotherProviderIsNamed() {
        let file = Media(
            .fileID("file-1"), mediaType: "application/pdf", filename: "a.pdf", metadata: metadata(of: "maker"))
        let portable = PortableHistory([.user([.file(file)])], for: .init(provider: "other"))
        #expect(portable.messages == [.user("(A file (a.pdf, application/pdf) was here.)")])
    }

    @Test func aMessageOfWhichNothingIsLeftIsNotSent() {
        let thought = Message(role: .assistant, content: [.reasoning("Hm.", metadata: metadata(of: "maker"))])
        let portable = PortableHistory([.user("Hi."), thought], for: .init(provider: "other"))
        #expect(portable.messages == [.user("Hi.")])
        #expect(portable.entries.count == 2)
    }

    @Test func aResultWithoutItsCallIsTold() {
        let result = ToolResult(callID: "gone", name: "find", output: .error("no"))
        let portable = PortableHistory([.tool([result])], for: .init(provider: "other"))
        #expect(portable.messages == [.user("(Result of find: error: no)")])
    }
}
