import NIOCore

/// A running server of the Responses dialect; ``withResponsesServer(backend:configuration:_:)`` starts one.
///
/// It answers `POST …/responses` with server-sent events or one JSON object, and `GET …/responses` with a WebSocket,
/// under any prefix.
public struct ResponsesServer: Sendable {
    /// How to serve.
    public struct Configuration: Sendable {
        /// The address or name to listen on.
        public var host: String
        /// The port to listen on; 0 takes any that is free.
        public var port: Int
        /// Encryption; nil serves plain text.
        public var tls: TLS?
        /// The key that clients must send as a bearer token; nil lets everyone in.
        public var apiKey: String?
        /// The largest body or message in bytes. Larger ones are refused with status 413 or close code 1009.
        public var maximumBodySize: Int
        /// Whether ``ResponsesServer/receivedRequests`` keeps what clients send; for tests.
        public var recordsRequests: Bool

        public init(
            host: String = "127.0.0.1", port: Int = 0, tls: TLS? = nil, apiKey: String? = nil,
            maximumBodySize: Int = 64 << 20, recordsRequests: Bool = false
        ) {
            self.host = host
            self.port = port
            self.tls = tls
            self.apiKey = apiKey
            self.maximumBodySize = maximumBodySize
            self.recordsRequests = recordsRequests
        }
    }

    /// A certificate and its key.
    public struct TLS: Sendable {
        /// The certificate and those that vouch for it, as PEM.
        public var certificateChain: String
        /// The private key, as PEM.
        public var privateKey: String

        public init(certificateChain: String, privateKey: String) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
        }
    }

    /// The host that was asked for.
    public let host: String
    /// The port that the server listens on.
    public let port: Int
    private let isSecure: Bool
    private let observer: ServerObserver

    init(host: String, port: Int, isSecure: Bool, observer: ServerObserver) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
        self.observer = observer
    }

    /// What clients take as OpenAI's base URL: `http://127.0.0.1:49152/v1`.
    public var baseURL: String { "\(isSecure ? "https" : "http")://\(authority)/v1" }

    /// Where clients open a WebSocket: `ws://127.0.0.1:49152/v1/responses`.
    public var webSocketURL: String { "\(isSecure ? "wss" : "ws")://\(authority)/v1/responses" }

    /// What the server has done so far.
    public var statistics: ServerStatistics { observer.statistics }

    /// The requests so far, oldest first; empty unless ``Configuration/recordsRequests`` is set.
    public var receivedRequests: [ReceivedRequest] { observer.requests }

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
    let service = ServerService(
        backend: backend, observer: ServerObserver(recordsRequests: configuration.recordsRequests),
        router: Router(apiKey: configuration.apiKey), maximumBodySize: configuration.maximumBodySize)
    let listener = try await ServerListener(configuration: configuration, service: service)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await listener.run() }
        defer { group.cancelAll() }
        return try await body(
            ResponsesServer(
                host: configuration.host, port: listener.port, isSecure: configuration.tls != nil,
                observer: service.observer))
    }
}
