public import Dialect

/// A model that keeps what it was asked, and has another one answer.
///
/// ```swift
/// let model = ModelSpy(ScriptedModel(["Hello!"]))
/// try await greet(with: model)
/// #expect(model.requests.last?.messages.last?.text == "Greet Ann.")
/// ```
public final class ModelSpy<Base: LanguageModel>: LanguageModel {
    private let base: Base
    private let asked = LockedValue<[ModelRequest]>([])

    public init(_ base: Base) {
        self.base = base
    }

    public var id: ModelID { base.id }
    public var capabilities: ModelCapabilities { base.capabilities }

    /// Every request, in the order in which answers were asked for; a stream counts when it is made.
    public var requests: [ModelRequest] { asked.withLock { $0 } }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        asked.withLock { $0.append(request) }
        return base.stream(request)
    }

    public func generate(_ request: ModelRequest) async throws -> ModelResponse {
        asked.withLock { $0.append(request) }
        return try await base.generate(request)
    }
}
