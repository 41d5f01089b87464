import Dialect
import DialectTransport
public import DialectWire

extension OpenAICompatibleProvider {
    /// The models that the vendor offers, for whatever purpose, from `/models` beside its chat.
    ///
    /// - Throws: ``Dialect/LanguageModelError``, with code `notFound` at vendors that have no such list;
    ///   `CancellationError`.
    public func models() async throws -> [OpenAIModelInfo] {
        let profile = configuration.profile
        let provider = profile.dialect.provider
        var request = HTTPRequest(
            method: "GET", url: BaseURL(profile.baseURL).appending("/models"),
            headers: [("Accept", "application/json"), ("User-Agent", "dialect-swift")])
        request.set(profile.headers)
        if let key = configuration.apiKey {
            request.set([profile.authentication.header: profile.authentication.prefix + key])
        }
        request.set(configuration.headers)
        if let credentials = configuration.credentials { request.set(try await credentials()) }
        let answer = try await http.json(request, provider: provider) {
            LanguageModelError(
                refusal: $0.status, body: $0.body, headers: $0.headers, requestID: $0.requestID, provider: provider)
        }
        return try OpenAIModelList.models(answer, provider: provider)
    }
}
