import Dialect
import DialectTransport
public import DialectWire

extension OpenAIProvider {
    /// The models that can be asked for: all kinds of them, also those for embeddings, speech and images.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` or `CancellationError`.
    public func models() async throws -> [OpenAIModelInfo] {
        let endpoint = configuration.endpoint
        let provider = endpoint.dialect.provider
        var request = HTTPRequest(
            method: "GET", url: endpoint.modelsURL,
            headers: [("Accept", "application/json"), ("User-Agent", userAgent)])
        request.set(endpoint.headers)
        if let credentials = endpoint.credentials { request.set(try await credentials()) }
        let answer = try await ModelHTTPClient(configuration.transport).json(request, provider: provider) {
            LanguageModelError(
                refusal: $0.status, body: $0.body, headers: $0.headers, requestID: $0.requestID, provider: provider)
        }
        return try OpenAIModelList.models(answer, provider: provider)
    }
}
