public import Dialect

extension MCPClient {
    /// Calls a tool.
    ///
    /// A tool that fails answers with ``MCPToolResult/isError``; thrown is what kept it from being called. Cancelling
    /// tells the server to stop.
    ///
    /// - Parameters:
    ///   - name: As the server knows the tool.
    ///   - arguments: An object.
    ///   - onProgress: Called with how far it is, if the server tells; it must not block.
    /// - Throws: ``LanguageModelError``, `CancellationError`.
    public func call(
        _ name: String, arguments: JSONValue = [:], onProgress: (@Sendable (MCPProgress) -> Void)? = nil
    ) async throws -> MCPToolResult {
        try await call(name, inputSchema: nil, arguments: arguments, onProgress: onProgress)
    }

    /// - Parameter inputSchema: The tool's, where it is known; nil looks it up if it is needed.
    func call(
        _ name: String, inputSchema: JSONValue?, arguments: JSONValue,
        onProgress: (@Sendable (MCPProgress) -> Void)?
    ) async throws -> MCPToolResult {
        var mirrored: [String: String] = [:]
        if try await serverInfo.protocolVersion.isStateless {
            var schema = inputSchema
            if schema == nil { schema = try await self.inputSchema(of: name) }
            mirrored = schema.flatMap { MirroredArguments($0) }?.values(of: arguments) ?? [:]
        }
        let params: JSONObject = ["name": .string(name), "arguments": arguments]
        let result = try await session.request(
            MCPMethod.callTool, params, mirrored: mirrored, onProgress: onProgress)
        return MCPToolResult(result)
    }

    /// The patterns of the server's resources.
    ///
    /// - Throws: ``LanguageModelError``, `CancellationError`.
    public func resourceTemplates() async throws -> [MCPResourceTemplate] {
        guard try await serverInfo.hasResources else { return [] }
        return try await session.list(MCPResourceTemplate.self)
    }

    /// Reads a resource: several where it is a folder.
    ///
    /// - Throws: ``LanguageModelError``, with code `notFound` or `invalidRequest` if there is none; `CancellationError`.
    public func read(_ uri: String) async throws -> [MCPResourceContents] {
        let result = try await session.request(MCPMethod.readResource, ["uri": .string(uri)])
        return result["contents"]?.arrayValue?.compactMap { MCPResourceContents($0) } ?? []
    }

    /// Lets the server tell when a resource changes, as ``MCPEvent/resourceUpdated(uri:)``; again by itself where the
    /// server has forgotten the session.
    ///
    /// - Throws: ``LanguageModelError``, `CancellationError`.
    public func subscribe(to uri: String) async throws {
        if try await !serverInfo.protocolVersion.isStateless {
            _ = try await session.request(MCPMethod.subscribe, ["uri": .string(uri)])
        }
        watched.insert(uri)
    }

    /// The opposite of ``subscribe(to:)``.
    ///
    /// - Throws: ``LanguageModelError``, `CancellationError`.
    public func unsubscribe(from uri: String) async throws {
        let isStateless = try await serverInfo.protocolVersion.isStateless
        watched.remove(uri)
        if !isStateless { _ = try await session.request(MCPMethod.unsubscribe, ["uri": .string(uri)]) }
    }

    /// Fills in a prompt.
    ///
    /// - Throws: ``LanguageModelError``, `CancellationError`.
    public func prompt(_ name: String, arguments: [String: String] = [:]) async throws -> MCPPromptResult {
        var values = JSONObject()
        for (key, value) in arguments.sorted(by: { $0.key < $1.key }) { values[key] = .string(value) }
        var params: JSONObject = ["name": .string(name)]
        if !values.isEmpty { params["arguments"] = .object(values) }
        return MCPPromptResult(try await session.request(MCPMethod.getPrompt, params))
    }
}
