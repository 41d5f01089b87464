public import Dialect
public import Logging

extension ToolContext {
    /// What a tool is told when a test calls it without a run.
    ///
    /// ```swift
    /// let forecast = try await Weather().call(arguments: .init(city: "Ghent"), context: .test())
    /// ```
    ///
    /// - Parameters:
    ///   - runID: The run's name.
    ///   - step: Which request to the model is said to have brought the call.
    ///   - callID: The id of the call.
    ///   - history: The conversation, for tools that look into it.
    ///   - logger: Takes what the tool writes; nobody by default.
    ///   - report: Takes what the tool shows of its progress.
    public static func test(
        runID: String = "run", step: Int = 0, callID: String = "call", history: [Message] = [],
        logger: Logger = Logger(label: "dialect.test", factory: { _ in SwiftLogNoOpLogHandler() }),
        report: @escaping @Sendable (JSONValue) -> Void = { _ in }
    ) -> ToolContext {
        ToolContext(runID: runID, step: step, callID: callID, history: history, logger: logger, progress: report)
    }
}

extension AnyTool {
    /// Calls the tool without a run, for tests of tools whose arguments have no Swift type.
    ///
    /// - Parameter arguments: Not checked with ``Dialect/AnyTool/inputSchema``: an agent does that before a call.
    /// - Throws: What the tool throws.
    public func call(_ arguments: JSONValue, context: ToolContext = .test()) async throws -> ToolOutput {
        try await call(arguments, context)
    }
}
