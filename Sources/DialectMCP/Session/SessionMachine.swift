import Dialect

/// A client's side of MCP: which requests wait, what the server's messages mean for them, and what the server is told.
///
/// It knows nothing of how messages travel.
struct SessionMachine {
    /// Beyond this a server's text in a log is cut.
    private static let longestQuote = 200

    private var lastID = 0
    /// The requests that wait, by id, each with its method.
    private var waiting: [Int: String] = [:]

    /// A new request is on its way; its answer will come under the id.
    mutating func sent(_ method: String) -> Int {
        lastID += 1
        waiting[lastID] = method
        return lastID
    }

    /// Nobody waits for the answer any more.
    ///
    /// - Returns: What the server is told of it, if it is told.
    mutating func abandoned(_ id: Int, reason: String) -> JSONRPCMessage? {
        guard let method = waiting.removeValue(forKey: id) else { return nil }
        // The specification forbids to cancel the handshake.
        guard method != MCPMethod.initialize else { return nil }
        return .notification(
            method: MCPMethod.cancelled, params: ["requestId": .integer(id), "reason": .string(reason)])
    }

    mutating func received(_ message: JSONRPCMessage) -> SessionAction {
        switch message {
        case .result(let id, let result): answered(id, .result(result))
        case .failure(let id?, let error): answered(id, .refused(error))
        case .failure(nil, let error): .ignore("an error for no request: \(quoted(error.message))")
        case .request(let id, let method, _): requested(id, method)
        case .notification(let method, let params): notified(method, params ?? [:])
        }
    }

    private mutating func answered(_ id: JSONRPCID, _ answer: SessionAnswer) -> SessionAction {
        // An answer that crossed with its cancellation, or one to nothing that was ever asked.
        guard case .number(let number) = id, waiting.removeValue(forKey: number) != nil else {
            return .ignore("an answer that nobody waits for")
        }
        return .answer(number, answer)
    }

    private func requested(_ id: JSONRPCID, _ method: String) -> SessionAction {
        if method == MCPMethod.ping { return .reply(.result(id: id, [:])) }
        let what =
            switch method {
            case MCPMethod.createMessage: "This client lends no model to servers (sampling)."
            case MCPMethod.elicit: "This client does not ask its user on behalf of servers (elicitation)."
            case MCPMethod.listRoots: "This client shows no folders to servers (roots)."
            default: "This client knows no method \(quoted(method))."
            }
        return .reply(.failure(id: id, JSONRPCError(code: JSONRPCError.methodNotFound, message: what)))
    }

    private func notified(_ method: String, _ params: JSONValue) -> SessionAction {
        switch method {
        case MCPMethod.progress: progressed(params)
        case MCPMethod.toolsChanged: .tell(.toolsChanged)
        case MCPMethod.promptsChanged: .tell(.promptsChanged)
        case MCPMethod.resourcesChanged: .tell(.resourcesChanged)
        case MCPMethod.resourceUpdated:
            params["uri"]?.stringValue.map { SessionAction.tell(.resourceUpdated(uri: $0)) }
                ?? .ignore("\(method) without a uri")
        case MCPMethod.acknowledged: .listen
        case MCPMethod.message: .tell(.logged(MCPLogMessage(params)))
        default: .ignore("the notification \(quoted(method))")
        }
    }

    private func progressed(_ params: JSONValue) -> SessionAction {
        // The id of a request is its token.
        guard let id = params["progressToken"]?.intValue, waiting[id] != nil,
            let progress = params["progress"]?.doubleValue
        else { return .ignore("progress of nothing that is waited for") }
        return .report(
            id,
            MCPProgress(
                progress: progress, total: params["total"]?.doubleValue, message: params["message"]?.stringValue))
    }

    private func quoted(_ text: String) -> String { "\"\(text.prefix(Self.longestQuote))\"" }
}

extension JSONRPCError {
    static let invalidRequest = -32_600
    static let methodNotFound = -32_601
    static let invalidParams = -32_602
    /// Of revision 2025-11-25 and earlier.
    static let resourceNotFound = -32_002
    static let unsupportedProtocolVersion = -32_022
}
