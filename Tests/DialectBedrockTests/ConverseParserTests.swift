import Dialect
import Foundation
import Testing

@testable import DialectBedrock

@Suite struct ConverseParserTests {
    private typealias P = ParsedConverse

    private func body(_ content: JSONValue, _ reason: String, _ more: JSONObject = [:]) -> JSONValue {
        var body: JSONObject = [
            "output": ["message": ["role": "assistant", "content": content]], "stopReason": .string(reason),
            "usage": ["inputTokens": 3, "outputTokens": 5, "totalTokens": 8], "metrics": ["latencyMs": 7],
        ]
        for (key, value) in more { body[key] = value }
        return .object(body)
    }

    @Test func streamAndBodyAgree() {
        let streamed = P(
            [["messageStart": ["role": "assistant"]]],
            [
                P.delta(0, ["reasoningContent": ["text": "Hm"]]), P.delta(0, ["reasoningContent": ["text": "m."]]),
                P.delta(0, ["reasoningContent": ["signature": "c2ln"]]), P.stop(0),
                P.delta(1, ["reasoningContent": ["redactedContent": "cmVk"]]), P.stop(1),
                P.delta(2, ["text": "Let me "]), P.delta(2, ["text": "see."]), P.stop(2),
            ], P.call(3, id: "t1", name: "weather", ["", "{\"city\":", "\"Rome\"}"]),
            P.call(4, id: "t2", name: "time", []), P.end("tool_use"))
        let whole = P([
            body(
                [
                    ["reasoningContent": ["reasoningText": ["text": "Hmm.", "signature": "c2ln"]]],
                    ["reasoningContent": ["redactedContent": "cmVk"]], ["text": "Let me see."],
                    ["toolUse": ["toolUseId": "t1", "name": "weather", "input": ["city": "Rome"]]],
                    ["toolUse": ["toolUseId": "t2", "name": "time", "input": [:]]],
                ], "tool_use")
        ])
        #expect(streamed.error == nil && whole.error == nil)
        #expect(streamed.response == whole.response)
        #expect(streamed.response.reasoning == "Hmm.\n\n")
        #expect(streamed.response.text == "Let me see.")
        #expect(streamed.response.toolCalls.map(\.arguments) == [#"{"city":"Rome"}"#, "{}"])
        #expect(streamed.response.finishReason == FinishReason(.toolCalls, raw: "tool_use"))
        #expect(streamed.response.metadata.provider[Bedrock.self].metrics?.latencyMs == 7)
    }

