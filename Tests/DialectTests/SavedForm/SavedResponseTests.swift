import Dialect
import Foundation
import Testing

/// The saved form of responses and their parts. A change here breaks what people have stored: add, never alter.
struct SavedResponseTests {
    private static let usage = Usage(
        input: Usage.Input(total: 10, cacheRead: 4, cacheWrite: 2), output: Usage.Output(total: 5, reasoning: 3),
        raw: ["input_tokens": 10])
    private static let metadata = ResponseMetadata(
        id: "resp_1", model: "toy-1-2026", createdAt: Date(timeIntervalSinceReferenceDate: 700_000_000.5),
        requestID: "req_1", headers: ["x-a": "b"], provider: Toy.metadata("p"))

    @Test func response() throws {
        let response = ModelResponse(
            content: ["Hi"], finishReason: FinishReason(.length, raw: "max_output_tokens"), usage: Self.usage,
            warnings: [ModelWarning(.unsupportedSetting, subject: "topK", message: "No such setting.")],
            metadata: Self.metadata)
        try expectGolden(
            response,
            """
            {
              "content": [{"text": "Hi", "type": "text"}],
              "finishReason": {"kind": "length", "raw": "max_output_tokens"},
              "metadata": {
                "createdAt": 700000000.5, "headers": {"x-a": "b"}, "id": "resp_1", "model": "toy-1-2026",
                "provider": {"toy": {"itemID": "p"}}, "requestID": "req_1"
              },
              "usage": {
                "input": {"cacheRead": 4, "cacheWrite": 2, "total": 10}, "isPartial": false,
                "output": {"reasoning": 3, "total": 5}, "raw": {"input_tokens": 10}
              },
              "warnings": [{"kind": "unsupportedSetting", "message": "No such setting.", "subject": "topK"}]
            }
            """)
    }

