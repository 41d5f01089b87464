package import Dialect
package import DialectServer
package import DialectWire

/// A server that has some models and refuses requests for others, as a real one does.
package struct NamedModelsBackend: ResponsesBackend {
    private let names: Set<String>
    private let backend: ModelBackend

    /// - Parameter names: The models that there are; empty takes any name.
    package init(_ model: any LanguageModel, names: Set<String>) {
        self.names = names
        backend = ModelBackend(model)
    }

    package func respond(to request: ResponsesServerRequest) async throws -> ResponsesReply {
        guard names.isEmpty || names.contains(request.model) else {
            throw LanguageModelError(
                .notFound, "The requested model '\(request.model.prefix(100))' does not exist.", httpStatus: 400,
                details: LanguageModelError.ProviderDetails(
                    type: "invalid_request_error", code: "model_not_found", parameter: "model"))
        }
        return try await backend.respond(to: request)
    }
}
