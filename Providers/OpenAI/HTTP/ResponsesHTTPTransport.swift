import Dialect
import DialectTransport
import DialectWire

/// Sends requests over HTTP and reads the answers as server-sent events.
struct ResponsesHTTPTransport: Sendable {
    private let endpoint: ResponsesEndpoint
    private let timeouts: TransportTimeouts
    private let http: HTTPTransport

    /// The longest body of an error that is read.
    private static let maximumErrorBody = 64 << 10

    init(_ configuration: OpenAIProvider.Configuration) {
        endpoint = configuration.endpoint
        timeouts = configuration.timeouts
        http = HTTPTransport(configuration.transport)
    }

    /// - Parameter headers: All but those that HTTP itself needs, credentials included.
    func open(
        _ request: EncodedResponsesRequest, headers: [String: String], deadline: ContinuousClock.Instant?,
        warnings: [ModelWarning] = []
    ) async throws -> any EventSource {
        let body = try await http.open(
            HTTPRequest(url: endpoint.url, headers: fields(headers), body: request.body(stream: true)),
            timeouts: timeouts, deadline: deadline)
        guard (200..<300).contains(body.status) else { throw await error(of: body) }
        return ResponsesHTTPSource(
            events: SSEEventSource(body), warnings: warnings, provider: endpoint.dialect.provider)
    }

    private func fields(_ headers: [String: String]) -> [(name: String, value: String)] {
        var fields: [String: (name: String, value: String)] = [:]
        for source in [["Accept": "text/event-stream", "Content-Type": "application/json"], headers] {
            for (name, value) in source { fields[name.lowercased()] = (name, value) }
        }
        return fields.values.sorted { $0.name < $1.name }
    }

    private func error(of body: HTTPResponseBody) async -> LanguageModelError {
        // A body that breaks off is still worth reading as far as it came.
        let bytes = (try? await body.collect(upTo: Self.maximumErrorBody)) ?? []
        return LanguageModelError(
            refusal: body.status, body: bytes, headers: body.headers, requestID: body.requestID,
            provider: endpoint.dialect.provider)
    }
}

/// How this library names itself to servers.
let userAgent = "dialect-swift"

/// The events of an HTTP answer, with a note of how they travelled.
private final class ResponsesHTTPSource: EventSource {
    let warnings: [ModelWarning]
    let metadata: ResponseMetadata
    private let events: SSEEventSource

    init(events: SSEEventSource, warnings: [ModelWarning], provider: String) {
        self.events = events
        self.warnings = warnings
        var metadata = events.metadata
        metadata.provider[raw: provider] = ["transport": "sse"]
        self.metadata = metadata
    }

    func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool { try await events.next(receive) }
    func complete() { events.complete() }
}
