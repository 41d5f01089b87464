import Dialect
import DialectOpenAI
import DialectServer
import DialectTransport
import DialectWire
import Logging
import Testing

/// The ways a request can travel; most tests hold for both.
enum Transport: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sse, webSocket

    var testDescription: String { rawValue }

    /// A provider that goes this way and no other.
    func provider(
        _ baseURL: String, key: String = Secret.key, timeouts: TransportTimeouts = TransportTimeouts(),
        security: TransportSecurity = .system, logger: Logger? = nil
    ) -> OpenAIProvider {
        var endpoint = ResponsesEndpoint.openAI(apiKey: key, baseURL: baseURL)
        // One request at a time, so that a test knows what is on which connection.
        endpoint.lanes = nil
        endpoint.mixesModels = true
        var configuration = OpenAIProvider.Configuration(
            endpoint: endpoint, timeouts: timeouts, security: security)
        if let logger { configuration.logger = logger }
        let provider = OpenAIProvider(configuration)
        switch self {
        case .sse: return provider
        case .webSocket:
            var options = ResponsesWebSocketTransport.Options()
            options.fallback = .never
            // So that no connection is closed for not answering one.
            options.pingInterval = nil
            return provider.withWebSocket(options)
        }
    }

    func model(_ baseURL: String) -> OpenAIResponsesModel { provider(baseURL).model("test-model") }
}

/// What must never show up anywhere.
enum Secret {
    static let key = "sk-very-secret-4711"
}

extension LanguageModel {
    /// Asks with the whole conversation, and adds both the question and the answer to it.
    func say(
        _ message: Message, in history: inout [Message], adjust: (inout ModelRequest) -> Void = { _ in }
    ) async throws -> ModelResponse {
        history.append(message)
        var request = ModelRequest(messages: history)
        adjust(&request)
        let response = try await generate(request)
        history.append(response.message)
        return response
    }
}

extension ModelResponse {
    var transport: String? { metadata.provider[OpenAI.self].transport }
    var continuation: String? { metadata.provider[OpenAI.self].continuation }
}

extension OpenAIProvider {
    /// Of a provider that has WebSockets.
    var statistics: ResponsesWebSocketTransport.Statistics { wsTransport!.statistics }
}

extension ResponsesServer.Configuration {
    static var recording: Self { Self(recordsRequests: true) }
}

extension ResponsesServer {
    /// The requests as JSON, oldest first.
    var bodies: [JSONValue] { receivedRequests.compactMap { try? JSONValue(parsing: $0.body) } }
}

/// The error that a call ends with.
func failure<Result>(
    sourceLocation: SourceLocation = #_sourceLocation, of body: () async throws -> Result
) async throws -> LanguageModelError {
    do {
        let result = try await body()
        Issue.record("expected an error, got \(result)", sourceLocation: sourceLocation)
    } catch let error as LanguageModelError {
        return error
    }
    throw LanguageModelError(.misuse, "no error")
}

extension ResponseStream {
    /// Everything that came, and how it ended.
    func outcome() async -> (parts: [StreamPart], error: (any Error)?) {
        var parts: [StreamPart] = []
        do {
            for try await part in self { parts.append(part) }
            return (parts, nil)
        } catch {
            return (parts, error)
        }
    }
}