    @Test func parallelCallsMayInterleave() {
        func piece(_ index: Int, _ text: String) -> JSONValue { P.delta(index, ["toolUse": ["input": .string(text)]]) }
        let parsed = P(
            [
                P.start(0, ["toolUse": ["toolUseId": "a", "name": "f"]]),
                P.start(1, ["toolUse": ["toolUseId": "b", "name": "g"]]), piece(0, "{\"x\""), piece(1, "{\"y\""),
                piece(0, ":1}"), piece(1, ":2}"), P.stop(1), P.stop(0),
            ], P.end("tool_use"))
        #expect(
            parsed.response.toolCalls.map { "\($0.id) \($0.name) \($0.arguments)" } == [
                #"b g {"y":2}"#, #"a f {"x":1}"#,
            ])
    }

    @Test func emptyBlocksAreNone() {
        let parsed = P(
            [P.delta(0, ["text": ""]), P.stop(0), P.delta(1, ["text": "Hi"]), P.stop(1)], P.end("end_turn"))
        #expect(parsed.response.content == [.text("Hi")])
    }

    @Test(arguments: ["max_tokens", "model_context_window_exceeded"])
    func aCallThatWasCutIsReportedAndNotExecuted(reason: String) {
        let streamed = P(
            P.call(0, id: "a", name: "f", [#"{"x":1}"#]), P.call(1, id: "b", name: "g", [#"{"y":"#]), P.end(reason))
        #expect(streamed.response.toolCalls.map(\.id) == ["a"])
        #expect(streamed.response.warnings.map(\.kind) == [.incompleteToolCall])
        #expect(streamed.response.warnings.first?.subject == "b")
        #expect(streamed.response.finishReason.raw == reason)
        let alone = P(P.call(0, id: "b", name: "g", []), P.end(reason))
        #expect(alone.response.finishReason == FinishReason(.length, raw: reason))
        #expect(alone.response.toolCalls == [])
    }

    @Test func whatTheModelWroteInsteadOfJSONIsKept() {
        let parsed = P(P.call(0, id: "a", name: "f", ["{oops"]), P.end("tool_use"))
        #expect(parsed.response.toolCalls.map(\.arguments) == ["{oops"])
    }

    @Test func toolsOfBedrockAreExecutedThere() {
        let use = P.call(0, id: "s", name: "nova_code_interpreter", [#"{"snippet":"1+1"}"#], type: "server_tool_use")
        let start: JSONValue = ["toolUseId": "s", "status": "success", "type": "nova_code_interpreter_result"]
        let result = [
            P.start(1, ["toolResult": start]), P.delta(1, ["toolResult": [["json": ["stdOut": "2"]]]]), P.stop(1),
        ]
        let parsed = P(use, result, P.end("end_turn"))
        let response = parsed.response
        #expect(response.toolCalls == [])
        #expect(response.finishReason == FinishReason(.stop, raw: "end_turn"))
        guard response.content.count == 2, case .toolCall(let call) = response.content[0],
            case .toolResult(let answer) = response.content[1]
        else {
            Issue.record("\(response.content)")
            return
        }
        #expect(call.isProviderExecuted && answer.isProviderExecuted)
        #expect(answer.name == "nova_code_interpreter")
        #expect(answer.output == .json(["stdOut": "2"]))
    }

    @Test func citationsAreSourcesAndGoBack() throws {
        let web: JSONValue = [
            "title": "News", "location": ["web": ["url": "https://a.example/1", "domain": "a.example"]],
        ]
        let page: JSONValue = [
            "title": "Report", "source": "report.pdf", "sourceContent": [["text": "x"]],
            "location": ["documentPage": ["documentIndex": 0, "start": 1, "end": 2]],
        ]
        let streamed = P(
            [
                P.delta(0, ["text": "So it is"]), P.delta(0, ["citation": web]), P.delta(0, ["citation": page]),
                P.delta(0, ["text": "."]), P.stop(0),
            ], P.end("end_turn"))
        let whole = P([
            body([["citationsContent": ["content": [["text": "So it is."]], "citations": [web, page]]]], "end_turn")
        ])
        #expect(streamed.response == whole.response)
        #expect(streamed.response.sources.map(\.kind) == [.url, .file])
        #expect(streamed.response.sources.map(\.url) == ["https://a.example/1", nil])
        #expect(streamed.response.sources.map(\.title) == ["News", "Report"])
        let request = ModelRequest(messages: [.user("Hi"), streamed.response.message, .user("And?")])
        let sent = try JSONValue(parsing: ConverseRequestEncoder(model: "m").encode(request).body)
        let block = sent["messages"]?[1]?["content"]
        #expect(block == [["citationsContent": ["content": [["text": "So it is."]], "citations": [web, page]]]])
    }

    /// A server may report any number.
    @Test func usageNeverOverflows() {
        let most: JSONValue = [
            "inputTokens": .integer(Int.max), "cacheReadInputTokens": .integer(Int.max), "outputTokens": 5,
        ]
        let usage = P([body([["text": "Hi"]], "end_turn", ["usage": most])]).response.usage
        #expect(usage.input.total == Int.max && usage.output.total == 5)
    }

    @Test func imagesAreFiles() {
        let parsed = P(
            [
                P.start(0, ["image": ["format": "png"]]), P.delta(0, ["image": ["source": ["bytes": "AQ=="]]]),
                P.delta(0, ["image": ["source": ["bytes": "AgM="]]]), P.stop(0),
            ], P.end("end_turn"))
        #expect(parsed.response.content == [.image(Media(data: Data([1, 2, 3]), mediaType: "image/png"))])
        let failed = P([body([["image": ["format": "png", "error": ["message": "Blocked."]]]], "content_filtered")])
        #expect(failed.response.warnings.first?.message.contains("Blocked.") == true)
    }

    @Test(
        arguments: [
            ("end_turn", .stop), ("stop_sequence", .stop), ("max_tokens", .length),
            ("model_context_window_exceeded", .length), ("guardrail_intervened", .contentFilter),
            ("refusal", .contentFilter),
            ("content_filtered", .contentFilter), ("malformed_model_output", .error), ("malformed_tool_use", .error),
            ("tool_use", .other), ("news", .other),
        ] as [(String, FinishReason.Kind)])
    func namesTheEnd(word: String, kind: FinishReason.Kind) {
        let expected = FinishReason(kind, raw: word)
        #expect(P([P.delta(0, ["text": "x"])], P.end(word)).response.finishReason == expected)
        #expect(P([body([["text": "x"]], word)]).response.finishReason == expected)
    }

    @Test func usageCountsWhatWasCached() {
        let usage: JSONValue = [
            "inputTokens": 3, "outputTokens": 121, "cacheReadInputTokens": 1712, "cacheWriteInputTokens": 236,
            "totalTokens": 2072,
        ]
        let found = P([body([["text": "x"]], "end_turn", ["usage": usage])]).response.usage
        #expect(found.input == .init(total: 1951, cacheRead: 1712, cacheWrite: 236))
        #expect(found.total == 2072)
        #expect(found.raw == usage && !found.isPartial)
    }

    @Test func keepsTracesAndFieldsOfTheModel() {
        let parsed = P([
            P.delta(0, ["text": "No."]), P.stop(0),
            ["messageStop": ["stopReason": "guardrail_intervened", "additionalModelResponseFields": ["/x": 1]]],
            [
                "metadata": [
                    "usage": ["inputTokens": 0, "outputTokens": 0, "totalTokens": 0], "serviceTier": ["type": "flex"],
                    "trace": ["guardrail": ["actionReason": "Blocked."], "promptRouter": ["invokedModelId": "m-2"]],
                    "performanceConfig": ["latency": "optimized"],
                ]
            ],
        ])
        let own = parsed.response.metadata.provider[Bedrock.self]
        #expect(own.trace?["guardrail"]?["actionReason"] == "Blocked.")
        #expect(own.additionalModelResponseFields == ["/x": 1])
        #expect(own.serviceTier == ["type": "flex"] && own.performanceConfig == ["latency": "optimized"])
        #expect(parsed.response.metadata.model == "m-2")
    }

    @Test func theInputOfTheAnswersToolIsText() throws {
        var request: ModelRequest = "Where?"
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "city", schema: ["type": "object"]))
        let schemas = try ConverseRequestEncoder(model: "amazon.nova-lite-v1:0").encode(request).schemas
        let call = P.call(0, id: "a", name: "city", [#"{"name":"#, #""Rome"}"#])
        let parsed = P(call, P.end("tool_use"), schemas: schemas)
        #expect(parsed.response.content == [.text(#"{"name":"Rome"}"#)])
        #expect(parsed.response.finishReason == FinishReason(.stop, raw: "tool_use"))
        let whole = ParsedConverse(
            [body([["toolUse": ["toolUseId": "a", "name": "city", "input": ["name": "Rome"]]]], "tool_use")],
            schemas: schemas)
        #expect(whole.response == parsed.response)
    }

    // MARK: Ends

    @Test func withoutItsEndItIsTruncated() {
        let parsed = P([P.delta(0, ["text": "So"]), P.stop(0)])
        #expect(parsed.error?.code == .connection)
        #expect(parsed.response.text == "So")
    }

    @Test func withoutUsageItIsComplete() {
        let parsed = P([P.delta(0, ["text": "So"]), P.stop(0), ["messageStop": ["stopReason": "end_turn"]]])
        #expect(parsed.error == nil)
        #expect(parsed.response.usage == Usage(isPartial: true))
    }

    @Test(
        arguments: [
            ("throttlingException", "Too many tokens, please wait before trying again.", .rateLimited),
            ("throttlingException", "Too many tokens per day, please wait before trying again.", .quotaExceeded),
            ("validationException", "Input is too long for requested model.", .contextLengthExceeded),
            ("validationException", "The text field is blank.", .invalidRequest),
            ("modelStreamErrorException", "The model stopped.", .server),
            ("internalServerException", "Oh.", .server), ("serviceUnavailableException", "Busy.", .overloaded),
            ("exceptionOfTomorrow", "Who knows.", .server),
        ] as [(String, String, LanguageModelError.Code)])
    func exceptionsAreThrown(type: String, message: String, code: LanguageModelError.Code) {
        let events: [JSONValue] = [
            P.delta(0, ["text": "So"]),
            ["exception": ["type": .string(type), "payload": ["message": .string(message)]]],
        ]
        let error = P(events).error
        #expect(error?.code == code)
        #expect(error?.message == message && error?.details.type == type)
        #expect(error?.rawBody?.contains(message) == true)
        #expect(error?.replaySafety == .unsafe)
    }

    @Test func exceptionsNeedNoFraming() {
        #expect(P([["throttlingException": ["message": "Wait."]]]).error?.code == .rateLimited)
    }

    @Test func whatIsNewPassesThrough() {
        let news: JSONValue = ["newsOfTomorrow": ["x": 1]]
        let delta = P.delta(0, ["smell": "rose"])
        let parsed = P([news, delta, P.delta(0, ["text": "Hi"])], P.end("end_turn"))
        #expect(parsed.parts.contains(.unknown(type: "newsOfTomorrow", json: news)))
        #expect(parsed.parts.contains(.unknown(type: "contentBlockDelta", json: delta)))
        let block: JSONValue = ["hologram": ["x": 1]]
        let item = ProviderItem(provider: "bedrock", type: "hologram", json: block)
        #expect(P([body([block], "end_turn")]).response.content == [.providerItem(item)])
    }
}
