import NIOCore

/// A running server of the Responses dialect and others; ``withResponsesServer(backend:configuration:_:)`` starts one.
///
/// It answers `POST …/responses` with server-sent events or one JSON object, and `GET …/responses` with a WebSocket,
/// under any prefix. At the paths of other dialects (Chat Completions, Anthropic's Messages, Gemini, Bedrock's Converse,
/// Cohere's chat) it answers in these, from the same backend.
public struct ResponsesServer: Sendable {
    /// The host that was asked for.
    public let host: String
    /// The port that the server listens on.
    public let port: Int
    private let isSecure: Bool
    private let observer: ServerObserver
    private let connections: ConnectionRegistry

    init(port: Int, service: ServerService) {
        host = service.configuration.host
        self.port = port
        isSecure = service.configuration.tls != nil
        observer = service.observer
        connections = service.connections
    }

    /// What clients take as OpenAI's base URL: `http://127.0.0.1:49152/v1`.
    public var baseURL: String { "\(isSecure ? "https" : "http")://\(authority)/v1" }

    /// Where clients open a WebSocket: `ws://127.0.0.1:49152/v1/responses`.
    public var webSocketURL: String { "\(isSecure ? "wss" : "ws")://\(authority)/v1/responses" }

    /// What the server has done so far.
    public var statistics: ServerStatistics { observer.statistics }

    /// The requests so far, oldest first; empty unless ``Configuration/recordsRequests`` is set.
    public var receivedRequests: [ReceivedRequest] { observer.requests }

    /// Ends the life of all WebSockets now, as ``Configuration/connectionLifetime`` does in time.
    public func expireConnections() {
        for connection in connections.webSockets { connection.expire() }
    }

    /// Closes all WebSockets with a code of RFC 6455; responses that are under way end without their last event.
    public func closeConnections(code: UInt16 = 1001) {
        for connection in connections.webSockets { connection.end([.close(code: code)]) }
    }

    /// Resets the TCP connections of all WebSockets, without a close frame.
    public func abortConnections() {
        for connection in connections.webSockets { connection.end([.drop(isReset: true)]) }
    }

    /// RFC 3986 puts an IPv6 address in brackets.
    private var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Serves while `body` runs.
///
/// ```swift
/// try await withResponsesServer(backend: ModelBackend(model)) { server in
///     print("Listening on \(server.baseURL)")
///     try await Task.sleep(for: .seconds(60))
/// }
/// ```
///
/// When `body` returns, throws or is cancelled, responses in the making are cancelled and connections closed.
///
/// - Throws: What `body` throws; an error of NIO when the address cannot be bound or the certificate not be read.
public func withResponsesServer<Result>(
    backend: any ResponsesBackend, configuration: ResponsesServer.Configuration = ResponsesServer.Configuration(),
    _ body: (ResponsesServer) async throws -> Result
) async throws -> Result {
    let service = ServerService(backend: backend, configuration: configuration)
    let listener = try await ServerListener(configuration: configuration, service: service)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await listener.run() }
        defer { group.cancelAll() }
        return try await body(
            ResponsesServer(port: listener.port, service: service))
    }
}
