import Dialect
import DialectAnthropic
import Testing

/// Requests and results of batches.
@Suite struct AnthropicBatchTests {
    @Test("Every kind of result is read")
    func results() throws {
        let lines = """
            {"custom_id":"a","result":{"type":"succeeded","message":{"id":"msg_1","type":"message","model":"m","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}}}
            {"custom_id":"b","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}}}
            {"custom_id":"c","result":{"type":"canceled"}}

            {"custom_id":"d","result":{"type":"expired"}}
            {"custom_id":"e","result":{"type":"errored","error":{"type":"overloaded_error","message":"Overloaded"}}}
            {"custom_id":"f","result":{"type":"vanished"}}
            """
        let results = try AnthropicBatchResult.results(ofLines: Array(lines.utf8))
        #expect(results.map(\.customID) == ["a", "b", "c", "d", "e", "f"])
        #expect(results[0].response?.text == "Hello")
        #expect(results[0].response?.usage.total == 5)
        #expect(
            results.map(\.error?.code) == [
                nil, .contextLengthExceeded, .invalidRequest, .timeout, .overloaded, .server,
            ])
        #expect(results[5].kind.rawValue == "vanished")
    }

    @Test("A line that is no result is an error", arguments: ["nonsense", "{}", #"{"custom_id":"a"}"#])
    func brokenLine(line: String) {
        let error = #expect(throws: LanguageModelError.self) { try AnthropicBatchResult(line: Array(line.utf8)) }
        #expect(error?.code == .decoding)
    }

    @Test("A request of a batch is never streamed")
    func request() throws {
        let model = AnthropicProvider(apiKey: "secret").model("claude-sonnet-4-5")
        let request = try model.batchRequest("Hi", customID: "a")
        #expect(request["custom_id"] == "a")
        #expect(request["params"]?["model"] == "claude-sonnet-4-5")
        #expect(request["params"]?["stream"] == nil)
        #expect(request["params"]?["messages"]?[0]?["content"]?[0]?["text"] == "Hi")
    }
}
