import DialectWire
import NIOHTTP1

/// Decides what a request is for, from its head alone.
struct Router: Sendable {
    enum Route: Hashable, Sendable {
        /// A request for a response, in the body that follows.
        case create
        /// A request in another dialect, in the body that follows.
        case served(ServedDialects, ServedTarget)
        /// A request of any kind, to be answered as it was recorded.
        case replay
        /// A request to speak over a WebSocket.
        case webSocket
        /// A handshake that a plan befalls.
        case fault(HandshakeFault)
        /// - Parameter by: The dialect in which to say so; nil is Responses.
        case refused(ResponsesWireError, allow: String? = nil, by: ServedDialects? = nil)
    }

    let apiKey: String?
    /// Whether requests to any path are answered.
    var replaysEveryPath = false

    func route(_ head: HTTPRequestHead) -> Route {
        let path = String(head.uri.prefix { $0 != "?" && $0 != "#" })
        guard path.hasSuffix("/responses") else {
            return replaysEveryPath ? .replay : routeOther(head, path: path)
        }
        if let refusal = checkKey(head) { return .refused(refusal) }
        switch head.method {
        case .POST: return .create
        case .GET where Self.asksForWebSocket(head.headers): return .webSocket
        default: return .refused(Self.wrongMethod(head, path: path), allow: "POST")
        }
    }

    /// A path that is not of Responses.
    private func routeOther(_ head: HTTPRequestHead, path: String) -> Route {
        guard let (dialect, target) = ServedDialects.target(of: ServedPlace(path: path)) else {
            return .refused(
                ResponsesWireError(status: 404, message: "Invalid URL (\(head.method.rawValue) \(path.prefix(200)))"))
        }
        if let refusal = checkKey(head) { return .refused(refusal, by: dialect) }
        guard head.method == .POST else {
            return .refused(Self.wrongMethod(head, path: path), allow: "POST", by: dialect)
        }
        return .served(dialect, target)
    }

    private static func wrongMethod(_ head: HTTPRequestHead, path: String) -> ResponsesWireError {
        ResponsesWireError(
            status: 405, code: "method_not_supported",
            message: "Not allowed to \(head.method.rawValue) on \(path.prefix(200)). "
                + "(HINT: Perhaps you meant to use a different HTTP method?)")
    }

    private static func asksForWebSocket(_ headers: HTTPHeaders) -> Bool {
        headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    }

    /// Checks the key wherever a dialect puts it: OpenAI and most as a bearer token, Anthropic, Azure and Google in a
    /// header of their own. A signature of AWS is no key.
    private func checkKey(_ head: HTTPRequestHead) -> ResponsesWireError? {
        guard let apiKey else { return nil }
        var keys = ["x-api-key", "api-key", "x-goog-api-key"].compactMap { head.headers[$0].first }
        if let authorization = head.headers["authorization"].first, authorization.lowercased().hasPrefix("bearer ") {
            keys.append(String(authorization.dropFirst("bearer ".count)))
        }
        guard !keys.isEmpty else {
            return ResponsesWireError(
                status: 401,
                message: "You didn't provide an API key. You need to provide your API key in an Authorization header "
                    + "using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).")
        }
        // The key that was sent is not repeated: errors end up in logs.
        return keys.contains { Self.areEqual($0, apiKey) }
            ? nil
            : ResponsesWireError(status: 401, code: "invalid_api_key", message: "Incorrect API key provided.")
    }

    /// Compares in a time that tells nothing about where the texts differ.
    static func areEqual(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var difference = left.count ^ right.count
        for index in left.indices {
            difference |= Int(left[index] ^ (right.isEmpty ? 0xFF : right[index % right.count]))
        }
        return difference == 0
    }
}
