public import Dialect

extension AgentPattern.Expectation {
    // MARK: What the model says

    /// Something that the model says or does, as in a ``StreamPattern``.
    public static func model(_ expectation: StreamPattern.Expectation) -> Self {
        Self(members: [
            Member(description: expectation.description) {
                if case .model(let event) = $0 { expectation.isAbout(event) } else { false }
            } holds: {
                if case .model(let event) = $0 { expectation.holds(event) } else { false }
            }
        ])
    }

    /// A block of text, word for word.
    public static func text(_ expected: String) -> Self { model(.text(expected)) }

    /// A block of text that contains something.
    public static func text(containing expected: String) -> Self { model(.text(containing: expected)) }

    /// A block of text, whatever it says.
    public static var anyText: Self { model(.anyText) }

    // MARK: What tools do

    /// A tool begins to run.
    public static func toolStarted(_ name: String) -> Self {
        event("the start of \(name)") {
            if case .toolStarted = $0 { true } else { false }
        } holds: {
            if case .toolStarted(let call) = $0 { call.name == name } else { false }
        }
    }

    /// A running tool shows what it has.
    ///
    /// - Parameter report: Nil is any.
    public static func toolProgress(_ name: String, _ report: JSONValue? = nil) -> Self {
        event("a report of \(name)\(report.map { ": \($0)" } ?? "")") {
            if case .toolProgress = $0 { true } else { false }
        } holds: {
            guard case .toolProgress(let call, let shown) = $0 else { return false }
            return call.name == name && (report == nil || shown == report)
        }
    }

    /// A call has its result, be it an error.
    ///
    /// Calls of one answer run at once, and end in any order: put theirs together by ``inAnyOrder(_:)``.
    ///
    /// - Parameter output: Nil is any.
    public static func toolFinished(_ name: String, output: ToolOutput? = nil) -> Self {
        result("the result of \(name)\(output.map { ": \($0)" } ?? "")") { result in
            result.name == name && (output == nil || result.output == output)
        }
    }

    /// A call has an error as result: the tool failed, or was not run.
    ///
    /// - Parameter words: What the error contains; nil is any.
    public static func toolFailed(_ name: String, containing words: String? = nil) -> Self {
        result("an error of \(name)\(words.map { " with \"\($0)\"" } ?? "")") { result in
            guard result.name == name, case .error(let message) = result.output else { return false }
            return words.map { message.contains($0) } ?? true
        }
    }

    private static func result(
        _ description: String, _ holds: @escaping @Sendable (ToolResult) -> Bool
    ) -> Self {
        event(description) {
            if case .toolFinished = $0 { true } else { false }
        } holds: {
            if case .toolFinished(let result) = $0 { holds(result) } else { false }
        }
    }

    /// A call waits for a decision or an answer.
    ///
    /// - Parameter arguments: Compared as JSON; nil is any.
    public static func approvalNeeded(_ name: String, arguments: JSONValue? = nil) -> Self {
        event("a question about \(name)\(arguments.map { " with \($0)" } ?? "")") {
            if case .approvalNeeded = $0 { true } else { false }
        } holds: {
            guard case .approvalNeeded(let request) = $0, request.call.name == name else { return false }
            return arguments == nil || (try? request.call.argumentsJSON) == arguments
        }
    }

    // MARK: How the run goes on

    /// The model is about to be asked.
    ///
    /// - Parameter agent: By whom; nil is anybody.
    public static func step(of agent: String? = nil) -> Self {
        event("a step\(agent.map { " of \($0)" } ?? "")") {
            if case .stepStarted = $0 { true } else { false }
        } holds: {
            if case .stepStarted(let step) = $0 { agent == nil || step.agent == agent } else { false }
        }
    }

    /// Another agent goes on.
    public static func handedOver(to agent: String) -> Self {
        event("the handover to \(agent)") {
            if case .handedOver = $0 { true } else { false }
        } holds: {
            if case .handedOver(_, let other) = $0 { other == agent } else { false }
        }
    }

    /// The end of the run, which did not fail.
    ///
    /// - Parameter ending: Nil is for any reason.
    public static func finished(_ ending: AgentResult.Ending? = nil) -> Self {
        event("the end of the run\(ending.map { ": \($0)" } ?? "")") {
            if case .finished = $0 { true } else { false }
        } holds: {
            if case .finished(let result) = $0 { ending == nil || result.ending == ending } else { false }
        }
    }

    // MARK: What else there may be

    /// An event of the app's choice; parts of the model's answer are a matter for ``model(_:)``.
    ///
    /// - Parameters:
    ///   - description: Named when it is missing.
    ///   - isAbout: Which events it is about: those may not be passed over.
    ///   - holds: Whether such an event is as expected.
    public static func event(
        _ description: String, where isAbout: @escaping @Sendable (AgentEvent) -> Bool,
        holds: @escaping @Sendable (AgentEvent) -> Bool = { _ in true }
    ) -> Self {
        Self(members: [
            Member(description: description) {
                if case .event(let event) = $0 { isAbout(event) } else { false }
            } holds: {
                if case .event(let event) = $0 { holds(event) } else { false }
            }
        ])
    }

    /// All of these next, in whatever order.
    public static func inAnyOrder(_ expectations: Self...) -> Self {
        Self(members: expectations.flatMap(\.members))
    }
}
