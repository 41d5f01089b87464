/// A value that a model wrote, and the response it was read from.
public struct StructuredResponse<Value: Generable>: Sendable {
    /// The answer; it obeys the schema of its type.
    public var value: Value
    /// The response that holds the answer. `metadata.structuredOutput` says how the form was asked for, and `message` is
    /// what to append to the history.
    public var response: ModelResponse
    /// The tokens of all attempts together.
    public var usage: Usage
    /// The answers before it that did not have the form.
    public var rejected: [RejectedAnswer]

    public init(value: Value, response: ModelResponse, usage: Usage, rejected: [RejectedAnswer] = []) {
        self.value = value
        self.response = response
        self.usage = usage
        self.rejected = rejected
    }
}

/// An answer that does not have the form that was asked for.
public struct RejectedAnswer: Hashable, Sendable {
    public var response: ModelResponse
    /// What is wrong with it, as the model is told: `/age must be at least 18, is 3`.
    public var problems: [String]

    public init(response: ModelResponse, problems: [String]) {
        self.response = response
        self.problems = problems
    }
}
