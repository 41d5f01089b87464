import Logging

/// Connects to a server, and keeps the connection for as long as `body` runs.
///
/// - Parameter body: Gets the client once the server is connected.
/// - Returns: What `body` returns.
/// - Throws: ``LanguageModelError`` when the server cannot be connected; what `body` throws.
public func withMCPClient<Value>(
    _ server: MCPServer, configuration: MCPConfiguration = MCPConfiguration(),
    _ body: (MCPClient) async throws -> Value
) async throws -> Value {
    try await withMCPClients([server], configuration: configuration) { try await body($0[0]) }
}

/// Connects to several servers at once, and keeps the connections for as long as `body` runs.
///
/// - Parameter body: Gets the clients in the order of the servers, once all are connected.
/// - Returns: What `body` returns.
/// - Throws: ``LanguageModelError`` when a server cannot be connected; what `body` throws.
public func withMCPClients<Value>(
    _ servers: [MCPServer], configuration: MCPConfiguration = MCPConfiguration(),
    _ body: ([MCPClient]) async throws -> Value
) async throws -> Value {
    let clients = servers.map { MCPClient($0, configuration: configuration) }
    return try await withThrowingTaskGroup(of: Void.self) { group in
        for client in clients {
            group.addTask {
                // Whoever asks the server is told the same.
                do { try await client.run() } catch { client.session.logger.debug("An MCP client ended: \(error)") }
            }
        }
        for client in clients { _ = try await client.serverInfo }
        let value = try await body(clients)
        for client in clients { client.close() }
        return value
    }
}
