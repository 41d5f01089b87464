import Dialect
import Foundation
import Testing

/// Whatever models and tools do, and whenever a run is cancelled: every call has one result, the history can be
/// continued, no task outlives the run, and the cost adds up.
struct AgentPropertyTests {
    private static let seeds: Range<UInt64> = 0..<300

    @Test(arguments: [true, false])
    func runsKeepTheirPromises(_ streams: Bool) async throws {
        for seed in Self.seeds {
            let run = RandomRun(seed: seed, streams: streams)
            let task = Task { await run.play() }
            let canceller = Task {
                await run.momentOfCancellation.wait()
                task.cancel()
            }
            let faults = await task.value
            #expect(faults.isEmpty, "seed \(seed), streaming \(streams): \(faults)")
            run.end()
            await canceller.value
        }
    }

    @Test func equalRunsGiveEqualHistories() async throws {
        for seed in Self.seeds.prefix(100) {
            var histories: [Data] = []
            for _ in 0..<2 {
                let run = RandomRun(seed: seed, streams: seed % 2 == 0, mayBeCancelled: false)
                _ = await run.play()
                run.end()
                histories.append(try RandomRun.encoder.encode(run.history))
            }
            #expect(histories[0] == histories[1], "seed \(seed)")
        }
    }
}

/// A run with a model, tools and a consumer who do what they like. Equal seeds give equal parties.
private final class RandomRun: Sendable {
    private let seed: UInt64
    private let streams: Bool
    /// Whether something may end the run while tools are running; what they come to is then a matter of luck.
    private let mayBeCancelled: Bool
    /// The run is cancelled when the model is asked or a tool called for the so manieth time.
    private let cancelledAt: Int?
    /// Whether the model, or the tool, then waits for the cancellation.
    private let pauses: Bool
    private let moments = LockedValue(0)
    /// Opened by the model or a tool, for another task that cancels the run.
    let momentOfCancellation = Gate()
    /// Whether there are tools that do not heed cancellation.
    private let hasStubbornTools: Bool
    private let spending = Spending()
    private let gate = Gate()
    private let active = LockedValue(0)
    private let messages = LockedValue<[Message]>([])

    init(seed: UInt64, streams: Bool, mayBeCancelled: Bool = true) {
        var random = SeededGenerator(seed: seed &* 31)
        self.seed = seed
        self.streams = streams
        self.mayBeCancelled = mayBeCancelled
        let isCancelled = Int.random(in: 0..<3, using: &random) == 0
        let moment = Int.random(in: 1..<15, using: &random)
        cancelledAt = mayBeCancelled && isCancelled ? moment : nil
        hasStubbornTools = mayBeCancelled && Int.random(in: 0..<8, using: &random) == 0
        pauses = Bool.random(using: &random)
    }

    var history: [Message] { messages.withLock { $0 } }

    /// Lets the tools end that nothing else ends.
    func end() {
        gate.open()
        momentOfCancellation.open()
    }

    /// Something begins that a cancellation may meet.
    ///
    /// - Returns: Whether it is to wait for that.
    private func isPaused() -> Bool {
        let count = moments.withLock { count in
            count += 1
            return count
        }
        guard count == cancelledAt else { return false }
        momentOfCancellation.open()
        return pauses
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return encoder
    }

    // MARK: The consumer

    /// Runs and resumes until there is nothing left to decide.
    ///
    /// - Returns: The promises that were broken.
    func play() async -> [String] {
        let agent = agent
        var random = SeededGenerator(seed: seed &* 17 &+ 5)
        var state: AgentState?
        var left = 0
        for _ in 0..<20 {
            let result = await once(agent, state)
            left += result.leftBehind.count
            guard result.ending == .suspended else { return broken(result, left) }
            var next = result.state
            for request in result.approvals {
                let decisions: [ApprovalDecision] = [
                    .approve, .deny("No."), .answer("Mine."), .approve(editing: ["n": 1]), .approve(editing: [3]),
                ]
                // What nobody here runs cannot be approved.
                let possible = request.need == .answer ? Array(decisions[1...2]) : decisions
                let decision = possible[Int.random(in: 0..<possible.count, using: &random)]
                do {
                    try next.decide(decision, for: request.call.id)
                } catch {
                    return ["a decision was refused: \(error)"]
                }
            }
            // As if another process went on.
            do {
                let saved = try Self.encoder.encode(next)
                let read = try JSONDecoder().decode(AgentState.self, from: saved)
                if try Self.encoder.encode(read) != saved || read.messages != next.messages {
                    return ["the saved state is another"]
                }
                state = read
            } catch {
                return ["the state cannot be saved: \(error)"]
            }
        }
        return ["the run has no end"]
    }

    private func once(_ agent: Agent, _ state: AgentState?) async -> AgentResult {
        do {
            guard streams else {
                guard let state else { return try await agent.run([.user("Go")], runID: "run") }
                return try await agent.run(resuming: state)
            }
            let stream = state.map { agent.stream(resuming: $0) } ?? agent.stream([.user("Go")], runID: "run")
            for try await event in stream {
                if case .finished(let result) = event { return result }
            }
            fatalError("A stream has ended without a result.")
        } catch let error as AgentError {
            return error.result
        } catch {
            fatalError("A run fails with AgentError only: \(error)")
        }
    }

