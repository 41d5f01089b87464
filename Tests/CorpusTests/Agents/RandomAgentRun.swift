import Dialect
import DialectSimulator
import Foundation
import NIOConcurrencyHelpers

/// A run of an agent in which the model, the tools, who approves and who watches do what they like. Equal seeds make
/// equal parties.
struct RandomAgentRun: Sendable {
    let seed: UInt64
    /// After so many events whoever watches cancels the run; nil lets it end. A run that is not watched is cancelled
    /// when the model is asked for the so manieth time.
    private let cancelledAt: Int?
    private let streams: Bool
    /// Whether there is a tool that ends only when it is cancelled, which whoever watches then does.
    private let hasEndlessTool: Bool

    init(seed: UInt64) {
        var random = SplitMix(seed: seed &* 31 &+ 7)
        self.seed = seed
        streams = Int.random(in: 0..<3, using: &random) > 0
        let moment = Int.random(in: 1..<(streams ? 60 : 6), using: &random)
        cancelledAt = Int.random(in: 0..<2, using: &random) == 0 ? moment : nil
        hasEndlessTool = streams && Int.random(in: 0..<4, using: &random) == 0
    }

    /// What the model is told of.
    var declarations: [ToolDeclaration] { agent(NIOLockedValueBox(0)).tools.declarations }

    /// Runs, and goes on after every decision, until the end.
    ///
    /// - Returns: The result; it is suspended only if the run has no end.
    func play() async -> AgentResult {
        let asked = NIOLockedValueBox(0)
        let agent = agent(asked)
        var random = SplitMix(seed: seed &* 17 &+ 5)
        var result = await once(agent, nil)
        for _ in 0..<12 where result.ending == .suspended {
            var state = result.state
            for request in result.approvals {
                let decisions: [ApprovalDecision] = [
                    .approve, .deny("No."), .answer("Mine."), .approve(editing: ["n": 1]), .approve(editing: [3]),
                ]
                // What nobody here runs cannot be approved.
                let possible = request.need == .answer ? Array(decisions[1...2]) : decisions
                try? state.decide(
                    possible[Int.random(in: 0..<possible.count, using: &random)], for: request.call.id)
            }
            result = await once(agent, state)
        }
        return result
    }

    /// A part of the run, in a task that can be cancelled.
    private func once(_ agent: Agent, _ state: AgentState?) async -> AgentResult {
        await Task {
            do {
                guard streams else {
                    guard let state else { return try await agent.run("Go") }
                    return try await agent.run(resuming: state)
                }
                var count = 0
                for try await event in state.map({ agent.stream(resuming: $0) }) ?? agent.stream("Go") {
                    if case .finished(let result) = event { return result }
                    count += 1
                    if count == cancelledAt || event.startsEndlessTool { withUnsafeCurrentTask { $0?.cancel() } }
                }
                fatalError("A stream has ended without a result.")
            } catch let error as AgentError {
                return error.result
            } catch {
                fatalError("A run fails with AgentError only: \(error)")
            }
        }.value
    }

    // MARK: The agent

    private func agent(_ asked: NIOLockedValueBox<Int>) -> Agent {
        let nested = Agent(
            name: "nested", model: model(seed &+ 77, NIOLockedValueBox(0), names: ["quick", "fail"]),
            tools: [tool("quick") { "done" }, tool("fail") { throw CancellationError() }],
            limits: AgentLimits(steps: 3, toolGrace: .seconds(60)))
        var tools = tools
        tools.add(nested.asTool(description: "Asks another."))
        let names = tools.names + Self.inventedTools
        let other = Agent(
            name: "other", model: model(seed &+ 99, NIOLockedValueBox(0), names: names), tools: tools,
            limits: AgentLimits(steps: 8))
        // A busy machine may be slow to end tools that heed their cancellation.
        return Agent(
            model: model(seed, asked, names: names), tools: tools,
            handoffs: [Handoff(to: other, description: "Goes on.")],
            limits: AgentLimits(steps: 8, toolGrace: .seconds(60)))
    }

    private func model(_ seed: UInt64, _ asked: NIOLockedValueBox<Int>, names: [String]) -> ScriptedModel {
        ScriptedModel(seed: seed) { _ in
            let index = asked.withLockedValue { count in
                count += 1
                return count
            }
            if !streams, index == cancelledAt { withUnsafeCurrentTask { $0?.cancel() } }
            var random = SplitMix(seed: seed &* 1_000 &+ UInt64(index))
            return Self.turn(index, names, &random)
        }
    }

