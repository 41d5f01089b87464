import DialectWire
import NIOHTTP1

/// Decides what a request is for, from its head alone.
struct Router: Sendable {
    enum Route: Hashable, Sendable {
        /// A request for a response, in the body that follows.
        case create
        /// A request of any other dialect, in the body that follows.
        case replay
        /// A request to speak over a WebSocket.
        case webSocket
        /// A handshake that a plan befalls.
        case fault(HandshakeFault)
        case refused(ResponsesWireError, allow: String? = nil)
    }

    let apiKey: String?
    /// Whether requests to any path are answered.
    var replaysEveryPath = false

    func route(_ head: HTTPRequestHead) -> Route {
        let path = String(head.uri.prefix { $0 != "?" && $0 != "#" })
        guard path.hasSuffix("/responses") else {
            if replaysEveryPath { return .replay }
            return .refused(
                ResponsesWireError(status: 404, message: "Invalid URL (\(head.method.rawValue) \(path.prefix(200)))"))
        }
        if let refusal = checkKey(head.headers["authorization"].first) { return .refused(refusal) }
        switch head.method {
        case .POST: return .create
        case .GET where Self.asksForWebSocket(head.headers): return .webSocket
        default:
            return .refused(
                ResponsesWireError(
                    status: 405, code: "method_not_supported",
                    message: "Not allowed to \(head.method.rawValue) on \(path.prefix(200)). "
                        + "(HINT: Perhaps you meant to use a different HTTP method?)"),
                allow: "POST")
        }
    }

    private static func asksForWebSocket(_ headers: HTTPHeaders) -> Bool {
        headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
    }

    private func checkKey(_ authorization: String?) -> ResponsesWireError? {
        guard let apiKey else { return nil }
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else {
            return ResponsesWireError(
                status: 401,
                message: "You didn't provide an API key. You need to provide your API key in an Authorization header "
                    + "using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).")
        }
        // The key that was sent is not repeated: errors end up in logs.
        return Self.areEqual(authorization.dropFirst("bearer ".count), apiKey)
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
