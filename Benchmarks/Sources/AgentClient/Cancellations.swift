import Dialect
import Measuring

/// Runs that are cancelled while a model writes or tools are at work.
struct Cancellations {
    let trials: Int
    /// Whether tools go on when they are cancelled.
    let isStubborn: Bool
    private static let trialsAtOnce = 4
    /// A step takes about twenty milliseconds; the moment is in one of the first.
    private static let latest = 50_000

    private struct Outcome: Sendable {
        /// From the cancellation to the result.
        let nanoseconds: Int
        let result: AgentResult
    }

    /// Reports the times in microseconds, the share of those below 100 ms, how many results were not as they should be,
    /// and how many tools were left behind.
    func run() async throws {
        var outcomes: [Outcome] = []
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for number in 0..<trials {
                if number >= Self.trialsAtOnce, let outcome = try await group.next() { outcomes.append(outcome) }
                group.addTask { try await trial(number) }
            }
            for try await outcome in group { outcomes.append(outcome) }
        }
        let times = outcomes.map(\.nanoseconds).sorted()
        let within = Double(times.count { $0 <= 100_000_000 }) / Double(trials)
        let wrong = outcomes.count { $0.result.ending != .cancelled || !$0.result.messages.isWhole }
        let left = outcomes.reduce(0) { $0 + $1.result.leftBehind.count }
        let steps = outcomes.reduce(0) { $0 + $1.result.steps.count }
        ThisProcess.report(
            "p50_us=\(times[times.count / 2] / 1000) p99_us=\(times[times.count * 99 / 100] / 1000) "
                + "max_us=\((times.last ?? 0) / 1000) within=\(within) wrong=\(wrong) left=\(left) steps=\(steps)")
    }

    private func trial(_ number: Int) async throws -> Outcome {
        let agent = Agent(model: SlowModel(), tools: tools, limits: AgentLimits(steps: .max))
        let task = Task {
            let result = number % 2 == 0 ? try await agent.run("Go") : try await agent.stream("Go").collect()
            return (result, ThisProcess.nanoseconds)
        }
        // Well spread, and the same in every run.
        try await Task.sleep(for: .microseconds(number * 7_919 % Self.latest))
        let cancelled = ThisProcess.nanoseconds
        task.cancel()
        let (result, ended) = try await task.value
        return Outcome(nanoseconds: max(0, ended - cancelled), result: result)
    }

    private var tools: ToolSet {
        let isStubborn = isStubborn
        return [
            AnyTool(name: "sleep", description: "Sleeps.", inputSchema: ["type": "object"]) { _, _ in
                try await Task.sleep(for: .milliseconds(10))
                // The task within is nobody's to cancel.
                if isStubborn { _ = await Task { try? await Task.sleep(for: .milliseconds(300)) }.value }
                return "rested"
            }
        ]
    }
}

/// A model that takes its time over each part, and calls two tools in every step.
private struct SlowModel: LanguageModel {
    let id = ModelID(provider: "canned", model: "slow")

    func stream(_ request: ModelRequest) -> ResponseStream {
        let step = request.messages.count
        let deltas = (0..<6).map { StreamPart.textDelta(id: "0", text: "Piece \($0). ") }
        let calls = (0..<2).map { StreamPart.toolCall(ToolCall(id: "\(step)-\($0)", name: "sleep", arguments: "{}")) }
        let parts =
            [.textStart(id: "0")] + deltas + [.textEnd(id: "0")] + calls
            + [.finish(.toolCalls, Usage(input: .init(total: 1), output: .init(total: 1)), ResponseMetadata())]
        return ResponseStream { SlowParts(parts) }
    }
}

private final class SlowParts: PartSource {
    private let parts: [StreamPart]
    private var position = 0

    init(_ parts: [StreamPart]) { self.parts = parts }

    func next(into parts: inout [StreamPart]) async throws -> Bool {
        try await Task.sleep(for: .milliseconds(1))
        parts.append(self.parts[position])
        position += 1
        return position < self.parts.count
    }
}

extension [Message] {
    /// Whether the results of all calls come right after them, so that any model can go on.
    fileprivate var isWhole: Bool {
        var open: [String] = []
        for message in self {
            var (calls, results) = ([String](), [String]())
            for part in message.content {
                if case .toolCall(let call) = part { calls.append(call.id) }
                if case .toolResult(let result) = part { results.append(result.callID) }
            }
            guard results == open, !message.content.isEmpty else { return false }
            open = calls
        }
        return open.isEmpty
    }
}
