extension ResponsesServer {
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
        /// Whether HTTP/2 is offered to clients of TLS, beside HTTP/1.1. WebSockets are opened by HTTP/1.1.
        public var http2 = true
        /// Whether messages of a WebSocket are compressed where the client offers it (permessage-deflate, RFC 7692).
        public var compression = true
        /// What one WebSocket can do at once.
        public var lanes = Lanes()
        /// Whether `response.steer` is understood; otherwise it fails with `steering_not_supported`.
        public var steering = true
        /// How long a WebSocket lives; nil is for ever. Then the requests without an answer end with the error
        /// `websocket_connection_limit_reached`, and the connection with close code 1000.
        ///
        /// ``ResponsesServer/expireConnections()`` does the same when a test wants it.
        public var connectionLifetime: Duration?
        /// The round trip of a network between client and server: all bytes, those of handshakes included, are held
        /// for half of it in each direction, and the first of a connection for a whole one more, in which TCP would
        /// have connected. Throughput stays as it is.
        public var networkDelay: Duration = .zero
        /// How long the server reads, for each byte of a request that arrives, before a response begins; by ``clock``.
        ///
        /// It stands for the work that a real server has with words that it has not seen: a request that continues
        /// a response pays for what it adds only.
        public var readingTimePerByte: Duration = .zero
        /// What goes wrong, for tests of clients; nil is a well-behaved server.
        public var faults: FaultPlan?
        /// Measures waits that the server makes on purpose.
        public var clock: any Clock<Duration> = ContinuousClock()

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

    /// Lanes of a WebSocket, which clients name with `stream_id`.
    public struct Lanes: Hashable, Sendable {
        /// False ignores `stream_id`, and answers one request after another, as xAI and Azure do.
        public var isSupported: Bool
        /// Responses that one connection makes at once; more requests wait in the order in which they came.
        public var maximumInFlight: Int
        /// Names that one connection may use in its life. The unnamed lane is not counted.
        public var maximumNames: Int

        /// The limits of OpenAI's guide to the WebSocket mode.
        public init(isSupported: Bool = true, maximumInFlight: Int = 16, maximumNames: Int = 32) {
            self.isSupported = isSupported
            self.maximumInFlight = maximumInFlight
            self.maximumNames = maximumNames
        }

        /// No lanes: one response at a time.
        public static let unsupported = Lanes(isSupported: false)
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
}
