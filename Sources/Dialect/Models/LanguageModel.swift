/// A model that answers requests, whoever makes it and however it is reached.
///
/// Write an app against this protocol, and swap providers, transports or a simulator without touching its code:
///
/// ```swift
/// func summarise(_ text: String, with model: some LanguageModel) async throws -> String {
///     try await model.generate("Summarise in one sentence: \(text)").text
/// }
/// ```
public protocol LanguageModel: Sendable {
    /// The provider and the model's name there.
    var id: ModelID { get }

    /// What the model is known to do.
    var capabilities: ModelCapabilities { get }

    /// Answers a request part by part.
    ///
    /// Nothing is sent until the first part is asked for. Errors are thrown by the iteration, as
    /// ``LanguageModelError`` or `CancellationError`.
    func stream(_ request: ModelRequest) -> ResponseStream

    /// Answers a request at once.
    ///
    /// - Throws: ``LanguageModelError``, or `CancellationError` when the task is cancelled.
    func generate(_ request: ModelRequest) async throws -> ModelResponse
}

extension LanguageModel {
    public var capabilities: ModelCapabilities { .unknown }

    /// The collected stream, so that generating and streaming can never disagree.
    public func generate(_ request: ModelRequest) async throws -> ModelResponse {
        try await stream(request).collect()
    }
}
