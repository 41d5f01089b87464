import Dialect
import DialectOpenAI
import DialectTransport
import NIOConcurrencyHelpers
import Testing

/// How the endpoint of a test carries responses: several at once on a connection, or one at a time.
enum LaneUse: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case lanes, noLanes

    var testDescription: String { rawValue }

    /// A provider that does not fall back and never asks whether a connection lives, unless told otherwise.
    func provider(
        _ baseURL: String, timeouts: TransportTimeouts = TransportTimeouts(),
        _ adjust: (inout ResponsesWebSocketTransport.Options) -> Void = { _ in }
    ) -> OpenAIProvider {
        var endpoint = ResponsesEndpoint.openAI(apiKey: Secret.key, baseURL: baseURL)
        if self == .noLanes { endpoint.lanes = nil }
        var options = ResponsesWebSocketTransport.Options()
        options.fallback = .never
        options.pingInterval = nil
        adjust(&options)
        return OpenAIProvider(.init(endpoint: endpoint, timeouts: timeouts)).withWebSocket(options)
    }
}

extension ServerPeer {
    /// Sends events in the lane that a request names, if it names one.
    func send(_ events: [String], for request: JSONValue?) async throws {
        try await send(events.map { Wire.event($0, inLaneOf: request) })
    }
}

extension Wire {
    static func event(_ event: String, inLaneOf request: JSONValue?) -> String {
        guard let lane = request?["stream_id"]?.stringValue else { return event }
        return #"{"stream_id":"\#(lane)","# + event.dropFirst()
    }
}

/// Requests that a server has received.
final class ReceivedRequests: Sendable {
    private let requests = NIOLockedValueBox<[JSONValue]>([])

    var all: [JSONValue] { requests.withLockedValue { $0 } }

    /// - Returns: How many came before.
    fileprivate func add(_ request: JSONValue) -> Int {
        requests.withLockedValue { requests in
            requests.append(request)
            return requests.count - 1
        }
    }
}

/// What a server does after it has misbehaved.
enum Aftermath: Sendable {
    /// It serves the connection on.
    case servesOn
    /// It closes the connection.
    case closes
}

/// Answers each request with the number of its connection; but `misbehave` deals with one of them.
///
/// - Parameters:
///   - index: Of the request to be dealt with, counted over all connections, those over HTTP included.
///   - misbehave: Returns what becomes of the connection.
func withServer(
    at index: Int = 0, misbehaving misbehave: @escaping @Sendable (ServerPeer, JSONValue) async throws -> Aftermath,
    _ body: (ScriptedServer, ReceivedRequests) async throws -> Void
) async throws {
    let received = ReceivedRequests()
    try await withServer { peer in
        while let head = try await peer.request() {
            if head.isUpgrade {
                try await peer.upgrade(head)
                break
            }
            _ = received.add(try JSONValue(parsing: Array(head.body.utf8)))
            try await peer.answer(events: Wire.answer("resp_http", "Over HTTP."))
        }
        while let request = try await peer.message() {
            let number = received.add(request)
            guard number == index else {
                try await peer.send(Wire.answer("resp_\(number)", "Connection \(peer.index)."), for: request)
                continue
            }
            if try await misbehave(peer, request) == .closes { return }
        }
    } _: { server in
        try await body(server, received)
    }
}

/// Serves server-sent events, and refuses handshakes as `refuse` does.
func withHandshakes(
    refusedBy refuse: @escaping @Sendable (ServerPeer) async throws -> Void,
    _ body: (ScriptedServer) async throws -> Void
) async throws {
    try await withServer { peer in
        while let request = try await peer.request() {
            if request.isUpgrade { return try await refuse(peer) }
            try await peer.answer(events: Wire.answer("resp_1", "Over HTTP."))
        }
    } _: { server in
        try await body(server)
    }
}

extension [StreamPart] {
    var starts: Int { count { if case .responseMetadata = $0 { true } else { false } } }
    var finishes: Int { count { if case .finish = $0 { true } else { false } } }
}

extension OpenAIProvider {
    /// A request gets its answer over the connection with this number.
    func expectAnswer(over connection: Int, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let response = try await model("m").generate("Another")
        #expect(response.text == "Connection \(connection).", sourceLocation: sourceLocation)
        #expect(response.warnings.isEmpty, sourceLocation: sourceLocation)
    }
}
