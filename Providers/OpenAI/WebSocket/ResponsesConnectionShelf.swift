import DialectTransport
import DialectWire

/// The idle connections, the one used last at the end.
struct ResponsesConnectionShelf {
    private struct Entry {
        let connection: WebSocketConnection
        let memory: ResponsesLaneMemory?
        let idleSince: ContinuousClock.Instant

        /// Whether the server neither closed the connection nor announced its end while it was idle.
        var isUsable: Bool {
            connection.isOpen && !connection.takeIdleMessages().contains(where: ResponsesTurn.isFailure)
        }
    }

    private var entries: [Entry] = []

    /// The share of a connection's lifetime after which it gets no further request, so that none is cut off by its end.
    private static let usableLifetime = 0.9

    /// Takes the connection that knows most of a conversation, else the one used last.
    mutating func take(for request: EncodedResponsesRequest) -> ResponsesWebSocketTransport.Lease? {
        entries.removeAll { !$0.isUsable }
        guard !entries.isEmpty else { return nil }
        let plans = entries.map { ContinuationPlanner.plan(request, memory: $0.memory) }
        var best = entries.count - 1
        for index in entries.indices where plans[index].known > plans[best].known { best = index }
        // A response that is not stored can be continued only where it was made.
        if let id = request.previousResponseID, let maker = entries.lastIndex(where: { $0.memory?.responseID == id }) {
            best = maker
        }
        return ResponsesWebSocketTransport.Lease(connection: entries.remove(at: best).connection, plan: plans[best])
    }

    /// Puts a connection back.
    ///
    /// - Returns: A connection that there is no room for, the one that was idle longest.
    mutating func put(
        _ connection: WebSocketConnection, memory: ResponsesLaneMemory?, at now: ContinuousClock.Instant, maximum: Int
    ) -> WebSocketConnection? {
        entries.append(Entry(connection: connection, memory: memory, idleSince: now))
        return entries.count > maximum ? entries.removeFirst().connection : nil
    }

    /// Removes connections that were idle for too long or near the end of their life.
    mutating func removeExpired(
        at now: ContinuousClock.Instant, idleTimeout: Duration, lifetime: Duration
    ) -> [WebSocketConnection] {
        let isExpired = { (entry: Entry) in
            now - entry.idleSince > idleTimeout || now - entry.connection.openedAt > lifetime * Self.usableLifetime
        }
        let expired = entries.filter(isExpired).map(\.connection)
        entries.removeAll(where: isExpired)
        return expired
    }

    mutating func takeAll() -> [WebSocketConnection] {
        defer { entries = [] }
        return entries.map(\.connection)
    }
}

extension ContinuationPlanner.Plan {
    /// How many items need not be sent.
    fileprivate var known: Int {
        if case .incremental(_, let firstNewItem) = self { firstNewItem } else { -1 }
    }
}
