import DialectOpenAI

/// The code of the guide to embeddings, as it is printed there.
enum EmbeddingExamples {
    static func vectors(key: String) async throws {
        let model = OpenAIProvider(apiKey: key).embeddingModel("text-embedding-3-small")
        let documents = try await model.embed(["The cat sat.", "A stock fell."], as: .document, dimensions: 256)
        let question = try await model.embed("Where is the cat?", as: .query)
        print(documents.vectors[0].count, documents.usage.input.total ?? 0, question.count)
    }

    static func options(_ model: some EmbeddingModel) async throws -> EmbeddingResponse {
        var request = EmbeddingRequest(["The cat sat."], kind: .document)
        request.providerOptions[OpenAIEmbeddings.self].user = "anonymous-17"
        let response = try await model.embed(request, maximumParallelBatches: 2)
        return response
    }

    static func capabilities(key: String) {
        let capabilities = OpenAIProvider(apiKey: key).model("gpt-5").capabilities
        if capabilities.features.contains(.reasoning) { print(capabilities.reasoningEfforts) }
        print(capabilities.maxInputTokens ?? 0, capabilities.maxOutputTokens ?? 0)
    }
}
