import Dialect
import DialectWire

/// What one connection remembers: the latest response of each lane, and the lanes it has seen. A pure state machine.
///
/// Over HTTP a session lives for one request, so that only stored responses can be continued.
struct ResponsesSession: Sendable {
    private let maximumNames: Int
    /// Latest responses by lane; the unnamed lane has the empty name, which no client can use.
    private var latest: [String: StoredResponse] = [:]
    private var names: Set<String> = []

    init(maximumNames: Int = 0) {
        self.maximumNames = maximumNames
    }

    /// A request names a lane. A name counts for as long as the connection lives, whatever becomes of the request.
    ///
    /// - Returns: Whether the name is new.
    mutating func named(_ lane: String) throws(LanguageModelError) -> Bool {
        if names.contains(lane) { return false }
        guard names.count < maximumNames else {
            throw LanguageModelError(
                .invalidRequest,
                "This connection has used \(maximumNames) streams; use one of them again, or another connection.",
                httpStatus: 400,
                details: LanguageModelError.ProviderDetails(
                    type: "invalid_request_error", code: "websocket_stream_limit_reached", parameter: "stream_id"))
        }
        names.insert(lane)
        return true
    }

    /// Admits a request and puts the conversation that it continues before it.
    ///
    /// - Parameters:
    ///   - steers: User messages that wait between the response that is continued and the request.
    ///   - acceptsUnknown: Let a request pass that continues a response nobody knows.
    ///   - stored: Looks up a response in the server's store.
    func admit(
        _ request: ResponsesServerRequest, steers: [JSONValue] = [], acceptsUnknown: Bool = false,
        stored: (String) -> StoredResponse?
    ) throws(LanguageModelError) -> ResponsesServerRequest {
        guard let id = request.previousResponseID else { return request }
        // A new lane may fork from a response of another.
        if let response = latest.values.first(where: { $0.id == id }) ?? stored(id) {
            return try request.continuing(response.items + steers)
        }
        if acceptsUnknown { return request }
        throw LanguageModelError(
            .invalidRequest, "Previous response with id '\(id.prefix(100))' not found.", httpStatus: 400,
            details: LanguageModelError.ProviderDetails(
                type: "invalid_request_error", code: "previous_response_not_found", parameter: "previous_response_id"))
    }

    /// A response to an admitted request has begun: its lane's former one can no longer be continued from memory.
    mutating func began(_ request: ResponsesServerRequest) {
        latest[request.streamID ?? ""] = nil
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
    mutating func failed(_ request: ResponsesServerRequest, id: String? = nil) {
        let lane = request.streamID ?? ""
        guard let remembered = latest[lane]?.id else { return }
        if remembered == request.previousResponseID || remembered == id { latest[lane] = nil }
    }
}
