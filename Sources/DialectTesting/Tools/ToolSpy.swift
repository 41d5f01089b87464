public import Dialect

/// A tool that keeps its calls, and answers as the test wants it.
///
/// ```swift
/// let weather = ToolSpy("weather") { _, _ in "It rains." }
/// let agent = Agent(model: model, tools: [weather])
/// …
/// #expect(weather.calls.map(\.arguments) == [["city": "Ghent"]])
/// ```
public final class ToolSpy: Sendable {
    /// A call of the tool.
    public struct Call: Hashable, Sendable {
        public var id: String
        /// The step of the run.
        public var step: Int
        public var arguments: JSONValue
        public var outcome: Outcome
    }

    /// What became of a call.
    public enum Outcome: Hashable, Sendable {
        case running
        case returned(ToolOutput)
        /// It threw `CancellationError`.
        case cancelled
        /// It threw something else; the text describes it.
        case threw(String)
    }

    fileprivate struct State: Sendable {
        var calls: [Call] = []
        var running = 0
        var mostRunning = 0
    }

    private let state: LockedValue<State>
    /// The tool, for sets that are made by other means than a list.
    public let tool: AnyTool

    /// A tool of a closure.
    ///
    /// - Parameters:
    ///   - inputSchema: The JSON schema of the arguments; any object by default.
    ///   - respond: What a call does.
    public convenience init(
        _ name: String, description: String = "A tool of a test.", inputSchema: JSONValue = ["type": "object"],
        settings: ToolSettings = ToolSettings(),
        respond: @escaping @Sendable (JSONValue, ToolContext) async throws -> ToolOutput
    ) {
        self.init(
            AnyTool(name: name, description: description, inputSchema: inputSchema, settings: settings, respond))
    }

    /// A tool that does what another one does.
    public convenience init(_ tool: some Tool) { self.init(AnyTool(tool)) }

    /// A tool that does what another one does, and is declared and run as that is.
    public init(_ base: AnyTool) {
        let state = LockedValue(State())
        self.state = state
        tool = AnyTool(base) { arguments, context in
            let index = state.withLock { $0.began(context, arguments) }
            do {
                let output = try await base.call(arguments, context)
                state.withLock { $0.ended(index, .returned(output)) }
                return output
            } catch {
                state.withLock { $0.ended(index, error is CancellationError ? .cancelled : .threw("\(error)")) }
                throw error
            }
        }
    }

    /// Every call, in the order in which they began.
    public var calls: [Call] { state.withLock { $0.calls } }

    /// How many calls run now.
    public var runningCount: Int { state.withLock { $0.running } }

    /// How many calls ran at once at most.
    public var mostRunningCount: Int { state.withLock { $0.mostRunning } }
}

extension ToolSpy: ToolSet.Element {
    /// The tool that is spied on.
    public var toolSetEntry: ToolSet.Entry { tool.toolSetEntry }
}

extension ToolSpy.State {
    fileprivate mutating func began(_ context: ToolContext, _ arguments: JSONValue) -> Int {
        calls.append(
            ToolSpy.Call(id: context.callID, step: context.step, arguments: arguments, outcome: .running))
        running += 1
        mostRunning = max(mostRunning, running)
        return calls.count - 1
    }

    fileprivate mutating func ended(_ index: Int, _ outcome: ToolSpy.Outcome) {
        calls[index].outcome = outcome
        running -= 1
    }
}
