import Dialect
import DialectWire
import Foundation
import Testing

/// What a message holds, in all the fields that vendors have for it; a stream and a whole completion give the same.
@Suite("Content of Chat Completions")
struct ChatCompletionsContentTests {
    @Test(
        "is reasoning in whichever field it comes",
        arguments: [
            (#"{"reasoning_content":"Hm."}"#, "reasoning_content"), (#"{"reasoning":"Hm."}"#, "reasoning"),
            (#"{"reasoning":"Hm.","reasoning_content":"Hm."}"#, "reasoning_content"),
            (#"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]}]}"#, "thinking"),
        ])
    func reasoning(_ piece: String, _ field: String) {
        for parsed in [
            ParsedChat(deltas: [piece, #"{"content":"Yes."}"#]),
            ParsedChat(message: String(piece.dropLast()) + (field == "thinking" ? "}" : #","content":"Yes."}"#)),
        ] {
            #expect(parsed.response.reasoning == "Hm.")
            guard case .reasoning(_, let metadata)? = parsed.response.content.first else {
                Issue.record("no reasoning comes first: \(parsed.lines)")
                continue
            }
            #expect(metadata[raw: "vendor"]?["reasoningField"]?.stringValue == field)
        }
    }

    @Test("has reasoning details put together as they were")
    func details() throws {
        let parsed = ParsedChat(deltas: [
            #"{"reasoning":"We ","reasoning_details":[{"type":"reasoning.text","text":"We ","index":0,"format":"f"}]}"#,
            #"{"reasoning":"need","reasoning_details":[{"type":"reasoning.text","text":"need","index":0,"format":"f"}]}"#,
            #"{"reasoning_details":[{"type":"reasoning.text","signature":"sig","index":0,"format":"f"}]}"#,
            #"{"content":"Yes.","reasoning_details":[{"type":"reasoning.encrypted","data":"secret","index":0}]}"#,
        ])
        #expect(parsed.response.reasoning == "We need")
        let body = try #require(try parsed.response.sentBack())
        #expect(
            body["reasoning_details"] == [
                ["type": "reasoning.text", "text": "We need", "index": 0, "format": "f", "signature": "sig"],
                ["type": "reasoning.encrypted", "data": "secret", "index": 0],
            ])
        #expect(body["content"] == "Yes.")
    }

    @Test("may be reasoning that is encrypted alone")
    func encrypted() throws {
        let detail = #"{"type":"reasoning.encrypted","data":"secret","index":0,"id":"rs_1"}"#
        let parsed = ParsedChat(message: #"{"content":"Yes.","reasoning_details":[\#(detail)]}"#)
        #expect(parsed.response.reasoning.isEmpty)
        let body = try #require(try parsed.response.sentBack())
        #expect(body["reasoning_details"]?[0]?["data"] == "secret")
    }

    @Test("is a refusal, which ends as a filter does")
    func refusal() throws {
        for parsed in [
            ParsedChat(deltas: [#"{"refusal":"I "}"#, #"{"refusal":"won't."}"#]),
            ParsedChat(message: #"{"content":null,"refusal":"I won't."}"#),
        ] {
            #expect(parsed.response.text == "I won't.")
            #expect(parsed.response.finishReason == FinishReason(.contentFilter, raw: "stop"))
            #expect(try parsed.response.sentBack()?["refusal"] == "I won't.")
        }
    }

    @Test("is sound and what is said")
    func audio() throws {
        let parsed = ParsedChat(deltas: [
            #"{"audio":{"id":"audio_1","transcript":"Good "}}"#, #"{"audio":{"data":"AAEC"}}"#,
            #"{"audio":{"data":"AwQF","transcript":"day."}}"#, #"{"audio":{"expires_at":1}}"#,
        ])
        #expect(parsed.response.text == "Good day.")
        guard case .audio(let media)? = parsed.response.content.last, case .data(let data) = media.location else {
            Issue.record("no sound: \(parsed.lines)")
            return
        }
        #expect(Array(data) == [0, 1, 2, 3, 4, 5])
        let body = try #require(try parsed.response.sentBack())
        #expect(body["audio"] == ["id": "audio_1"])
        #expect(body["content"] == .null)
    }

    @Test("has sources, wherever the vendor lists them")
    func sources() {
        let annotation =
            #"{"type":"url_citation","url_citation":{"url":"https://a.example","title":"A","start_index":0,"end_index":3}}"#
        let cited = ParsedChat(deltas: [#"{"content":"Yes."}"#, #"{"annotations":[\#(annotation)]}"#])
        #expect(cited.lines.contains("source url https://a.example 0..<3"))
        for list in [
            #""citations":["https://a.example"]"#,
            #""citations":["https://b.example"],"search_results":[{"title":"A","url":"https://a.example"}]"#,
            #""web_search":[{"title":"A","link":"https://a.example"}]"#,
        ] {
            let chunk = #"{"choices":[{"index":0,"delta":{"content":"Yes."},"finish_reason":"stop"}],\#(list)}"#
            let parsed = ParsedChat([chunk, chunk].joined(separator: "\n"))
            #expect(parsed.response.sources.compactMap(\.url) == ["https://a.example"], "\(list)")
        }
    }

    @Test("is images of models that draw")
    func images() {
        let parsed = ParsedChat(
            message:
                #"{"content":"Here.","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAEC"}}]}"#
        )
        guard case .image(let media)? = parsed.response.content.last else {
            Issue.record("no image: \(parsed.lines)")
            return
        }
        #expect(media.mediaType == "image/png")
        #expect(media.location == .data(Data([0, 1, 2])))
    }

    @Test("keeps what is said beside it")
    func extras() {
        let parsed = ParsedChat(
            [
                #"{"id":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}"#,
                #"{"id":"c1","model":"m-1","created":5,"service_tier":"flex","choices":[{"index":0,"delta":{"content":"a"},"logprobs":{"content":[{"token":"a"}]}}]}"#,
                #"{"id":"c1","choices":[{"index":0,"delta":{"content":"b","new_field":1},"logprobs":{"content":[{"token":"b"}]},"native_finish_reason":"end","finish_reason":"stop"}]}"#,
            ].joined(separator: "\n"))
        let metadata = parsed.response.metadata
        let own = metadata.provider[raw: "vendor"]
        #expect(metadata.id == "c1")
        #expect(metadata.model == "m-1")
        #expect(metadata.createdAt == Date(timeIntervalSince1970: 5))
        #expect(own?["logprobs"] == ["content": [["token": "a"], ["token": "b"]]])
        #expect(own?["response"]?["service_tier"] == "flex")
        #expect(own?["response"]?["prompt_filter_results"] == [["prompt_index": 0]])
        #expect(own?["choice"]?["native_finish_reason"] == "end")
        #expect(own?["message"]?["new_field"] == 1)
        let typed = metadata.provider.decode(ChatCompletionsMetadata.self, named: "vendor")
        #expect(typed?.serviceTier == "flex")
    }

    @Test("of further answers and of unknown kinds passes through")
    func unknown() {
        let parsed = ParsedChat(
            [
                #"{"choices":[{"index":1,"delta":{"content":"other"}},{"index":0,"delta":{"content":"Hi"}}]}"#,
                #"{"object":"news","x":1}"#,
                #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"brand_new":2}"#,
            ].joined(separator: "\n"))
        #expect(parsed.response.text == "Hi")
        #expect(
            parsed.lines.filter { $0.hasPrefix("unknown") } == ["unknown choice", "unknown news", "unknown brand_new"])
    }

    @Test("survives a server that cuts an emoji in two")
    func surrogates() {
        let parsed = ParsedChat(deltas: [
            #"{"content":"a\ud83d"}"#, #"{"content":"\ude00b"}"#,
            #"{"tool_calls":[{"index":0,"id":"t","function":{"name":"f","arguments":"{\"x\":\"\ud83d"}}]}"#,
            #"{"tool_calls":[{"index":0,"function":{"arguments":"\ude00\"}"}}]}"#,
        ])
        #expect(parsed.response.text == "a😀b")
        #expect(parsed.response.toolCalls.map(\.arguments) == [#"{"x":"😀"}"#])
    }

    @Test("that a message repeats with every chunk counts once")
    func repeated() {
        func chunk(_ delta: String, _ whole: String, _ finish: String) -> String {
            #"{"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"\#(delta)"},"message":{"role":"assistant","content":"\#(whole)"},"finish_reason":\#(finish)}]}"#
        }
        let parsed = ParsedChat(
            [chunk("A", "A", "null"), chunk("b", "Ab", "null"), chunk("", "Abc", "\"stop\"")].joined(separator: "\n"))
        #expect(parsed.response.text == "Abc")
    }
}

extension ModelResponse {
    /// The assistant message as it goes back to its vendor.
    func sentBack(_ dialect: ChatCompletionsDialect = .vendor) throws -> JSONValue? {
        let request = ModelRequest(messages: [.user("Go on."), message, .user("Then?")])
        let body = try ChatCompletionsRequestEncoder(dialect: dialect).encode(request, model: "m").body
        return try JSONValue(parsing: body)["messages"]?[1]
    }
}