    private static func turn(_ index: Int, _ names: [String], _ random: inout SplitMix) -> ScriptedTurn {
        var steps: [ScriptedTurn.Step] = []
        if Bool.random(using: &random) { steps.append(.reasoning("Let me think of it.")) }
        if Bool.random(using: &random) { steps.append(.text("I look at what there is.")) }
        let kind = Int.random(in: 0..<14, using: &random)
        if kind == 0 { return ScriptedTurn([.text("Done.")]) }
        if kind == 1 { return ScriptedTurn(steps + [.error(LanguageModelError(.server, "Oh."))]) }
        if kind == 2 { return ScriptedTurn(steps + [.finish(FinishReason(.init("paused")))]) }
        if kind == 3 { return ScriptedTurn([.finish(.stop)]) }
        for position in 0..<Int.random(in: 1..<6, using: &random) {
            let name = names.randomElement(using: &random) ?? "quick"
            steps.append(
                .toolCall(
                    name, arguments: Self.arguments.randomElement(using: &random) ?? "{}",
                    id: Self.ids(index, position).randomElement(using: &random),
                    kind: name == "note" ? .custom : .function))
        }
        return ScriptedTurn(kind == 4 ? steps + [.finish(.length)] : steps)
    }

    /// Names that models call though no tool is declared with them; one is that of a handoff.
    static let inventedTools = [
        "unknown", "hand_over_to_other", "functions.quick", "Wie spät ist es?", String(repeating: "long", count: 40),
    ]

    /// What models write, or leave of it when they are cut off.
    private static let arguments = [
        "{}", "{}", #"{"n":1}"#, #"{"n":1,"text":"a \"b\"\n ü 🦊"}"#, "{'n': 2", "none", "[1]", #"{"n":"x"}"#, "null",
        #""{\"n\":3}""#, #"{"n":"#, " ",
    ]

    /// Ids as models and their servers make them, also such as other servers would not take.
    private static func ids(_ index: Int, _ position: Int) -> [String] {
        [
            "call_\(index)_\(position)", "same", "", "functions.quick", "functions quick",
            "ünï", String(repeating: "long", count: 30) + "\(index).\(position)", "abcDEF123",
        ]
    }

    // MARK: The tools

    private func tool(
        _ name: String, _ settings: ToolSettings = ToolSettings(),
        _ body: @escaping @Sendable () async throws -> ToolOutput
    ) -> AnyTool {
        AnyTool(
            name: name, description: "Does something.",
            inputSchema: ["type": "object", "properties": ["n": ["type": "integer"], "text": ["type": "string"]]],
            settings: settings
        ) { _, _ in try await body() }
    }

    private var tools: ToolSet {
        let picture: ContentPart = .image(Media(data: Data([1, 2, 3]), mediaType: "image/png"))
        var tools: ToolSet = [
            tool("quick") { "done" },
            tool("silent") { "" },
            tool("nothing") { .content([]) },
            tool("json") { .json(["done": [true, .null, 1.5]]) },
            tool("list") { .json([1, "two"]) },
            tool("look") { .content(["This is it:", picture]) },
            tool("photograph") { .content([picture]) },
            tool("huge") { .text(String(repeating: "All work and no play. ", count: 500)) },
            tool("fail") { throw LanguageModelError(.misuse, "The tool is broken.") },
            tool("refuse") { .error("I will not.") },
            tool("slow") {
                for _ in 0..<20 { await Task.yield() }
                return "done at last"
            },
            tool("late", ToolSettings(timeout: .milliseconds(1))) { try await Self.never() },
            tool("alone", ToolSettings(isConcurrent: false)) { "done" },
            tool("pay", ToolSettings(approval: .always)) { "paid" },
            tool("ruin", ToolSettings(failure: .endsRun)) { throw LanguageModelError(.misuse, "That was all.") },
            AnyTool(ProviderTool(provider: "openai", type: "custom", name: "note")) { _, _ in "noted" },
            ToolDeclaration.function(FunctionTool(name: "foreign", inputSchema: ["type": "object"])),
        ]
        if hasEndlessTool { tools.add(tool(Self.endlessTool) { try await Self.never() }) }
        return tools
    }

    fileprivate static let endlessTool = "forever"

    /// Waits until it is cancelled.
    private static func never() async throws -> ToolOutput {
        try await Task.sleep(for: .seconds(86_400))
        return "never"
    }
}

extension AgentEvent {
    fileprivate var startsEndlessTool: Bool {
        if case .toolStarted(let call) = self { call.name == RandomAgentRun.endlessTool } else { false }
    }
}
