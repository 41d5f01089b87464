import Dialect

/// Whether the end of a response is the end of its stream, or another follows since input was steered into it.
///
/// Shared by the turn, which frees the connection, and the parser, which finishes the parts: the two must agree.
struct ResponsesSuccession: Sendable {
    struct Steer: Sendable {
        let id: String?
        let input: [JSONValue]
    }

    /// What the server took in, but has not answered yet.
    private(set) var accepted: [Steer] = []
    /// The items by which the client must answer before the response can go on.
    private(set) var requiredInput: [JSONValue] = []
    /// Whether the response has ended and its successor is still to begin.
    private(set) var isAwaited = false

    /// Whether input was accepted that no response has taken in.
    var isSteered: Bool { !accepted.isEmpty }

    /// An output item is complete; one that calls a tool of the client keeps a successor from coming by itself.
    mutating func completed(_ item: JSONValue) {
        if item["type"]?.stringValue?.hasSuffix("_output") == true {
            return requiredInput.removeAll { $0["call_id"] == item["call_id"] }
        }
        guard item["status"] != "incomplete", let stub = Self.requiredInput(for: item) else { return }
        if !requiredInput.contains(stub) { requiredInput.append(stub) }
    }

    /// An event `response.steer.accepted`. OpenAI's tells only ids; ``ResponsesSteer`` adds what was sent.
    mutating func accepted(_ event: JSONValue) {
        accepted.append(
            Steer(id: event["steer"]?["id"]?.stringValue, input: event["steer"]?["input"]?.arrayValue ?? []))
    }

    /// An event `response.steer.failed`.
    ///
    /// - Returns: Whether a successor was awaited that will not come now.
    mutating func failed(_ event: JSONValue) -> Bool {
        // Input that was never accepted has no id.
        guard let id = event["steer"]?["id"]?.stringValue else { return false }
        accepted.removeAll { $0.id == id }
        guard isAwaited, accepted.isEmpty else { return false }
        isAwaited = false
        return true
    }

    /// The response has ended well, or because of the input.
    ///
    /// - Returns: Whether another follows.
    mutating func ended() -> Bool {
        isAwaited = isSteered && requiredInput.isEmpty
        return isAwaited
    }

    /// The input is taken in, by a successor that begins or by the request that the client makes next.
    mutating func takeInput() -> [JSONValue] {
        isAwaited = false
        defer { accepted = [] }
        return accepted.flatMap(\.input)
    }

    /// The stub of the item that answers a call, as `response.steer.pending` lists it.
    private static func requiredInput(for item: JSONValue) -> JSONValue? {
        guard let type = item["type"]?.stringValue else { return nil }
        switch type {
        case "mcp_approval_request":
            return ["type": "mcp_approval_response", "approval_request_id": item["id"] ?? .null]
        case "tool_search_call" where item["execution"] == "client":
            return ["type": "tool_search_output", "call_id": item["call_id"] ?? .null, "execution": "client"]
        case "function_call", "custom_tool_call": break
        default:
            guard ResponsesToolItem.shape(of: item)?.executor == .client else { return nil }
        }
        var stub: JSONObject = ["type": .string(type + "_output"), "call_id": item["call_id"] ?? .null]
        stub["name"] = item["name"]?.nonNull
        return .object(stub)
    }
}
