/// A model that turns texts, and with some providers images, into vectors whose nearness is nearness of meaning.
///
/// ```swift
/// let answer = try await model.embed(["The cat sat.", "A stock fell."], as: .document)
/// let first = answer.vectors[0]
/// ```
public protocol EmbeddingModel: Sendable {
    /// The provider and the model's name there.
    var id: ModelID { get }

    /// What one call may hold. Longer requests are split by it.
    var limits: EmbeddingLimits { get }

    /// Embeds what fits into one call. Apps call ``embed(_:maximumParallelBatches:)``, which splits.
    ///
    /// - Returns: A response with one vector for each input, in order.
    /// - Throws: ``LanguageModelError``, or `CancellationError` when the task is cancelled.
    func embed(batch request: EmbeddingRequest) async throws -> EmbeddingResponse
}

extension EmbeddingModel {
    /// Embeds any number of inputs: in as few calls as the model's ``limits`` allow, several at the same time.
    ///
    /// - Parameters:
    ///   - request: Without inputs nobody is asked.
    ///   - maximumParallelBatches: The most calls at the same time.
    /// - Returns: One vector for each input, in order; the usage of all calls together.
    /// - Throws: The first ``LanguageModelError`` of any call, whose message names the call; the others are cancelled.
    ///   Its usage is what the completed calls cost. `CancellationError` when the task is cancelled.
    public func embed(
        _ request: EmbeddingRequest, maximumParallelBatches: Int = 4
    ) async throws -> EmbeddingResponse {
        let batches = limits.batches(of: request.inputs)
        guard batches.count > 1 else {
            return batches.isEmpty ? EmbeddingResponse(vectors: []) : try await embedChecked(request)
        }
        let run = EmbeddingBatchRun(batches: batches, width: max(1, maximumParallelBatches))
        return try await run.collect { range in
            var batch = request
            batch.inputs = Array(request.inputs[range])
            return try await embedChecked(batch)
        }
    }

    /// Embeds texts.
    ///
    /// - Parameters:
    ///   - texts: One vector is made of each.
    ///   - kind: What the vectors are for; many models make better ones when they are told.
    ///   - dimensions: How many numbers a vector should have; nil is the model's own length.
    /// - Throws: As ``embed(_:maximumParallelBatches:)-(EmbeddingRequest,_)``.
    public func embed(
        _ texts: [String], as kind: EmbeddingRequest.Kind? = nil, dimensions: Int? = nil
    ) async throws -> EmbeddingResponse {
        try await embed(EmbeddingRequest(texts, kind: kind, dimensions: dimensions))
    }

    /// Embeds one text.
    ///
    /// - Throws: As ``embed(_:maximumParallelBatches:)-(EmbeddingRequest,_)``.
    public func embed(
        _ text: String, as kind: EmbeddingRequest.Kind? = nil, dimensions: Int? = nil
    ) async throws -> [Float] {
        let response = try await embed([text], as: kind, dimensions: dimensions)
        return response.vectors.first ?? []
    }

    /// A vector too few or too many would give every later input the vector of another.
    private func embedChecked(_ request: EmbeddingRequest) async throws -> EmbeddingResponse {
        let response = try await embed(batch: request)
        guard response.vectors.count == request.inputs.count else {
            throw LanguageModelError(
                .protocolViolation,
                "The server was asked for \(request.inputs.count) embeddings and gave \(response.vectors.count).",
                provider: id.provider, model: id.model, requestID: response.metadata.requestID,
                usage: response.usage)
        }
        return response
    }
}
