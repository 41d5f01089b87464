import Dialect
import DialectOpenAI
import DialectServer
import DialectTransport
import Testing

/// How requests share WebSockets; edge cases hold for both.
enum Sharing: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// Several responses at once on one connection, told apart by `stream_id`.
    case lanes
    /// One response at a time on each connection.
    case alone

    var testDescription: String { rawValue }

    /// A provider that never falls back and pings nobody.
    func provider(
        _ baseURL: String, timeouts: TransportTimeouts = TransportTimeouts(),
        endpoint adjustEndpoint: (inout ResponsesEndpoint) -> Void,
        _ adjust: (inout ResponsesWebSocketTransport.Options) -> Void = { _ in }
    ) -> OpenAIProvider {
        var endpoint = ResponsesEndpoint.openAI(apiKey: Secret.key, baseURL: baseURL)
        if self == .alone { endpoint.lanes = nil }
        adjustEndpoint(&endpoint)
        var options = ResponsesWebSocketTransport.Options()
        options.fallback = .never
        options.pingInterval = nil
        adjust(&options)
        return OpenAIProvider(.init(endpoint: endpoint, timeouts: timeouts)).withWebSocket(options)
    }

    func provider(
        _ baseURL: String, timeouts: TransportTimeouts = TransportTimeouts(),
        _ adjust: (inout ResponsesWebSocketTransport.Options) -> Void = { _ in }
    ) -> OpenAIProvider {
        provider(baseURL, timeouts: timeouts, endpoint: { _ in }, adjust)
    }

    /// A server that records what it gets, and knows lanes or not.
    var server: ResponsesServer.Configuration {
        var configuration = ResponsesServer.Configuration.recording
        if self == .alone { configuration.lanes = .unsupported }
        return configuration
    }
}

extension Wire {
    /// Events as a server that knows lanes writes them in answer to a request that names one.
    static func echo(_ request: JSONValue?, _ events: [String]) -> [String] {
        guard let lane = request?["stream_id"]?.stringValue else { return events }
        return events.map { #"{"stream_id":"\#(lane)","# + $0.dropFirst() }
    }
}

extension JSONValue {
    /// The text of the last message in a request.
    var lastText: String? { self["input"]?.arrayValue?.last?["content"]?.stringValue }
}

extension [StreamPart] {
    /// All text, in the order in which it came.
    var text: String { textDeltas.joined() }

    var textDeltas: [String] {
        compactMap { if case .textDelta(_, let text) = $0 { text } else { nil } }
    }

    var toolCalls: [ToolCall] {
        compactMap { if case .toolCall(let call) = $0 { call } else { nil } }
    }

    var steering: [SteeringNews] {
        compactMap { if case .steering(let news) = $0 { news } else { nil } }
    }

    var warnings: [ModelWarning] {
        compactMap { if case .warning(let warning) = $0 { warning } else { nil } }
    }

    var finishReason: FinishReason? {
        if case .finish(let reason, _, _)? = last { reason } else { nil }
    }
}

/// Serves every request with the same events, in the lane that it names.
func withAnswers(
    _ events: [String], _ sharing: Sharing, _ body: (OpenAIProvider) async throws -> Void
) async throws {
    try await withServer { peer in
        try await peer.upgrade()
        while let request = try await peer.message() { try await peer.send(Wire.echo(request, events)) }
    } _: { server in
        try await body(sharing.provider(server.baseURL))
    }
}
