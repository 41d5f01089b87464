public import Dialect
import DialectTransport
import DialectWire

/// A model behind the Responses API. Make it with ``OpenAIProvider/model(_:)``.
public struct OpenAIResponsesModel: LanguageModel {
    public let id: ModelID
    public var capabilities: ModelCapabilities { .profile(of: id) }
    /// The WebSockets that requests travel over; nil speaks HTTP only.
    public private(set) var wsTransport: ResponsesWebSocketTransport?

    private var sessionScope: String?
    private let configuration: OpenAIProvider.Configuration
    private let http: ResponsesHTTPTransport
    private let encodings: ResponsesEncodings

    init(
        name: String, configuration: OpenAIProvider.Configuration, wsTransport: ResponsesWebSocketTransport?,
        encodings: ResponsesEncodings
    ) {
        id = ModelID(provider: configuration.endpoint.dialect.provider, model: name)
        self.configuration = configuration
        self.wsTransport = wsTransport
        self.encodings = encodings
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

    /// The same model for one tenant, user or session: connections are never shared with requests of other scopes, so
    /// that nothing a connection remembers can reach them. A request's own scope wins.
    public func withSessionScope(_ scope: String) -> OpenAIResponsesModel {
        var copy = self
        copy.sessionScope = scope
        return copy
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        let steering = wsTransport == nil || !configuration.endpoint.takesSteering ? nil : ResponseSteering()
        return ResponseStream(steering: steering) {
            let encoded = try encode(request)
            let parts = DrivenPartSource(
                parser: ResponsesEventParser(dialect: configuration.endpoint.dialect), model: id,
                warnings: encoded.warnings, schemas: encoded.schemas, deadline: request.deadline
            ) {
                try await open(encoded, request, steering)
            }
            return TracedPartSource.around(parts, model: id, tracer: configuration.tracer)
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
            let call = ResponsesCall(
                request: encoded,
                key: key(wsTransport, headers: try await headers(of: request), request),
                isConversation: request.isConversation, deadline: request.deadline, isWarmUp: true
            ) { _ in throw NothingToWarmUp() }
            return try await wsTransport.open(call)
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
            return try encodings.encode(request, model: id.model, dialect: configuration.endpoint.dialect)
        } catch {
            var error = error
            error.model = id.model
            throw error
        }
    }

    private func open(
        _ encoded: EncodedResponsesRequest, _ request: ModelRequest, _ steering: ResponseSteering?
    ) async throws -> any EventSource {
        let headers = try await headers(of: request)
        guard let wsTransport else {
            return try await http.open(encoded, headers: headers, deadline: request.deadline)
        }
        let call = ResponsesCall(
            request: encoded, key: key(wsTransport, headers: headers, request),
            isConversation: request.isConversation, deadline: request.deadline, steering: steering
        ) { [http] warning in
            try await http.open(encoded, headers: headers, deadline: request.deadline, warnings: [warning])
        }
        return try await wsTransport.open(call)
    }

    /// All headers for a request but those of a transport. A header of the request wins over the credentials, and they
    /// over the endpoint's, whatever the letter case of its name.
    private func headers(of request: ModelRequest) async throws -> [String: String] {
        let endpoint = configuration.endpoint
        var fields: [String: (name: String, value: String)] = [:]
        for source in [
            ["User-Agent": userAgent], endpoint.headers, try await endpoint.credentials?() ?? [:], request.headers,
        ] {
            for (name, value) in source { fields[name.lowercased()] = (name, value) }
        }
        return Dictionary(fields.values.map { ($0.name, $0.value) }) { first, _ in first }
    }

    private func key(
        _ transport: ResponsesWebSocketTransport, headers: [String: String], _ request: ModelRequest
    ) -> ResponsesPoolKey {
        transport.key(headers: headers, scope: scope(of: request), model: id.model)
    }

    private func scope(of request: ModelRequest) -> String? {
        let options = try? request.providerOptions.decode(
            ResponsesOptions.self, named: configuration.endpoint.dialect.provider)
        return options?.sessionScope ?? sessionScope
    }
}

extension ModelRequest {
    /// Whether the messages hold answers of a model.
    fileprivate var isConversation: Bool { messages.contains { $0.role == .assistant } }
}
