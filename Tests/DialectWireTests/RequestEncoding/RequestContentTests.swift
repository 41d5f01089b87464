import Dialect
import DialectWire
import Foundation
import Testing

/// How messages become items of `input`.
@Suite struct RequestContentTests {
    private let bytes = Data([0, 1, 2])

    private func line(_ content: ContentPart...) throws -> String {
        try ModelRequest(messages: [.user(content)]).inputLines().joined(separator: "\n")
    }

    private func user(_ part: String) -> String { #"{"type":"message","role":"user","content":[\#(part)]}"# }

    // MARK: What the app says

    @Test func rolesAreKept() throws {
        let request = ModelRequest(messages: [
            .system("S"), Message(role: .developer, content: ["D"]), .user("U"), .assistant("A"),
        ])
        #expect(
            try request.inputLines() == [
                #"{"type":"message","role":"system","content":"S"}"#,
                #"{"type":"message","role":"developer","content":"D"}"#,
                #"{"type":"message","role":"user","content":"U"}"#,
                #"{"type":"message","role":"assistant","content":"A"}"#,
            ])
    }

    @Test func textsOfAMessageStayApart() throws {
        #expect(try line("A", "B") == user(#"{"type":"input_text","text":"A"},{"type":"input_text","text":"B"}"#))
        let assistant = ModelRequest(messages: [.user("Hi"), Message(role: .assistant, content: ["A", "", "B"])])
        #expect(
            try assistant.inputLines()[1]
                == #"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"A"},{"type":"output_text","text":"B"}]}"#
        )
    }

    @Test func images() throws {
        #expect(
            try line("See", .image(Media(data: bytes, mediaType: "image/png")))
                == user(
                    #"{"type":"input_text","text":"See"},{"type":"input_image","image_url":"data:image/png;base64,AAEC"}"#
                ))
        #expect(
            try line(.image(Media(.url("https://example.org/a.png"), mediaType: "image/*")))
                == user(#"{"type":"input_image","image_url":"https://example.org/a.png"}"#))
        var detailed = Media(.fileID("file_1"), mediaType: "image/*")
        detailed.metadata[raw: "openai"] = ["detail": "low"]
        #expect(
            try line(.image(detailed)) == user(#"{"type":"input_image","file_id":"file_1","detail":"low"}"#))
    }

    @Test func files() throws {
        #expect(
            try line(.file(Media(data: bytes, mediaType: "application/pdf")))
                == user(
                    #"{"type":"input_file","file_data":"data:application/pdf;base64,AAEC","filename":"document.pdf"}"#))
        #expect(
            try line(.file(Media(data: bytes, mediaType: "text/csv", filename: "a.csv")))
                == user(#"{"type":"input_file","file_data":"data:text/csv;base64,AAEC","filename":"a.csv"}"#))
        #expect(
            try line(.file(Media(.url("https://example.org/a.pdf"), mediaType: "application/pdf")))
                == user(#"{"type":"input_file","file_url":"https://example.org/a.pdf"}"#))
        #expect(
            try line(.file(Media(.fileID("file_1"), mediaType: "application/pdf")))
                == user(#"{"type":"input_file","file_id":"file_1"}"#))
    }

    @Test(arguments: [("audio/mpeg", "mp3"), ("audio/wav", "wav"), ("audio/x-wav", "wav"), ("audio/flac", "flac")])
    func audio(mediaType: String, format: String) throws {
        #expect(
            try line(.audio(Media(data: bytes, mediaType: mediaType)))
                == user(#"{"type":"input_audio","input_audio":{"data":"AAEC","format":"\#(format)"}}"#))
    }

    @Test func whatHasNoFormIsLeftOutWithAWarning() throws {
        let request = ModelRequest(messages: [
            .user([
                "Hi", .audio(Media(.url("https://example.org/a.wav"), mediaType: "audio/wav")),
                .reasoning("Hm"), .toolCall(ToolCall(id: "c", name: "f", arguments: "{}")),
            ])
        ])
        let encoded = try request.encoded()
        #expect(try request.inputLines() == [#"{"type":"message","role":"user","content":"Hi"}"#])
        #expect(
            encoded.warningLines == ["degradedContent audio", "degradedContent reasoning", "degradedContent f"])
    }

    // MARK: Tools' answers

    struct Answer: Sendable { var kind: ToolKind, output: ToolOutput, line: String }

    @Test(arguments: [
        Answer(kind: .function, output: "sun", line: #"{"type":"function_call_output","call_id":"c","output":"sun"}"#),
        Answer(
            kind: .function, output: .json(["t": 20]),
            line: #"{"type":"function_call_output","call_id":"c","output":"{\"t\":20}"}"#),
        Answer(
            kind: .function, output: .error("No such city"),
            line: #"{"type":"function_call_output","call_id":"c","output":"No such city"}"#),
        Answer(
            kind: .function,
            output: .content([
                "See", .image(Media(.url("https://example.org/a"), mediaType: "image/*")),
                .file(Media(.fileID("file_1"), mediaType: "application/pdf")),
            ]),
            line: #"{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"See"},"#
                + #"{"type":"input_image","image_url":"https://example.org/a"},{"type":"input_file","file_id":"file_1"}]}"#
        ),
        Answer(kind: .custom, output: "1", line: #"{"type":"custom_tool_call_output","call_id":"c","output":"1"}"#),
        Answer(
            kind: .computer, output: .content([.image(Media(data: Data([0, 1, 2]), mediaType: "image/png"))]),
            line:
                #"{"type":"computer_call_output","call_id":"c","output":{"type":"computer_screenshot","image_url":"data:image/png;base64,AAEC"}}"#
        ),
        Answer(
            kind: .computer, output: .content([.image(Media(.fileID("file_1"), mediaType: "image/png"))]),
            line:
                #"{"type":"computer_call_output","call_id":"c","output":{"type":"computer_screenshot","file_id":"file_1"}}"#
        ),
        Answer(
            kind: .shell, output: "a.txt",
            line:
                #"{"type":"shell_call_output","call_id":"c","output":[{"stdout":"a.txt","stderr":"","outcome":{"type":"exit","exit_code":0}}]}"#
        ),
        Answer(
            kind: .shell, output: .error("denied"),
            line:
                #"{"type":"shell_call_output","call_id":"c","output":[{"stdout":"","stderr":"denied","outcome":{"type":"exit","exit_code":1}}]}"#
        ),
        Answer(
            kind: .shell, output: .json([["stdout": "", "stderr": "", "outcome": ["type": "timeout"]]]),
            line:
                #"{"type":"shell_call_output","call_id":"c","output":[{"stdout":"","stderr":"","outcome":{"type":"timeout"}}]}"#
        ),
        Answer(
            kind: .localShell, output: "a.txt",
            line: #"{"type":"local_shell_call_output","call_id":"c","output":"a.txt"}"#),
        Answer(
            kind: .applyPatch, output: "Done",
            line: #"{"type":"apply_patch_call_output","call_id":"c","status":"completed","output":"Done"}"#),
        Answer(
            kind: .applyPatch, output: .error("No such file"),
            line: #"{"type":"apply_patch_call_output","call_id":"c","status":"failed","output":"No such file"}"#),
        Answer(
            kind: .toolSearch, output: .json([["type": "function", "name": "f"]]),
            line:
                #"{"type":"tool_search_output","call_id":"c","execution":"client","tools":[{"type":"function","name":"f"}]}"#
        ),
    ])
    func aToolsAnswerHasTheFormOfItsKind(_ answer: Answer) throws {
        let result = ToolResult(callID: "c", name: "f", output: answer.output, kind: answer.kind)
        #expect(try ModelRequest(messages: [.tool([result])]).inputLines() == [answer.line])
    }

    @Test func imagesInAnAnswerKeepTheirDetail() throws {
        var media = Media(.fileID("file_1"), mediaType: "image/*")
        media.metadata[raw: "openai"] = ["detail": "high"]
        let result = ToolResult(callID: "c", name: "f", output: .content([.image(media)]))
        #expect(
            try ModelRequest(messages: [.tool([result])]).inputLines() == [
                #"{"type":"function_call_output","call_id":"c","output":[{"type":"input_image","file_id":"file_1","detail":"high"}]}"#
            ])
    }

    @Test func textBesideAnAnswerIsAMessageOfTheUser() throws {
        let result = ToolResult(callID: "c", name: "f", output: "sun")
        #expect(
            try ModelRequest(messages: [Message(role: .tool, content: ["A", .toolResult(result), "B"])]).inputLines()
                == [
                    #"{"type":"message","role":"user","content":"A"}"#,
                    #"{"type":"function_call_output","call_id":"c","output":"sun"}"#,
                    #"{"type":"message","role":"user","content":"B"}"#,
                ])
    }
}
