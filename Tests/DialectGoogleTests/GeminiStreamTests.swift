import Dialect
import DialectGoogle
import Testing

/// What chunks of a stream, or a whole answer, are as parts.
@Suite struct GeminiStreamTests {
    @Test func thoughtsAndTextAreBlocksOfTheirOwn() {
        let parsed = GeminiParsed(
            """
            \(GeminiParsed.chunk(#"{"text":"Hm.","thought":true}"#))
            \(GeminiParsed.chunk(#"{"text":" Yes.","thought":true},{"text":"Hel"}"#))
            \(GeminiParsed.chunk(#"{"text":"lo"}"#))
            \(GeminiParsed.chunk(#"{"text":""}"#, finish: "STOP"))
            """)
        #expect(
            parsed.lines == [
                "start r1", "thought 0 begins", "thought 0: Hm.", "thought 0:  Yes.",
                #"thought 0 ends {"part":{"thought":true}}"#, "text 1 begins", "text 1: Hel", "text 1: lo",
                "text 1 ends", "finish stop (STOP)",
            ])
    }

    @Test func aSignatureStaysOnItsPart() {
        let parsed = GeminiParsed(
            """
            \(GeminiParsed.chunk(#"{"text":"A"}"#))
            \(GeminiParsed.chunk(#"{"text":"B","thoughtSignature":"c2ln"}"#))
            \(GeminiParsed.chunk(#"{"text":"C"}"#))
            \(GeminiParsed.chunk(#"{"text":"","thoughtSignature":"bGFzdA=="}"#, finish: "STOP"))
            """)
        #expect(parsed.response.text == "ABC")
        #expect(
            parsed.lines.dropFirst() == [
                "text 0 begins", "text 0: A", "text 0 ends", "text 1 begins", "text 1: B",
                #"text 1 ends {"part":{"thoughtSignature":"c2ln"}}"#, "text 2 begins", "text 2: C", "text 2 ends",
                "thought 3 begins", #"thought 3 ends {"verbatim":{"text":"","thoughtSignature":"bGFzdA=="}}"#,
                "finish stop (STOP)",
            ])
    }

    @Test func aCallWithoutAnIDGetsOne() {
        let parsed = GeminiParsed(
            """
            \(GeminiParsed.chunk(#"{"functionCall":{"name":"add","args":{"b":3,"a":2}},"thoughtSignature":"c2ln"}"#))
            \(GeminiParsed.chunk(#"{"functionCall":{"name":"now","args":null}},{"functionCall":{"id":"x","name":"now"}}"#, finish: "STOP"))
            """)
        #expect(
            parsed.lines.dropFirst() == [
                "input call_r1_0 begins: add", #"input call_r1_0: {"b":3,"a":2}"#, "input call_r1_0 ends",
                #"call call_r1_0 add {"b":3,"a":2} {"part":{"thoughtSignature":"c2ln"},"hasNoID":true}"#,
                "input call_r1_1 begins: now", "input call_r1_1: {}", "input call_r1_1 ends",
                #"call call_r1_1 now {} {"hasNoID":true}"#, "input x begins: now", "input x: {}", "input x ends",
                "call x now {}", "finish toolCalls (STOP)",
            ])
    }

    @Test func idsThatWereUsedBecomeOthers() {
        let calls = ["x_2", "x", "x"].map { #"{"functionCall":{"id":"\#($0)","name":"now"}}"# }
        let parsed = GeminiParsed(GeminiParsed.chunk(calls.joined(separator: ","), finish: "STOP"))
        #expect(parsed.response.toolCalls.map(\.id) == ["x_2", "x", "x#2"])
    }

    @Test func argumentsMayComeInPieces() throws {
        let parsed = GeminiParsed(
            """
            \(GeminiParsed.chunk(#"{"functionCall":{"name":"cook","willContinue":true},"thoughtSignature":"c2ln"}"#))
            \(GeminiParsed.chunk(#"{"functionCall":{"partialArgs":[{"jsonPath":"$.dish.parts[0].name","stringValue":"no","willContinue":true}],"willContinue":true}}"#))
            \(GeminiParsed.chunk(#"{"functionCall":{"partialArgs":[{"jsonPath":"$.dish.parts[0].name","stringValue":"odles"}],"willContinue":true}}"#))
            \(GeminiParsed.chunk(#"{"functionCall":{"partialArgs":[{"jsonPath":"$.dish.parts[1]['a key']","numberValue":2.5},{"jsonPath":"$.hot","boolValue":true},{"jsonPath":"$.note","nullValue":"NULL_VALUE"}],"willContinue":true}}"#))
            \(GeminiParsed.chunk(#"{"functionCall":{}}"#))
            \(GeminiParsed.chunk(#"{"functionCall":{"name":"serve"}}"#, finish: "STOP"))
            """)
        let calls = parsed.response.toolCalls
        #expect(calls.map(\.name) == ["cook", "serve"])
        let arguments = try #require(calls.first).argumentsJSON
        #expect(
            arguments == [
                "dish": ["parts": [["name": "noodles"], ["a key": 2.5]]], "hot": true, "note": nil,
            ])
        #expect(calls.first?.metadata[raw: "google"]?["part"]?["thoughtSignature"] == "c2ln")
        #expect(calls.last?.arguments == "{}")
    }

    @Test func aCallThatIsCutOffIsNoCall() {
        let parsed = GeminiParsed(
            """
            \(GeminiParsed.chunk(#"{"functionCall":{"name":"cook","willContinue":true}}"#))
            \(GeminiParsed.chunk(#"{"functionCall":{"partialArgs":[{"jsonPath":"$.a","stringValue":"x"}],"willContinue":true}}"#, finish: "MAX_TOKENS"))
            """)
        #expect(parsed.response.toolCalls.isEmpty)
        #expect(parsed.response.warnings.map(\.kind) == [.incompleteToolCall])
        #expect(parsed.response.finishReason == FinishReason(.length, raw: "MAX_TOKENS"))
    }

    static let wildPieces = ["$.a[999999999]", "a.b", "$.", "$[", "$['a", "$.a[-1]"]

    @Test("pieces for impossible places are refused", arguments: wildPieces)
    func wildPiece(_ path: String) {
        let parsed = GeminiParsed(
            GeminiParsed.chunk(
                #"{"functionCall":{"name":"f","partialArgs":[{"jsonPath":"\#(path)","stringValue":"x"}]}}"#,
                finish: "STOP"))
        #expect(parsed.error?.code == .protocolViolation)
    }

    /// When Google runs code, a candidate is said to have stopped before the output comes.
    @Test func aCandidateThatRanCodeGoesOn() {
        let code = GeminiParsed.chunk(
            #"{"text":"Run:"},{"executableCode":{"language":"PYTHON","code":"print(1)"}}"#, finish: "STOP")
        let result = GeminiParsed.chunk(#"{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1\n"}}"#)
        let end = GeminiParsed.chunk(#"{"text":"One."}"#, finish: "STOP")
        let whole = GeminiParsed([code, result, end].joined(separator: "\n"))
        #expect(whole.error == nil)
        #expect(whole.response.text == "Run:One.")
        #expect(whole.response.finishReason.kind == .stop)
        guard case .toolCall(let call) = whole.response.content[1],
            case .toolResult(let answer) = whole.response.content[2]
        else {
            Issue.record("no call and result: \(whole.lines)")
            return
        }
        #expect(call.isProviderExecuted && answer.callID == call.id)
        #expect(call.arguments == #"{"language":"PYTHON","code":"print(1)"}"#)
        #expect(answer.output == .text("1\n"))
        #expect(GeminiParsed(code).error?.code == .connection)
        #expect(GeminiParsed(code + "\n" + result).error?.code == .connection)
    }

    @Test func codeThatFailedIsAnError() {
        let parsed = GeminiParsed(
            GeminiParsed.chunk(
                #"{"executableCode":{"id":"c1","code":"x","language":"PYTHON"}},{"codeExecutionResult":{"id":"c1","outcome":"OUTCOME_FAILED","output":"no"}},{"text":"Sorry."}"#,
                finish: "STOP"))
        #expect(parsed.lines.contains(#"result c1 codeExecution error("no")"#))
    }

    @Test func googlesOwnToolsAreCallsAndResults() {
        let parsed = GeminiParsed(
            GeminiParsed.chunk(
                #"{"toolCall":{"toolType":"GOOGLE_SEARCH_WEB","args":{"queries":["q"]},"id":"t1"},"thoughtSignature":"c2ln"},{"toolResponse":{"toolType":"GOOGLE_SEARCH_WEB","response":{"a":1},"id":"t1"}},{"text":"Done."}"#,
                finish: "STOP"))
        let first = parsed.response.content.first
        guard case .toolCall(let call)? = first else {
            Issue.record("no call: \(String(describing: first))")
            return
        }
        #expect(call.isProviderExecuted && call.name == "GOOGLE_SEARCH_WEB" && call.arguments == #"{"queries":["q"]}"#)
        #expect(parsed.response.toolCalls.isEmpty)
        #expect(parsed.response.finishReason.kind == .stop)
    }

    @Test func aStreamWithoutAFinishReasonIsTruncated() {
        let parsed = GeminiParsed(GeminiParsed.chunk(#"{"text":"Hel"}"#))
        #expect(parsed.error?.code == .connection)
        #expect(parsed.error?.replaySafety == .unsafe)
    }

    @Test func usageMayFollowTheFinishReason() {
        let parsed = GeminiParsed(
            """
            \(GeminiParsed.chunk(#"{"text":"Hi"}"#, finish: "STOP"))
            {"usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":4,"candidatesTokenCount":2,"thoughtsTokenCount":3,"toolUsePromptTokenCount":5,"totalTokenCount":20}}
            """)
        let usage = parsed.response.usage
        #expect(usage.input == .init(total: 15, cacheRead: 4))
        #expect(usage.output == .init(total: 5, reasoning: 3))
        #expect(usage.raw?["totalTokenCount"] == 20)
        #expect(!usage.isPartial)
    }

    @Test func theLastReportOfUsageTakesThePlaceOfTheOthers() {
        let parsed = GeminiParsed(
            """
            {"candidates":[{"content":{"parts":[{"text":"Hi"}]}}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":21,"thoughtsTokenCount":35}}
            {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":87,"thoughtsTokenCount":78}}
            {"usageMetadata":{"trafficType":"ON_DEMAND"}}
            """)
        #expect(parsed.response.usage.input == .init(total: 87))
        #expect(parsed.response.usage.output == .init(total: 78, reasoning: 78))
    }

    /// A server may report any number.
    @Test func usageNeverOverflows() {
        let parsed = GeminiParsed(
            """
            \(GeminiParsed.chunk(#"{"text":"Hi"}"#, finish: "STOP"))
            {"usageMetadata":{"promptTokenCount":9223372036854775807,"toolUsePromptTokenCount":9223372036854775807}}
            """)
        #expect(parsed.response.usage.total == Int.max)
    }

    @Test func emptyTextAfterTheEndTakesNothingBack() {
        let parsed = GeminiParsed(
            """
            \(GeminiParsed.chunk(#"{"text":"Hi"}"#, finish: "STOP"))
            \(GeminiParsed.chunk(#"{"text":""}"#))
            """)
        #expect(parsed.error == nil)
        #expect(parsed.response.finishReason == FinishReason(.stop, raw: "STOP"))
    }

    @Test func anArrayOfChunksIsAStreamToo() {
        let parsed = GeminiParsed(
            "[\(GeminiParsed.chunk(#"{"text":"a"}"#)),\(GeminiParsed.chunk(#"{"text":"b"}"#, finish: "STOP"))]")
        #expect(parsed.response.text == "ab")
        #expect(parsed.error == nil)
    }

    @Test func filesAreContent() {
        let parsed = GeminiParsed(
            GeminiParsed.chunk(
                #"{"inlineData":{"mimeType":"image/png","data":"AQID"},"thoughtSignature":"c2ln"},{"fileData":{"mimeType":"video/mp4","fileUri":"gs://b/f"}},{"inlineData":{"mimeType":"image/png","data":"***"}}"#,
                finish: "STOP"))
        #expect(
            parsed.lines.dropFirst() == [
                #"file image/png {"part":{"thoughtSignature":"c2ln"}}"#, "file video/mp4",
                #"item inlineData {"inlineData":{"mimeType":"image/png","data":"***"}}"#, "finish stop (STOP)",
            ])
    }

    @Test func whatIsUnknownIsKept() {
        let parsed = GeminiParsed(
            """
            {"news":{"a":1}}
            {"candidates":[{"content":{"parts":[{"hologram":{"x":1}}]},"index":0},{"content":{"parts":[{"text":"other"}]},"index":1}]}
            \(GeminiParsed.chunk(#"{"text":"Hi"}"#, finish: "A_REASON_OF_TOMORROW"))
            """)
        #expect(
            parsed.lines == [
                "start ", "unknown news", #"item hologram {"hologram":{"x":1}}"#, "unknown candidate", "text 0 begins",
                "text 0: Hi", "text 0 ends", "finish other (A_REASON_OF_TOMORROW)",
            ])
    }
}