    @Test(
        arguments: [
            (
                .responseMetadata(ResponseMetadata(id: "r")),
                #"{"type":"responseMetadata","value":{"headers":{},"id":"r","provider":{}}}"#
            ),
            (.textStart(id: "0"), #"{"id":"0","type":"textStart"}"#),
            (.textDelta(id: "0", text: "a"), #"{"id":"0","text":"a","type":"textDelta"}"#),
            (.textEnd(id: "0"), #"{"id":"0","type":"textEnd"}"#),
            (
                .textEnd(id: "0", metadata: Toy.metadata("t")),
                #"{"id":"0","metadata":{"toy":{"itemID":"t"}},"type":"textEnd"}"#
            ),
            (.reasoningStart(id: "1"), #"{"id":"1","type":"reasoningStart"}"#),
            (.reasoningDelta(id: "1", text: "a"), #"{"id":"1","text":"a","type":"reasoningDelta"}"#),
            (
                .reasoningEnd(id: "1", metadata: Toy.metadata("t")),
                #"{"id":"1","metadata":{"toy":{"itemID":"t"}},"type":"reasoningEnd"}"#
            ),
            (.toolInputStart(id: "c", name: "n"), #"{"id":"c","name":"n","type":"toolInputStart"}"#),
            (.toolInputDelta(id: "c", text: "{"), #"{"id":"c","text":"{","type":"toolInputDelta"}"#),
            (.toolInputEnd(id: "c"), #"{"id":"c","type":"toolInputEnd"}"#),
            (
                .steering(SteeringNews(.failed, id: "s", message: "m", input: [1])),
                #"""
                {"type":"steering","value":{"id":"s","input":[1],"kind":"failed","message":"m","requiredInput":[]}}
                """#
            ),
            (
                .toolCall(ToolCall(id: "c", name: "n", arguments: "{}")),
                #"""
                {"type":"toolCall","value":{"arguments":"{}","id":"c","isProviderExecuted":false,"kind":"function",
                "metadata":{},"name":"n"}}
                """#
            ),
            (
                .toolProgress(ToolProgress(callID: "c", name: "n", status: "searching", output: [1])),
                #"{"type":"toolProgress","value":{"callID":"c","name":"n","output":[1],"status":"searching"}}"#
            ),
            (
                .toolResult(ToolResult(callID: "c", name: "n", output: .json(nil))),
                #"""
                {"type":"toolResult","value":{"callID":"c","isProviderExecuted":false,"kind":"function","metadata":{},
                "name":"n","output":{"json":null}}}
                """#
            ),
            (
                .source(Source(kind: .filePath, filename: "f")),
                #"{"type":"source","value":{"filename":"f","kind":"filePath","metadata":{}}}"#
            ),
            (
                .file(Media(.fileID("f"), mediaType: "image/png")),
                #"{"type":"file","value":{"location":{"fileID":"f"},"mediaType":"image/png","metadata":{}}}"#
            ),
            (
                .providerItem(ProviderItem(provider: "toy", type: "x", json: [:])),
                #"{"type":"providerItem","value":{"json":{},"provider":"toy","type":"x"}}"#
            ),
            (
                .warning(ModelWarning(.irregularStream, subject: "s", message: "m")),
                #"{"type":"warning","value":{"kind":"irregularStream","message":"m","subject":"s"}}"#
            ),
            (
                .finish(.stop, Usage(isPartial: true), ResponseMetadata()),
                #"""
                {"metadata":{"headers":{},"provider":{}},"reason":{"kind":"stop"},"type":"finish",
                "usage":{"input":{},"isPartial":true,"output":{}}}
                """#
            ),
            (
                .unknown(type: "new.event", json: ["type": "new.event", "n": 1]),
                #"{"name":"new.event","type":"unknown","value":{"n":1,"type":"new.event"}}"#
            ),
        ] as [(StreamPart, String)])
    func streamPart(_ part: StreamPart, _ golden: String) throws {
        try expectGolden(part, golden)
    }

    @Test func modelID() throws {
        try expectGolden(
            [ModelID(provider: "openrouter", model: "anthropic/claude")], #"["openrouter/anthropic/claude"]"#)
        #expect(ModelID("openrouter/anthropic/claude") == ModelID(provider: "openrouter", model: "anthropic/claude"))
        for wrong in ["", "/", "openai", "openai/", "/gpt"] {
            #expect(ModelID(wrong) == nil, "\(wrong)")
        }
        for wrong in ["", "openai"] {
            let data = Data("[\"\(wrong)\"]".utf8)
            #expect(throws: DecodingError.self) { try JSONDecoder().decode([ModelID].self, from: data) }
        }
    }

    /// Such as the model of a server that has but one.
    @Test func aModelWithoutANameIsReadAgain() throws {
        try expectGolden(
            [ModelID(provider: "llamacpp", model: ""), ModelID(provider: "", model: "a/b")], #"["llamacpp/","/a/b"]"#)
    }

    @Test func capabilities() throws {
        try expectGolden(
            ModelCapabilities(features: [.tools], contextWindow: 1000, maxOutputTokens: 10),
            #"{"contextWindow":1000,"features":["tools"],"maxOutputTokens":10}"#)
    }

    @Test(arguments: [
        (FinishReason.stop, "stop"),
        (FinishReason(.stop, raw: "stop"), "stop"),
        (FinishReason(.other, raw: "paused"), "other (paused)"),
    ])
    func finishReasonReadsWell(_ reason: FinishReason, _ description: String) {
        #expect(reason.description == description)
    }

    /// A server may report any number.
    @Test func usageNeverOverflows() {
        let most = Usage(
            input: Usage.Input(total: Int.max, cacheRead: Int.max, cacheWrite: Int.max),
            output: Usage.Output(total: Int.max, reasoning: Int.max))
        #expect(most.total == Int.max)
        #expect(most + most == most)
        #expect(most.input.uncached == 0)
        let least = Usage(input: Usage.Input(total: Int.min), output: Usage.Output(total: Int.min))
        #expect((least + least).total == Int.min)
    }

    @Test func usageAddsUp() {
        let one = Usage(input: Usage.Input(total: 1), output: Usage.Output(total: 2, reasoning: 1), raw: 1)
        let sum = one + Usage(input: Usage.Input(total: 10, cacheRead: 3), isPartial: true)
        #expect(sum.input == Usage.Input(total: 11, cacheRead: 3))
        #expect(sum.output == Usage.Output(total: 2, reasoning: 1))
        #expect(sum.total == 13)
        #expect(sum.isPartial)
        #expect(sum.raw == nil)
        #expect(Usage().total == nil)
        #expect(Usage(output: Usage.Output(total: 2)).total == 2)
    }
}
