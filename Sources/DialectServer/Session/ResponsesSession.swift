import Dialect
import DialectWire

/// What one connection remembers: the latest response of each lane, and the lanes it has seen.
///
/// Over HTTP a session lives for one request, so that only stored responses can be continued.
struct ResponsesSession: Sendable {
    /// Named lanes in a connection's life, as at OpenAI; the unnamed one is not counted.
    static let maximumLaneCount = 32

    /// Latest responses by lane; the unnamed lane has the empty name, which no client can use.
    private var latest: [String: StoredResponse] = [:]
    private var lanes: Set<String> = []

    /// Admits a request and puts the conversation that it continues before it.
    ///
    /// - Parameters:
    ///   - stored: Looks up a response in the server's store.
    ///   - acceptsUnknown: Let a request pass that continues a response nobody knows.
    mutating func admit(
        _ request: ResponsesServerRequest, acceptsUnknown: Bool = false, stored: (String) -> StoredResponse?
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        if let lane = request.streamID, !lanes.contains(lane) {
            guard lanes.count < Self.maximumLaneCount else { throw Self.tooManyLanes }
            lanes.insert(lane)
        }
        guard let id = request.previousResponseID else { return request }
        // A new lane may fork from a response of another.
        if let response = latest.values.first(where: { $0.id == id }) ?? stored(id) {
            return try request.continuing(response.items)
        }
        if acceptsUnknown { return request }
        throw LanguageModelError(
            .invalidRequest, "Previous response with id '\(id.prefix(100))' not found.", httpStatus: 400,
            details: LanguageModelError.ProviderDetails(
                type: "invalid_request_error", code: "previous_response_not_found", parameter: "previous_response_id"))
    }

    /// A response to an admitted request is complete.
    ///
    /// - Returns: What to put into the server's store, if the client wants it stored.
    mutating func completed(_ request: ResponsesServerRequest, id: String, output: [JSONValue], weight: Int)
        -> StoredResponse?
    {
        let response = StoredResponse(id: id, items: request.input + output, weight: weight)
        latest[request.streamID ?? ""] = response
        return request.isStored ? response : nil
    }

    /// A request failed: the response that it continued in its own lane is gone; a fork leaves its parent alone.
    mutating func failed(_ request: ResponsesServerRequest) {
        let lane = request.streamID ?? ""
        if let id = request.previousResponseID, latest[lane]?.id == id { latest[lane] = nil }
    }

    private static let tooManyLanes = LanguageModelError(
        .invalidRequest,
        "This connection has used \(maximumLaneCount) streams; use one of them again, or another connection.",
        httpStatus: 400,
        details: LanguageModelError.ProviderDetails(
            type: "invalid_request_error", code: "websocket_stream_limit_reached", parameter: "stream_id"))
}