    private func broken(_ result: AgentResult, _ left: Int) -> [String] {
        messages.withLock { $0 = result.messages }
        var broken = faults(in: result.messages)
        if result.messages != result.state.input + result.newMessages { broken.append("the history begins otherwise") }
        let running = active.withLock { $0 }
        if hasStubbornTools ? running > left : running > 0 || left > 0 {
            broken.append("\(running) tools are running, \(left) were left behind")
        }
        let (spent, told) = (spending.total, result.usage)
        let (input, output) = (told.input.total ?? 0, told.output.total ?? 0)
        // What a model has told when nobody listened any more is not known.
        let isAll = spent.input.total == input && spent.output.total == output
        if told.isPartial ? spent.input.total ?? 0 < input || spent.output.total ?? 0 < output : !isAll {
            broken.append("the run cost \(spent.total ?? 0) tokens and tells of \(told.total ?? 0)")
        }
        return broken
    }

    // MARK: The agent

    private var agent: Agent {
        var settings = AgentLimits(steps: 6)
        // A busy machine may be slow to end tools that heed their cancellation.
        settings.toolGrace = hasStubbornTools ? .milliseconds(2) : .seconds(60)
        return Agent(model: model(seed), tools: tools, limits: settings)
    }

    private func model(_ seed: UInt64, isNested: Bool = false) -> TestModel {
        TestModel(spending: spending) { [self] _, index in
            var random = SeededGenerator(seed: seed &* 1_000 &+ UInt64(index))
            let turn = turn(index, isNested: isNested, &random)
            guard isPaused() else { return turn }
            return .silent(after: Array(turn.parts.dropFirst().dropLast(Int.random(in: 1..<4, using: &random))))
        }
    }

    private func turn(_ index: Int, isNested: Bool, _ random: inout SeededGenerator) -> TestModel.Turn {
        let usage = tokens(Int.random(in: 0..<50, using: &random), Int.random(in: 0..<50, using: &random))
        let half: [StreamPart] = [
            .reasoningStart(id: "r"), .reasoningDelta(id: "r", text: "Hm"), .reasoningEnd(id: "r"),
            .textStart(id: "t"), .textDelta(id: "t", text: "Half"),
        ]
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .text("Done.", usage: usage)
        case 1: return .failing(LanguageModelError(.server, "Oh.", usage: usage), after: half)
        case 2:
            return TestModel.Turn(
                parts: TestModel.Turn.begin + half + [.textEnd(id: "t")]
                    + [.finish(FinishReason(.init("paused")), usage, ResponseMetadata())])
        case 3:
            return TestModel.Turn(
                parts: TestModel.Turn.begin + [.finish(.stop, usage, ResponseMetadata())])
        default:
            let names = isNested ? ["quick", "fail"] : tools.names + ["unknown"]
            let arguments = ["{}", #"{"n":1}"#, "{'n': 2", "none", "[1]", #"{"n":"x"}"#]
            let calls = (0..<Int.random(in: 1..<6, using: &random)).map { position in
                let name = names[Int.random(in: 0..<names.count, using: &random)]
                return ToolCall(
                    id: Int.random(in: 0..<6, using: &random) == 0 ? "same" : "\(index).\(position)", name: name,
                    arguments: arguments[Int.random(in: 0..<arguments.count, using: &random)])
            }
            return .calls(calls, text: Bool.random(using: &random) ? "I look." : nil, usage: usage)
        }
    }

    // MARK: The tools

    /// A tool that nobody here runs.
    private static let foreign: ToolDeclaration = .function(
        FunctionTool(name: "foreign", inputSchema: ["type": "object"]))

    private func tool(
        _ name: String, _ settings: ToolSettings = ToolSettings(),
        _ body: @escaping @Sendable (ToolContext) async throws -> ToolOutput
    ) -> AnyTool {
        AnyTool(
            name: name, description: "", inputSchema: ["type": "object", "properties": ["n": ["type": "integer"]]],
            settings: settings
        ) { [self] _, context in
            active.withLock { $0 += 1 }
            defer { active.withLock { $0 -= 1 } }
            if isPaused() { try await untilCancelled() }
            return try await body(context)
        }
    }

    private var tools: ToolSet {
        var tools: ToolSet = [
            tool("quick") { _ in "done" },
            tool("fail") { _ in throw LanguageModelError(.misuse, "The tool is broken.") },
            tool("yield") { context in
                for count in 0..<20 {
                    await Task.yield()
                    context.report(.integer(count))
                }
                return .json(["done": true])
            },
            tool("late", ToolSettings(timeout: .milliseconds(1))) { _ in
                try await untilCancelled()
                return "never"
            },
            tool("huge") { _ in .text(String(repeating: "x", count: 100_000)) },
            tool("alone", ToolSettings(isConcurrent: false)) { _ in
                await Task.yield()
                return "done"
            },
            tool("pay", ToolSettings(approval: .always)) { _ in "paid" },
            Self.foreign,
        ]
        if mayBeCancelled {
            tools.add(
                tool("ruin", ToolSettings(failure: .endsRun)) { context in
                    if context.step < 3 { return "well" }
                    throw LanguageModelError(.misuse, "The tool ends the run.")
                })
        }
        if hasStubbornTools {
            tools.add(
                tool("stubborn", ToolSettings(timeout: .milliseconds(1))) { [self] _ in
                    await gate.wait()
                    return "never"
                })
        } else {
            let nested = Agent(
                name: "nested", model: model(seed &+ 77, isNested: true),
                tools: [tool("quick") { _ in "done" }, tool("fail") { _ in throw CancellationError() }],
                limits: AgentLimits(steps: 3, toolGrace: .seconds(3_600)))
            // One after the other, so that each finds the model at the same place.
            tools.add(nested.asTool(description: "", settings: ToolSettings(isConcurrent: false)))
        }
        return tools
    }
}
