import Dialect
import Measuring

/// Runs of an agent whose model calls a tool in every step, and answers in the last.
struct Steps {
    let count: Int
    let runs: Int
    let streams: Bool

    /// Reports the median of the runs' times for a step, and the mean of its CPU time, in nanoseconds.
    func run() async throws {
        let agent = Agent(
            model: QuickModel(steps: count), instructions: "Look everything up.", tools: [Self.lookup],
            limits: AgentLimits(steps: count))
        var times: [Int] = []
        let cpu = ThisProcess.cpuMicroseconds
        for _ in 0..<runs {
            let start = ThisProcess.nanoseconds
            let result = streams ? try await stream(agent) : try await agent.run("Go")
            times.append((ThisProcess.nanoseconds - start) / count)
            guard result?.steps.count == count, result?.text == "Done." else {
                ThisProcess.fail("the run ended after \(result?.steps.count ?? 0) steps: \(result?.text ?? "")")
            }
        }
        let cpuTime = (ThisProcess.cpuMicroseconds - cpu) * 1000 / (runs * count)
        ThisProcess.report("ns=\(times.sorted()[times.count / 2]) cpu_ns=\(cpuTime)")
    }

    private func stream(_ agent: Agent) async throws -> AgentResult? {
        for try await event in agent.stream("Go") {
            if case .finished(let result) = event { return result }
        }
        return nil
    }

    private static let lookup = AnyTool(
        name: "lookup", description: "Looks a number up.",
        inputSchema: [
            "type": "object", "properties": ["number": ["type": "integer"]], "required": ["number"],
            "additionalProperties": false,
        ]
    ) { _, _ in "found" }
}

/// A model that answers at once.
private struct QuickModel: LanguageModel {
    let id = ModelID(provider: "canned", model: "quick")
    /// In how many steps it is done.
    let steps: Int

    private static let usage = Usage(input: .init(total: 100), output: .init(total: 10))

    /// Nil in the last step. Two messages stand before the first step, and each step adds two.
    private func call(for request: ModelRequest) -> ToolCall? {
        let step = (request.messages.count - 2) / 2
        guard step < steps - 1 else { return nil }
        return ToolCall(id: "call_\(step)", name: "lookup", arguments: #"{"number":\#(step)}"#)
    }

    func generate(_ request: ModelRequest) async throws -> ModelResponse {
        let call = call(for: request)
        return ModelResponse(
            content: [call.map(ContentPart.toolCall) ?? .text("Done.")], finishReason: call == nil ? .stop : .toolCalls,
            usage: Self.usage)
    }

    func stream(_ request: ModelRequest) -> ResponseStream {
        let begin = StreamPart.responseMetadata(ResponseMetadata(model: "quick"))
        guard let call = call(for: request) else {
            return ResponseStream([
                begin, .textStart(id: "0"), .textDelta(id: "0", text: "Done."), .textEnd(id: "0"),
                .finish(.stop, Self.usage, ResponseMetadata()),
            ])
        }
        return ResponseStream([
            begin, .toolInputStart(id: call.id, name: call.name), .toolInputDelta(id: call.id, text: call.arguments),
            .toolInputEnd(id: call.id), .toolCall(call), .finish(.toolCalls, Self.usage, ResponseMetadata()),
        ])
    }
}
