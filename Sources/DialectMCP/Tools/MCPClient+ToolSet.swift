public import Dialect
import Logging

extension MCPClient {
    /// The server's tools, for an agent.
    ///
    /// Names that models would not accept are changed: `files/read` becomes `files_read`. A call that is cancelled is
    /// cancelled at the server, and the server's progress is reported to the context.
    ///
    /// The set stays as it is. Where lists change, ask for a new one before each step: that costs nothing as long as
    /// the server would tell of a change and told of none.
    ///
    /// - Parameters:
    ///   - prefix: Set before each name, so that tools of several servers do not clash: `git` makes `git_log`.
    ///   - settings: How a tool is run; whether somebody has to approve it above all.
    ///   - isIncluded: Which tools to take; a model does better with few.
    /// - Throws: ``LanguageModelError``, `CancellationError`.
    public func toolSet(
        prefix: String? = nil, settings: (MCPTool) -> ToolSettings = { _ in ToolSettings() },
        where isIncluded: (MCPTool) -> Bool = { _ in true }
    ) async throws -> ToolSet {
        let isStateless = try await serverInfo.protocolVersion.isStateless
        var names = ToolNames(prefix: prefix)
        var set = ToolSet()
        for tool in try await tools() {
            let name = names.name(for: tool.name)
            guard isIncluded(tool) else { continue }
            if isStateless, MirroredArguments(tool.inputSchema) == nil {
                session.logger.warning("The tool \(tool.name) of an MCP server is left out: bad x-mcp-header.")
                continue
            }
            set.add(self.tool(tool, name: name, settings: settings(tool)))
        }
        return set
    }

    /// One of the server's tools, under a name that models accept.
    public func tool(_ tool: MCPTool, name: String, settings: ToolSettings = ToolSettings()) -> AnyTool {
        AnyTool(
            name: name, description: tool.description ?? tool.title ?? "", inputSchema: tool.inputSchema,
            settings: settings
        ) { arguments, context in
            let result = try await self.call(tool.name, inputSchema: tool.inputSchema, arguments: arguments) {
                context.report($0.json)
            }
            return ToolOutput(result)
        }
    }
}
