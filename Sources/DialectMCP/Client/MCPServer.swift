public import DialectTransport

/// Where an MCP server is, and how it is reached.
public struct MCPServer: Sendable {
    /// For messages, logs, and the names of tools where several servers are used.
    public var name: String
    let makeConnection: @Sendable () -> any Connection

    init(name: String, _ makeConnection: @escaping @Sendable () -> any Connection) {
        self.name = name
        self.makeConnection = makeConnection
    }

    #if canImport(Subprocess)
        /// A program on this machine, started for the client and ended with it.
        ///
        /// It gets the variables of the environment without which programs do not run (`PATH`, `HOME` …), and none of
        /// the app's others, since keys lie there.
        ///
        /// - Parameters:
        ///   - command: A name that is looked for in `PATH`, or a path.
        ///   - environment: Further variables, such as the server's own keys.
        ///   - workingDirectory: Where it runs; nil is where the app does.
        ///   - name: Nil is the program's name.
        public static func stdio(
            _ command: String, _ arguments: [String] = [], environment: [String: String] = [:],
            workingDirectory: String? = nil, name: String? = nil
        ) -> MCPServer {
            let server = StdioServer(
                command: command, arguments: arguments, environment: environment, workingDirectory: workingDirectory)
            return MCPServer(name: name ?? server.name) { StdioConnection(server) }
        }
    #endif

    /// A server that is asked over HTTP (MCP, "Transports", Streamable HTTP).
    ///
    /// - Parameters:
    ///   - url: The server's one address: `https://example.com/mcp`. Redirects are not followed.
    ///   - headers: Sent with each request.
    ///   - authorization: Gives the value of the `Authorization` header, such as `Bearer …`, for each request.
    ///   - transport: How requests travel. Of its time-outs only `connect` counts here, since
    ///     ``MCPConfiguration`` has those for answers.
    ///   - name: Nil is the host's name.
    public static func http(
        _ url: String, headers: [String: String] = [:],
        authorization: (@Sendable () async throws -> String)? = nil,
        transport: TransportConfiguration = TransportConfiguration(), name: String? = nil
    ) -> MCPServer {
        let server = HTTPServer(url: url, headers: headers, authorization: authorization, transport: transport)
        return MCPServer(name: name ?? server.name) { HTTPConnection(server) }
    }
}
