public import Dialect
import DialectTransport
import DialectWire

/// A model behind the Responses API. Make it with ``OpenAIProvider/model(_:)``.
public struct OpenAIResponsesModel: LanguageModel {
    public let id: ModelID
    public var capabilities: ModelCapabilities { .openAI(id.model) }
    /// The WebSockets that requests travel over; nil speaks HTTP only.
    public private(set) var wsTransport: ResponsesWebSocketTransport?

    private let configuration: OpenAIProvider.Configuration
    private let http: ResponsesHTTPTransport

    init(name: String, configuration: OpenAIProvider.Configuration, wsTransport: ResponsesWebSocketTransport?) {
        id = ModelID(provider: configuration.endpoint.dialect.provider, model: name)
        self.configuration = configuration
        self.wsTransport = wsTransport
        http = ResponsesHTTPTransport(configuration)
    }

    /// The same model over persistent WebSockets of its own.
    public func withWebSocket(
        _ options: ResponsesWebSocketTransport.Options = ResponsesWebSocketTransport.Options()
    ) -> OpenAIResponsesModel {
        var copy = self
        copy.wsTransport = ResponsesWebSocketTransport(configuration: configuration, options: options)
        return copy
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream {
            let encoded = try encode(request)
            return DrivenPartSource(
                parser: ResponsesEventParser(dialect: configuration.endpoint.dialect), model: id,
                warnings: encoded.warnings, deadline: request.deadline
            ) {
                try await open(encoded, request)
            }
        }
    }

    /// Opens a WebSocket and has the server prepare instructions, tools and messages, so that the next request that
    /// continues from them answers sooner. Without a WebSocket, and where none is to be had, it does nothing.
    ///
    /// - Throws: ``LanguageModelError`` or `CancellationError`; the next request works all the same.
    public func warmUp(_ request: ModelRequest) async throws {
        guard let wsTransport else { return }
        let encoded = try encode(request)
        let source = DrivenPartSource(
            parser: ResponsesEventParser(dialect: configuration.endpoint.dialect), model: id,
            deadline: request.deadline
        ) {
            let outcome = try await wsTransport.openOrFallBack(encoded, deadline: request.deadline, isWarmUp: true)
            guard case .opened(let events) = outcome else { throw NothingToWarmUp() }
            return events
        }
        var parts: [StreamPart] = []
        do {
            while try await source.next(into: &parts) { parts.removeAll(keepingCapacity: true) }
        } catch let error as LanguageModelError where error.underlying is NothingToWarmUp {
            // The next request goes over HTTP, which has no connection to prepare.
        }
    }

    private struct NothingToWarmUp: Error {}

    private func encode(_ request: ModelRequest) throws -> EncodedResponsesRequest {
        do {
            return try ResponsesRequestEncoder(dialect: configuration.endpoint.dialect).encode(request, model: id.model)
        } catch {
            var error = error
            error.model = id.model
            throw error
        }
    }

    private func open(_ encoded: EncodedResponsesRequest, _ request: ModelRequest) async throws -> any EventSource {
        if let wsTransport {
            guard request.headers.isEmpty else {
                return try await http.open(
                    encoded, headers: request.headers, deadline: request.deadline, warnings: [Self.headersNeedHTTP])
            }
            switch try await wsTransport.openOrFallBack(encoded, deadline: request.deadline) {
            case .opened(let source): return source
            case .fallBack(let warning):
                return try await http.open(encoded, headers: [:], deadline: request.deadline, warnings: [warning])
            }
        }
        return try await http.open(encoded, headers: request.headers, deadline: request.deadline)
    }

    private static let headersNeedHTTP = ModelWarning(
        .transportFallback, subject: "headers",
        message: "The request went over HTTP: headers of one request cannot travel over a WebSocket that is open.")
}
