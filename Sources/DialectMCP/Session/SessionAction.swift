import Dialect

/// What the shell does after a message of the server.
enum SessionAction: Hashable, Sendable {
    /// Resume whoever sent the request.
    case answer(Int, SessionAnswer)
    /// Tell whoever sent the request how far it is.
    case report(Int, MCPProgress)
    /// Send this back.
    case reply(JSONRPCMessage)
    /// Tell the app.
    case tell(MCPEvent)
    /// From now on the server tells what changes.
    case listen
    /// Write to the log why nothing else is done.
    case ignore(String)
}

/// How a request ended.
enum SessionAnswer: Hashable, Sendable {
    case result(JSONValue)
    case refused(JSONRPCError)
}
