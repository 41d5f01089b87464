public import Dialect
import DialectTransport
import DialectWire

/// A model behind `generateContent`. Make it with ``GoogleProvider/model(_:)``.
public struct GoogleModel: LanguageModel {
    public let id: ModelID
    public var capabilities: ModelCapabilities { .profile(of: id) }
    private let client: GoogleClient

    init(name: String, client: GoogleClient) {
        id = ModelID(provider: client.endpoint.provider, model: name)
        self.client = client
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        client.http.stream(
            request, model: id,
            parser: { [provider = id.provider] in GeminiEventParser(provider: provider) },
            authorized: client.authorized,
            refused: client.refused
        ) {
            let (body, warnings, schemas) = try encoder.encode(request, model: id.model)
            let url = try client.endpoint.url(model: id.model, verb: "streamGenerateContent", query: "alt=sse")
            return .init(
                client.request(url: url, accept: "text/event-stream", body: body), warnings: warnings, schemas: schemas)
        }
    }

    /// Counts the tokens of a request's prompt without answering it.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` or `CancellationError`.
    public func countTokens(_ request: ModelRequest) async throws -> Int {
        do {
            let answer = try await client.document(
                url: try client.endpoint.url(model: id.model, verb: "countTokens"), headers: request.headers,
                body: JSONValue.object(try countingBody(request)).jsonBytes(), deadline: request.deadline)
            guard let count = answer["totalTokens"]?.intValue else {
                throw LanguageModelError(
                    .decoding, "The answer does not tell the number of tokens.", rawBody: answer.jsonText)
            }
            return count
        } catch let error as LanguageModelError {
            throw error.named(after: id)
        }
    }

    private func countingBody(_ request: ModelRequest) throws -> JSONObject {
        var body = try encoder.object(request, model: id.model).body
        if client.endpoint.isVertex {
            // Settings that do not count are refused here.
            for key in body.keys where !["contents", "systemInstruction", "tools", "generationConfig"].contains(key) {
                body[key] = nil
            }
        } else {
            let name = id.model.contains("/") ? id.model : "models/\(id.model)"
            var inner: JSONObject = ["model": .string(name)]
            for (key, value) in body { inner[key] = value }
            body = ["generateContentRequest": .object(inner)]
        }
        return body
    }

    private var encoder: GeminiRequestEncoder {
        client.endpoint.isVertex
            ? GeminiRequestEncoder() : GeminiRequestEncoder(filesURL: client.endpoint.baseURL)
    }
}
