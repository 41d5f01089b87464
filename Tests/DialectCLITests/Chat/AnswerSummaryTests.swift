import Dialect
import Testing

@testable import DialectCLI

@Suite("The line after an answer")
struct AnswerSummaryTests {
    @Test("tells what is known, and nothing else")
    func lines() {
        let usage = Usage(input: .init(total: 12_345, cacheRead: 1_024), output: .init(total: 56))
        let all = AnswerSummary(usage: usage, steps: 2, elapsed: .milliseconds(3_140), cost: 0.0042)
        #expect(all.text == "12,345 tokens in (1,024 cached) · 56 out · 2 steps · 3.1 s · $0.0042")
        let nothing = AnswerSummary(usage: Usage(), steps: 1, elapsed: .milliseconds(20), cost: nil)
        #expect(nothing.text == "1 step · 0.0 s")
        var partial = Usage(input: .init(total: 7), output: .init(total: 1))
        partial.isPartial = true
        let cut = AnswerSummary(usage: partial, steps: 1, elapsed: .seconds(61), cost: nil)
        #expect(cut.text == "7 tokens in · 1 out at least · 1 step · 61.0 s")
    }

    @Test(
        "shows small amounts",
        arguments: [
            (0, "$0.00"), (1, "$1.00"), (0.25, "$0.25"), (0.05, "$0.050"), (0.00507, "$0.0051"),
            (0.0000879, "$0.000088"), (12.344, "$12.34"), (1e-12, "$0.00000000"),
        ])
    func amounts(_ cost: Double, _ text: String) {
        let summary = AnswerSummary(usage: Usage(), steps: 1, elapsed: .zero, cost: cost)
        #expect(summary.text == "1 step · 0.0 s · \(text)")
    }

    @Test(
        "reads the cost where a provider tells it",
        arguments: [
            ("xai", #"{"cost_in_usd_ticks":37756000}"#, 0.0037756),
            ("perplexity", #"{"cost":{"request_cost":0.005,"total_cost":0.00501}}"#, 0.00501),
            ("openrouter", #"{"cost":0.0012}"#, 0.0012), ("vercel-gateway", #"{"cost":0.003576}"#, 0.003576),
            ("openrouter", #"{"total_tokens":3}"#, nil), ("openai", #"{"cost":1}"#, nil),
        ] as [(String, String, Double?)])
    func costs(_ provider: String, _ raw: String, _ cost: Double?) throws {
        let usage = Usage(raw: try JSONValue(parsing: raw))
        let response = ModelResponse(content: [], finishReason: .stop, usage: usage)
        #expect(response.reportedCost(by: provider) == cost)
    }

    @Test("says no cost when that of one step is unknown")
    func unknownStep() async throws {
        let (known, unknown) = (["cost": 0.5] as JSONValue, [:] as JSONValue)
        for (raws, cost) in [([known, known], 1.0), ([known, unknown], nil)] as [([JSONValue], Double?)] {
            let tool = AnyTool(name: "t", description: "", inputSchema: ["type": "object"]) { _, _ in "x" }
            let model = PricedModel(raws: raws)
            let result = try await Agent(model: model, tools: [tool]).run("Go.")
            #expect(result.steps.count == 2)
            #expect(AnswerSummary(result, elapsed: .zero).cost == cost)
        }
    }
}

/// Calls a tool, then answers; and says what each cost.
private struct PricedModel: LanguageModel {
    let id = ModelID(provider: "openrouter", model: "m")
    let raws: [JSONValue]

    func stream(_ request: ModelRequest) -> ResponseStream {
        let isFirst = request.messages.count == 1
        let usage = Usage(input: .init(total: 1), output: .init(total: 1), raw: raws[isFirst ? 0 : 1])
        var parts: [StreamPart] = [.responseMetadata(ResponseMetadata())]
        if isFirst { parts.append(.toolCall(ToolCall(id: "c", name: "t", arguments: "{}"))) }
        parts.append(.finish(isFirst ? .toolCalls : .stop, usage, ResponseMetadata()))
        return ResponseStream(parts)
    }
}
