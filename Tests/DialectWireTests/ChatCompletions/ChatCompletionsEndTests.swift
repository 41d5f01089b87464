import Dialect
import DialectWire
import Testing

/// Laws 2, 5, 7 and 8: how a response ends, fails, and what it cost.
@Suite("The end of a chat completion")
struct ChatCompletionsEndTests {
    private static let text = ParsedChat.chunk(#"{"content":"Hi"}"#)
    private static let usage = #""usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}"#

    @Test("is [DONE], a finish reason and the end of the body, or a whole completion")
    func ends() {
        let finish = ParsedChat.chunk("{}", finish: "stop")
        for events in [[Self.text, finish, "[DONE]"], [Self.text, finish], [Self.text, finish, finish]] {
            let parsed = ParsedChat(events.joined(separator: "\n"))
            #expect(parsed.lines.last == "finish stop", "\(events)")
        }
        #expect(ParsedChat(message: #"{"content":"Hi"}"#).lines.last == "finish stop")
        // Some servers end without a reason.
        #expect(ParsedChat([Self.text, "[DONE]"].joined(separator: "\n")).response.finishReason == .stop)
        let whole = ParsedChat(message: #"{"content":"Hi"}"#, finish: "")
        #expect(whole.response.finishReason == .stop)
    }

    @Test("is missing from a body that breaks off")
    func truncated() {
        let parsed = ParsedChat(Self.text)
        #expect(parsed.error?.code == .connection)
        #expect(parsed.lines.contains("text 0: Hi"))
    }

    @Test(
        "has usage wherever the server puts it",
        arguments: [
            #"{"choices":[],\#(usage)}"#,
            #"{\#(usage)}"#,
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],\#(usage)}"#,
            #"{"choices":[{"index":0,"delta":{},"finish_reason":"stop",\#(usage)}]}"#,
            #"{"choices":[],"x_groq":{"id":"r",\#(usage)}}"#,
        ])
    func usagePlaces(_ last: String) {
        let parsed = ParsedChat(
            [Self.text, ParsedChat.chunk("{}", finish: "stop"), last, "[DONE]"].joined(separator: "\n"))
        #expect(parsed.lines.last == "finish stop, 5 in, 2 out")
        #expect(parsed.response.usage.raw?["total_tokens"] == 7)
    }

    @Test("counts cached and reasoning tokens of every vendor")
    func usageForms() throws {
        func usage(_ json: String) throws -> Usage { Usage(chatCompletions: try JSONValue(parsing: json)) }
        let openAI = try usage(
            #"{"prompt_tokens":10,"completion_tokens":8,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3},"completion_tokens_details":{"reasoning_tokens":6}}"#
        )
        #expect(openAI.input == Usage.Input(total: 10, cacheRead: 4, cacheWrite: 3))
        #expect(openAI.output == Usage.Output(total: 8, reasoning: 6))
        #expect(try usage(#"{"prompt_tokens":10,"prompt_cache_hit_tokens":4}"#).input.cacheRead == 4)
        #expect(try usage(#"{"prompt_tokens":10,"cached_tokens":4}"#).input.cacheRead == 4)
        #expect(try usage(#"{"prompt_tokens":10,"num_cached_tokens":4}"#).input.cacheRead == 4)
        // xAI counts reasoning apart.
        let apart = try usage(
            #"{"prompt_tokens":10,"completion_tokens":2,"total_tokens":18,"completion_tokens_details":{"reasoning_tokens":6}}"#
        )
        #expect(apart.output == Usage.Output(total: 8, reasoning: 6))
        // A server may report any number.
        let most = try usage(
            #"{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807,"total_tokens":9223372036854775807,"completion_tokens_details":{"reasoning_tokens":6}}"#
        )
        #expect(most.output == Usage.Output(total: Int.max, reasoning: 6))
    }

    @Test(
        "is an error where the server reports one",
        arguments: [
            (#"{"error":{"code":429,"message":"Slow down"}}"#, LanguageModelError.Code.rateLimited),
            (
                #"{"error":{"message":"Bad","type":"invalid_request_error","code":"tool_use_failed","status_code":400}}"#,
                .invalidRequest
            ),
            (#"{"error":"Out of memory"}"#, .server),
            (#"{"object":"error","message":"Bad","type":"invalid_request_error","code":"3051"}"#, .invalidRequest),
            (#"{"detail":"Invalid API Key"}"#, .server),
            (
                #"{"choices":[{"index":0,"delta":{"content":""},"finish_reason":null}],"error":{"code":502,"message":"Upstream"}}"#,
                .server
            ),
            (#"{"choices":[{"index":0,"error":{"code":503,"message":"No"},"finish_reason":"error"}]}"#, .overloaded),
        ])
    func errors(_ event: String, _ code: LanguageModelError.Code) {
        let parsed = ParsedChat([Self.text, event, "[DONE]"].joined(separator: "\n"))
        #expect(parsed.error?.code == code)
        #expect(parsed.error?.rawBody?.isEmpty == false)
        #expect(parsed.error?.provider == "vendor")
        #expect(parsed.lines.contains("text 0: Hi"))
    }

    @Test("keeps what was spent before an error")
    func errorUsage() {
        let parsed = ParsedChat(
            [Self.text, #"{"choices":[],\#(Self.usage)}"#, #"{"error":{"message":"M"}}"#].joined(separator: "\n"))
        #expect(parsed.error?.usage?.output.total == 2)
        #expect(parsed.error?.usage?.isPartial == true)
    }

    @Test(
        "has a reason in the vendor's word",
        arguments: [
            ("stop", FinishReason.Kind.stop), ("length", .length), ("max_tokens", .length),
            ("content_filter", .contentFilter),
            ("sensitive", .contentFilter), ("insufficient_system_resource", .error), ("eos", .stop),
            ("a_word_of_tomorrow", .other), ("tool_calls", .other),
        ])
    func reasons(_ word: String, _ kind: FinishReason.Kind) {
        let parsed = ParsedChat(deltas: [#"{"content":"Hi"}"#], finish: word)
        #expect(parsed.response.finishReason == FinishReason(kind, raw: word))
    }
}
