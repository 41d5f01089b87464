import Dialect

/// A way to a server and back: a process's pipes, or HTTP.
protocol Connection: Sendable {
    /// Carries the messages of the session's outbox, and what the server sends by itself, until the session is told to
    /// stop.
    ///
    /// - Throws: ``LanguageModelError`` when the server is gone.
    func run(_ session: Session) async throws

    /// Sends a request, and may return before its answer is there: `slot` gets it.
    ///
    /// - Throws: ``LanguageModelError`` when it cannot be sent or its answer cannot come, ``SessionExpired``.
    func exchange(_ request: OutgoingRequest, _ slot: AnswerSlot, _ session: Session) async throws

    /// Sends what has no answer, before anything that is sent later.
    func send(_ message: JSONRPCMessage, version: MCPProtocolVersion, _ session: Session) async throws

    /// Whether what the server tells without being asked comes by itself, and needs no connection of its own.
    var hearsAll: Bool { get }

    /// Receives what the server tells without being asked, where that needs a connection of its own, and says so by
    /// ``Session/startedListening()``; returns when the server offers none.
    func listen(_ session: Session, version: MCPProtocolVersion) async throws

    /// Whether a request is given up by no longer listening to it, and not by a message.
    func cancelsByClosing(in version: MCPProtocolVersion) -> Bool
}

extension Connection {
    var hearsAll: Bool { true }
    func listen(_ session: Session, version: MCPProtocolVersion) async throws {}
    func cancelsByClosing(in version: MCPProtocolVersion) -> Bool { false }
}

/// The server has forgotten the session: it must be begun anew.
struct SessionExpired: Error {}

/// A request as it goes out.
struct OutgoingRequest: Sendable {
    var id: Int
    var method: String
    var params: JSONObject
    var version: MCPProtocolVersion
    /// Arguments that go along as HTTP headers too, by the headers' names.
    var mirrored: [String: String] = [:]

    var bytes: [UInt8] {
        JSONRPCMessage.request(
            id: .number(id), method: method, params: params.isEmpty ? nil : .object(params)
        ).bytes
    }
}
