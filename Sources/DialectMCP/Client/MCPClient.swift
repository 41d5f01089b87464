import Dialect

/// A client of one MCP server (Model Context Protocol): its tools, resources and prompts.
///
/// ```swift
/// try await withMCPClient(.stdio("uvx", ["mcp-server-git"])) { git in
///     let agent = Agent(model: model, tools: try await git.toolSet())
///     …
/// }
/// ```
///
/// Something has to keep the connection: ``withMCPClient(_:configuration:_:)`` does, or ``run()`` in a task or a
/// `ServiceGroup` of the app's. Requests made before that wait for it.
///
/// Revisions 2024-11-05 to 2025-11-25 of the protocol are spoken, and 2026-07-28 with servers that know nothing older.
/// What servers may ask of clients (a model, the user's answers, folders) is refused.
public final class MCPClient: Sendable {
    public let server: MCPServer
    let session: Session
    let watched = WatchedResources()
    private let lists: Lists

    private struct Lists: Sendable {
        let tools = ListCache<MCPTool>()
        let resources = ListCache<MCPResource>()
        let prompts = ListCache<MCPPrompt>()

        func received(_ event: MCPEvent) {
            switch event {
            case .toolsChanged: tools.changed()
            case .resourcesChanged: resources.changed()
            case .promptsChanged: prompts.changed()
            case .resourceUpdated, .logged: break
            }
        }
    }

    public init(_ server: MCPServer, configuration: MCPConfiguration = MCPConfiguration()) {
        self.server = server
        let lists = Lists()
        self.lists = lists
        session = Session(
            serverName: server.name, connection: server.makeConnection(), configuration: configuration
        ) { event in
            lists.received(event)
            configuration.onEvent(event)
        }
    }

    /// What the server says of itself; waits until it is connected.
    ///
    /// - Throws: ``LanguageModelError`` if it cannot be, `CancellationError`.
    public var serverInfo: MCPServerInfo {
        get async throws { try await session.connected().1 }
    }

    /// The server's tools, from memory as long as it tells of changes and told of none.
    ///
    /// - Throws: ``LanguageModelError``, `CancellationError`.
    public func tools() async throws -> [MCPTool] {
        let info = try await serverInfo
        guard info.hasTools else { return [] }
        return try await lists.tools.elements(listening: listening(to: MCPTool.key, info)) {
            try await session.list(MCPTool.self)
        }
    }

    /// The server's resources, from memory as long as it tells of changes and told of none.
    ///
    /// - Throws: ``LanguageModelError``, `CancellationError`.
    public func resources() async throws -> [MCPResource] {
        let info = try await serverInfo
        guard info.hasResources else { return [] }
        return try await lists.resources.elements(listening: listening(to: MCPResource.key, info)) {
            try await session.list(MCPResource.self)
        }
    }

    /// The server's prompts, from memory as long as it tells of changes and told of none.
    ///
    /// - Throws: ``LanguageModelError``, `CancellationError`.
    public func prompts() async throws -> [MCPPrompt] {
        let info = try await serverInfo
        guard info.hasPrompts else { return [] }
        return try await lists.prompts.elements(listening: listening(to: MCPPrompt.key, info)) {
            try await session.list(MCPPrompt.self)
        }
    }

    /// The connection on which the server tells of changes of a list, by its number; nil if it does not.
    private func listening(to list: String, _ info: MCPServerInfo) -> Int? {
        info.tellsChanges(of: list) ? session.listening : nil
    }

    /// The schema of a tool's arguments, of the list as it was last read; nil for a tool that is not in it.
    func inputSchema(of tool: String) async throws -> JSONValue? {
        if let known = lists.tools.lastKnown?.first(where: { $0.name == tool }) { return known.inputSchema }
        return try await tools().first { $0.name == tool }?.inputSchema
    }
}
