public import Logging

/// What a tool may want to know of the run that calls it.
public struct ToolContext: Sendable {
    /// The run's name, the same for all its steps and after it was resumed.
    public let runID: String
    /// Which request to the model brought the call; the first is 0.
    public let step: Int
    /// The id of the call.
    public let callID: String
    /// The conversation up to the message that holds the call, that included.
    public let history: [Message]
    /// Writes with the run's id, the step and the call.
    public let logger: Logger

    private let progress: @Sendable (JSONValue) -> Void
    /// Counts tokens that the call spent, where it asks a model itself.
    let spend: @Sendable (Usage) -> Void
    /// Takes calls that the call made itself and whose tools did not end.
    let leaveBehind: @Sendable ([ToolCall]) -> Void
    /// Whether somebody watches the run, to whom reports may matter.
    let isWatched: Bool

    package init(
        runID: String, step: Int, callID: String, history: [Message], logger: Logger,
        isWatched: Bool = false, progress: @escaping @Sendable (JSONValue) -> Void,
        spend: @escaping @Sendable (Usage) -> Void = { _ in },
        leaveBehind: @escaping @Sendable ([ToolCall]) -> Void = { _ in }
    ) {
        self.runID = runID
        self.step = step
        self.callID = callID
        self.history = history
        self.logger = logger
        self.progress = progress
        self.spend = spend
        self.leaveBehind = leaveBehind
        self.isWatched = isWatched
    }

    /// Shows whoever watches the run what there is so far. The model does not see it.
    ///
    /// Reports that nobody takes are kept up to a thousand a run; then the oldest are dropped.
    public func report(_ preliminary: JSONValue) { progress(preliminary) }
}
