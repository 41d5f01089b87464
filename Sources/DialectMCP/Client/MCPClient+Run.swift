import Dialect
import Logging
public import ServiceLifecycle

extension MCPClient: Service {
    /// Connects, and keeps the connection until ``close()``, a graceful shutdown or cancellation.
    ///
    /// - Throws: ``LanguageModelError`` when the server cannot be reached, breaks the protocol or dies; whoever waits
    ///   for an answer then gets the same error. `CancellationError`.
    public func run() async throws {
        guard session.started() else {
            throw LanguageModelError(.misuse, "An MCP client runs once; make another for another connection.")
        }
        try await withGracefulShutdownHandler {
            do {
                try await keepConnection()
                session.closed(session.error(.misuse, "The client was closed."))
            } catch is CancellationError {
                session.closed(session.error(.misuse, "The client was closed."))
                throw CancellationError()
            } catch {
                session.closed(
                    error as? LanguageModelError
                        ?? session.error(.connection, "The connection failed: \(error)", underlying: error))
                throw error
            }
        } onGracefulShutdown: {
            self.close()
        }
    }

    /// Lets ``run()`` end: a process is told to end, a session is given back. Requests that wait fail.
    public func close() { session.stop.settle() }

    private func keepConnection() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.session.connection.run(self.session) }
            group.addTask {
                try await self.session.keepAgreement { info, isAnew in
                    if info.protocolVersion.isStateless {
                        try await self.listen(to: info)
                    } else {
                        try await self.listenInSession(info, isAnew: isAnew)
                    }
                }
            }
            defer { group.cancelAll() }
            // The connection ends when it is told to; whatever else ends first has failed.
            try await group.next()
        }
    }

    /// - Parameter isAnew: Whether there was a session before. A server that has forgotten it has forgotten with it
    ///   which resources the app wants to know of.
    private func listenInSession(_ info: MCPServerInfo, isAnew: Bool) async throws {
        async let listening: Void = session.connection.listen(session, version: info.protocolVersion)
        let forgotten = isAnew ? watched.current.uris : []
        for uri in forgotten {
            do {
                _ = try await session.request(MCPMethod.subscribe, ["uri": .string(uri)])
            } catch let error as LanguageModelError {
                session.logger.info("An MCP server does not tell of a resource any more: \(error)")
            }
        }
        try await listening
    }
}
