public import Dialect
import DialectTransport
import DialectWire

/// A model behind the Messages API. Make it with ``AnthropicProvider/model(_:)``.
public struct AnthropicModel: LanguageModel {
    public let id: ModelID
    /// What is known of Claude models, whoever serves them; nothing of others.
    public var capabilities: ModelCapabilities { .profile(of: ModelID(provider: Anthropic.name, model: id.model)) }

    private let endpoint: AnthropicEndpoint
    private let http: ModelHTTPClient

    init(name: String, configuration: AnthropicProvider.Configuration) {
        id = ModelID(provider: configuration.endpoint.dialect.provider, model: name)
        endpoint = configuration.endpoint
        http = ModelHTTPClient(configuration.transport)
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        http.stream(
            request.withoutBetaHeader, model: id,
            parser: { MessagesEventParser(dialect: endpoint.dialect) },
            authorized: { try await authorized($0, request) }, refused: refused,
            encode: {
                let encoded = try encode(request)
                return .init(
                    httpRequest(
                        "/messages", encoded, request, accept: "text/event-stream", body: encoded.body(stream: true)),
                    warnings: encoded.warnings, schemas: encoded.schemas)
            })
    }

    /// Counts the tokens of a request's input, as the provider would (Anthropic's "Token counting"). Nothing is
    /// generated, and it costs nothing.
    ///
    /// - Throws: ``LanguageModelError`` or `CancellationError`.
    public func countTokens(_ request: ModelRequest) async throws -> Int {
        let provider = endpoint.dialect.provider
        let encoded = try encode(request)
        var plain = httpRequest(
            "/messages/count_tokens", encoded, request, accept: "application/json", body: encoded.countingBody())
        plain.set(request.withoutBetaHeader.headers)
        do {
            let (bytes, _) = try await http.document(
                try await authorized(plain, request), deadline: request.deadline,
                refused: refused)
            guard let json = try? JSONValue(parsing: bytes), let count = json["input_tokens"]?.intValue else {
                throw LanguageModelError(
                    .decoding, "The answer to a count of tokens holds no input_tokens.", provider: provider,
                    rawBody: String(decoding: bytes, as: UTF8.self))
            }
            return count
        } catch let error as LanguageModelError {
            throw error.named(after: id)
        }
    }

    /// A request as an element of the `requests` of a batch (Anthropic's "Batch processing").
    ///
    /// - Parameter customID: What the result will be known by; unique in the batch.
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for a request that cannot be said at all.
    public func batchRequest(_ request: ModelRequest, customID: String) throws -> JSONValue {
        ["custom_id": .string(customID), "params": try encode(request).batchParameters()]
    }

    // MARK: Requests

    @Sendable
    private func refused(_ refusal: ModelHTTPClient.Refusal) -> LanguageModelError {
        LanguageModelError(
            refusal: refusal.status, body: refusal.body, headers: refusal.headers, requestID: refusal.requestID,
            provider: endpoint.dialect.provider)
    }

    private func encode(_ request: ModelRequest) throws -> EncodedMessagesRequest {
        do {
            return try MessagesRequestEncoder(dialect: endpoint.dialect).encode(request, model: id.model)
        } catch {
            var error = error
            error.model = id.model
            throw error
        }
    }

    private func httpRequest(
        _ path: String, _ encoded: EncodedMessagesRequest, _ request: ModelRequest, accept: String, body: [UInt8]
    ) -> HTTPRequest {
        var result = HTTPRequest(
            url: endpoint.url(path),
            headers: [
                ("Accept", accept), ("Content-Type", "application/json"), ("User-Agent", "dialect-swift"),
            ] + encoded.headers, body: body)
        result.set(endpoint.headers)
        // Betas of the endpoint, of the request's headers and of its features add up.
        let all = [endpoint.headers, request.headers].compactMap { $0.value(of: betaHeader) }
        let asked = all.flatMap { $0.split(separator: ",").map { $0.filter { $0 != " " } } }
        let betas = Set(asked + encoded.betas).sorted()
        if !betas.isEmpty { result.set([betaHeader: betas.joined(separator: ",")]) }
        return result
    }

    /// Credentials that are asked for anew; a header of the request wins over them.
    private func authorized(_ plain: HTTPRequest, _ request: ModelRequest) async throws -> HTTPRequest {
        guard let credentials = endpoint.credentials else { return plain }
        var result = plain
        result.set(try await credentials())
        result.set(request.withoutBetaHeader.headers)
        return result
    }
}

/// The header that names betas.
private let betaHeader = "anthropic-beta"

extension ModelRequest {
    /// The request without a header that is merged with others.
    fileprivate var withoutBetaHeader: ModelRequest {
        var copy = self
        copy.headers = headers.filter { $0.key.lowercased() != betaHeader }
        return copy
    }
}

extension [String: String] {
    /// The value of a header, whatever the letter case of its name.
    fileprivate func value(of name: String) -> String? { first { $0.key.lowercased() == name }?.value }
}
