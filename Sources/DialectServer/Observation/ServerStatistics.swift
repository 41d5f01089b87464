import NIOConcurrencyHelpers

/// What a server has done so far.
public struct ServerStatistics: Hashable, Sendable {
    /// TCP connections that were accepted, those that became WebSockets included.
    public var connections = 0
    /// Connections that became WebSockets.
    public var webSocketConnections = 0
    /// WebSockets whose TCP connections are open now.
    public var openWebSockets = 0
    /// HTTP requests and WebSocket messages that asked for a response.
    public var requests = 0
    /// Bytes of HTTP bodies and WebSocket messages that came in.
    public var bytesReceived = 0
    /// Bytes of HTTP bodies and WebSocket messages that went out.
    public var bytesSent = 0
    /// Responses that are being made now.
    public var responsesInFlight = 0
    /// The most responses that were being made at once.
    public var maximumResponsesInFlight = 0
    /// Names of lanes, counted anew in every connection.
    public var lanes = 0
    /// Requests and handshakes that a ``FaultPlan`` has harmed.
    public var faultsInjected = 0
    /// Bytes that came in on WebSockets, headers of frames included, inside of TLS.
    public var webSocketBytesReceived = 0
    /// Bytes that went out on WebSockets, headers of frames included, inside of TLS.
    public var webSocketBytesSent = 0
}

/// A request as it arrived.
public struct ReceivedRequest: Hashable, Sendable {
    /// `POST`; of the request that opened the WebSocket, if it came over one.
    public var method: String
    /// Path and query, as the client wrote them.
    public var path: String
    /// Whether it came over a WebSocket.
    public var isWebSocket: Bool
    /// The headers of the HTTP request, or of the one that opened the WebSocket; names in lower case, credentials
    /// left out.
    public var headers: [String: String]
    /// The body or message.
    public var body: [UInt8]
}

/// Counts and, if asked to, records.
final class ServerObserver: Sendable {
    /// More are not kept: a recording is for tests.
    static let maximumRecordedRequests = 10_000

    private struct State {
        var statistics = ServerStatistics()
        var requests: [ReceivedRequest] = []
    }

    private let state = NIOLockedValueBox(State())
    private let recordsRequests: Bool

    init(recordsRequests: Bool) {
        self.recordsRequests = recordsRequests
    }

    var statistics: ServerStatistics { state.withLockedValue { $0.statistics } }
    var requests: [ReceivedRequest] { state.withLockedValue { $0.requests } }

    func opened() { state.withLockedValue { $0.statistics.connections += 1 } }

    func upgraded() {
        state.withLockedValue { state in
            state.statistics.webSocketConnections += 1
            state.statistics.openWebSockets += 1
        }
    }

    func closedWebSocket() { state.withLockedValue { $0.statistics.openWebSockets -= 1 } }
    func opened(lane: String) { state.withLockedValue { $0.statistics.lanes += 1 } }

    func began() {
        state.withLockedValue { state in
            state.statistics.responsesInFlight += 1
            state.statistics.maximumResponsesInFlight = max(
                state.statistics.maximumResponsesInFlight, state.statistics.responsesInFlight)
        }
    }

    func injectedFault() { state.withLockedValue { $0.statistics.faultsInjected += 1 } }
    func ended() { state.withLockedValue { $0.statistics.responsesInFlight -= 1 } }
    func metered(received count: Int) { state.withLockedValue { $0.statistics.webSocketBytesReceived += count } }
    func metered(sent count: Int) { state.withLockedValue { $0.statistics.webSocketBytesSent += count } }
    func sent(_ count: Int) { state.withLockedValue { $0.statistics.bytesSent += count } }

    func received(_ request: @autoclosure () -> ReceivedRequest, byteCount: Int) {
        state.withLockedValue { state in
            state.statistics.requests += 1
            state.statistics.bytesReceived += byteCount
            guard recordsRequests, state.requests.count < Self.maximumRecordedRequests else { return }
            state.requests.append(request())
        }
    }
}
