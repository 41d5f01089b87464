import Dialect
import DialectWire
import Foundation
import Testing

/// How messages become turns, and content becomes blocks.
@Suite struct MessagesRequestTests {
    @Test("Instructions stand apart, and messages of one role are one turn")
    func turns() throws {
        let body = try ModelRequest(messages: [
            .system("Be brief."), .user("Hi"), .user("Are you there?"), .assistant("Yes."), .user("Good."),
        ]).messagesBody()
        #expect(
            body == [
                "max_tokens": 64000,
                "messages": [
                    [
                        "role": "user",
                        "content": [["type": "text", "text": "Hi"], ["type": "text", "text": "Are you there?"]],
                    ],
                    ["role": "assistant", "content": [["type": "text", "text": "Yes."]]],
                    ["role": "user", "content": [["type": "text", "text": "Good."]]],
                ],
                "model": "claude-sonnet-4-5", "stream": true, "system": [["type": "text", "text": "Be brief."]],
            ])
    }

    @Test("Results come first in their turn, answered calls before anything else")
    func resultsFirst() throws {
        let call = ToolCall(id: "call.1|x", name: "add", arguments: #"{"a":1}"#)
        let body = try ModelRequest(messages: [
            .user("Add."), Message(role: .assistant, content: [.toolCall(call)]),
            Message(role: .user, content: ["Here it is:", .toolResult(ToolResult(for: call, output: "2"))]),
        ]).messagesBody()
        #expect(
            body["messages"]?[1]?["content"] == [
                ["type": "tool_use", "id": "call_1_x_ClQI9pcvf4", "name": "add", "input": ["a": 1]]
            ])
        #expect(
            body["messages"]?[2]?["content"] == [
                [
                    "type": "tool_result", "tool_use_id": "call_1_x_ClQI9pcvf4",
                    "content": [["type": "text", "text": "2"]],
                ],
                ["type": "text", "text": "Here it is:"],
            ])
    }

    @Test("Ids that the API does not take stay apart, of which others would become one")
    func ids() throws {
        let calls = ["a.b", "a b", "ü", "a_b"].map { ToolCall(id: $0, name: "add", arguments: "{}") }
        let body = try ModelRequest(messages: [
            .user("Add."), Message(role: .assistant, content: calls.map(ContentPart.toolCall)),
            .tool(calls.map { ToolResult(for: $0, output: "2") }),
        ]).messagesBody()
        let called = (body["messages"]?[1]?["content"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        let answered = (body["messages"]?[2]?["content"]?.arrayValue ?? []).compactMap {
            $0["tool_use_id"]?.stringValue
        }
        #expect(Set(called).count == 4)
        #expect(answered == called)
        #expect(called.last == "a_b")
    }

    @Test("Results hold media, JSON and errors")
    func results() throws {
        func result(_ output: ToolOutput) throws -> JSONValue? {
            try ModelRequest(messages: [.tool([ToolResult(callID: "t1", name: "look", output: output)])])
                .messagesBody()["messages"]?[0]?["content"]?[0]
        }
        #expect(try result(.json(["a": 1]))?["content"] == [["type": "text", "text": #"{"a":1}"#]])
        #expect(try result(.error("Broken"))?["is_error"] == true)
        #expect(try result("")?["content"] == nil)
        #expect(try result(" \n")?["content"] == nil)
        // An error without content is refused.
        for silent in ["", " "] {
            #expect(
                try result(.error(silent))?["content"] == [
                    ["type": "text", "text": "The tool failed without a message."]
                ])
        }
        let picture = Media(data: Data([1, 2, 3]), mediaType: "image/png")
        #expect(
            try result(.content(["Look:", .image(picture)]))?["content"] == [
                ["type": "text", "text": "Look:"],
                [
                    "type": "image",
                    "source": ["type": "base64", "media_type": "image/png", "data": "AQID"],
                ],
            ])
    }

    @Test("Images, PDFs, texts and uploaded files are blocks of their own")
    func media() throws {
        let request = ModelRequest(messages: [
            .user([
                .image(Media(.url("https://a.example/a.png"), mediaType: "image/png")),
                .image(Media(.fileID("file_1"), mediaType: "image/png")),
                .file(Media(data: Data([1]), mediaType: "application/pdf", filename: "a.pdf")),
                .file(
                    Media(
                        .data(Data("Hi".utf8)), mediaType: "text/plain",
                        metadata: .anthropic(MessagesMetadata(citations: true, context: "A greeting.")))),
                .file(Media(.fileID("file_2"), mediaType: "application/pdf")),
                .file(Media(.fileID("file_3"), mediaType: "text/x-unknown")),
                .file(Media(.fileID("file_4"), mediaType: "application/vnd.ms-excel")),
            ])
        ])
        let encoded = try request.messages()
        let blocks = try request.messagesBody()["messages"]?[0]?["content"]?.arrayValue ?? []
        #expect(
            blocks == [
                ["type": "image", "source": ["type": "url", "url": "https://a.example/a.png"]],
                ["type": "image", "source": ["type": "file", "file_id": "file_1"]],
                [
                    "type": "document",
                    "source": ["type": "base64", "media_type": "application/pdf", "data": "AQ=="], "title": "a.pdf",
                ],
                [
                    "type": "document", "source": ["type": "text", "media_type": "text/plain", "data": "Hi"],
                    "context": "A greeting.", "citations": ["enabled": true],
                ],
                ["type": "document", "source": ["type": "file", "file_id": "file_2"]],
                ["type": "document", "source": ["type": "file", "file_id": "file_3"]],
                ["type": "container_upload", "file_id": "file_4"],
            ])
        #expect(encoded.betas == ["files-api-2025-04-14"])
        #expect(encoded.warnings.isEmpty)
    }

    @Test("What has no form is left out with a warning")
    func unsayable() throws {
        let encoded = try ModelRequest(messages: [
            .user([
                "Hi", .audio(Media(data: Data([1]), mediaType: "audio/wav")),
                .file(Media(data: Data([1]), mediaType: "application/zip")),
            ]),
            Message(
                role: .assistant,
                content: [
                    .reasoning("Hm"), "Yes.",
                    .toolCall(ToolCall(id: "s", name: "web_search", arguments: "{}", isProviderExecuted: true)),
                    .toolResult(ToolResult(callID: "s", name: "web_search", output: "x", isProviderExecuted: true)),
                    .providerItem(ProviderItem(provider: "openai", type: "compaction", json: [:])),
                ]),
            .user("Go on."), .system("Be brief."),
        ]).messages()
        #expect(
            encoded.warnings.map(\.subject) == [
                "audio", "file", "reasoning", "web_search", "web_search", "compaction", "system",
            ])
        #expect(encoded.warnings.allSatisfy { $0.kind == .degradedContent })
    }

    @Test("Later instructions can stay where they stand")
    func systemInPlace() throws {
        let request = try ModelRequest(messages: [.user("Hi"), .assistant("Hi"), .system("Be brief."), .user("Go.")])
            .withMessages { $0.systemInPlace = true }
        #expect(try request.messagesBody()["messages"]?[2]?["role"] == "system")
        #expect(try request.messages().warnings.isEmpty)
    }

    @Test("A begun answer ends in no white space, and empty texts are left out")
    func prefill() throws {
        let body = try ModelRequest(messages: [.user(["", "Go.", " "]), .assistant("The answer is \n")])
            .messagesBody()
        #expect(body["messages"]?[0]?["content"] == [["type": "text", "text": "Go."]])
        #expect(body["messages"]?[1]?["content"] == [["type": "text", "text": "The answer is"]])
    }

    @Test("A request without content is refused")
    func empty() {
        #expect(throws: LanguageModelError.self) { try ModelRequest(messages: [.system("Be brief.")]).messages() }
        #expect(throws: LanguageModelError.self) { try ModelRequest("Hi").messages(model: "") }
        let tool = FunctionTool(name: "add", inputSchema: "no object")
        #expect(throws: LanguageModelError.self) {
            try ModelRequest(messages: [.user("Hi")], tools: [.function(tool)]).messages()
        }
    }

    @Test("Equal requests are equal bytes, whatever the dialect")
    func dialects() throws {
        let request = try ModelRequest("Hi").withMessages { $0.betas = ["b-1", "a-1", "b-1"] }
        let anthropic = try request.messages()
        let again = try request.messages()
        #expect(anthropic.body(stream: true) == again.body(stream: true))
        #expect(anthropic.headers.map(\.name) == ["anthropic-version", "anthropic-beta"])
        #expect(anthropic.headers.map(\.value) == ["2023-06-01", "a-1,b-1"])
        let vertex = try request.messagesBody(dialect: .vertex)
        #expect(vertex["anthropic_version"] == "vertex-2023-10-16")
        #expect(vertex["model"] == nil && vertex["stream"] == true)
        #expect(try request.messages(dialect: .vertex).headers.map(\.name) == ["anthropic-beta"])
        let bedrock = try request.messagesBody(dialect: .bedrock)
        #expect(bedrock["anthropic_version"] == "bedrock-2023-05-31")
        #expect(bedrock["anthropic_beta"] == ["a-1", "b-1"])
        #expect(bedrock["model"] == nil && bedrock["stream"] == nil)
        #expect(try request.messages(dialect: .bedrock).headers.isEmpty)
    }

    @Test("Counting and batches leave out what is not theirs")
    func otherBodies() throws {
        var request: ModelRequest = "Hi"
        request.options.temperature = 0.5
        let encoded = try request.messages()
        #expect(
            try JSONValue(parsing: encoded.countingBody()) == [
                "messages": [["role": "user", "content": [["type": "text", "text": "Hi"]]]],
                "model": "claude-sonnet-4-5",
            ])
        #expect(encoded.batchParameters()["stream"] == nil)
        #expect(encoded.batchParameters()["max_tokens"] == 64000)
    }
}
