public import Logging

/// How a client deals with a server.
public struct MCPConfiguration: Sendable {
    /// What servers are told of the app.
    public var client: MCPImplementation
    /// For the server to start and to agree on the protocol.
    public var connectTimeout: Duration
    /// For an answer, counted anew whenever the server tells of progress; nil waits as long as
    /// ``maximumRequestTime``.
    public var requestTimeout: Duration?
    /// For an answer, whatever the server tells of progress; nil waits for ever.
    public var maximumRequestTime: Duration?
    /// In bytes; a server that sends a longer message is given up.
    public var maximumMessageSize: Int
    /// The most tools, resources or prompts that a server may list.
    public var maximumListLength: Int
    /// Gets what happens to the connection, and what a process writes to its standard error.
    public var logger: Logger
    /// Called with what the server tells unasked; it must not block.
    public var onEvent: @Sendable (MCPEvent) -> Void
    /// How much may wait for a server to read it; more has never waited for one that reads.
    var maximumWaitingBytes = 64 << 20

    public init(
        client: MCPImplementation = MCPImplementation(name: "dialect", version: "1.0.0"),
        connectTimeout: Duration = .seconds(60), requestTimeout: Duration? = .seconds(60),
        maximumRequestTime: Duration? = .seconds(600), maximumMessageSize: Int = 64 << 20,
        maximumListLength: Int = 10_000,
        logger: Logger = Logger(label: "dialect.mcp", factory: { _ in SwiftLogNoOpLogHandler() }),
        onEvent: @escaping @Sendable (MCPEvent) -> Void = { _ in }
    ) {
        self.client = client
        self.connectTimeout = connectTimeout
        self.requestTimeout = requestTimeout
        self.maximumRequestTime = maximumRequestTime
        self.maximumMessageSize = maximumMessageSize
        self.maximumListLength = maximumListLength
        self.logger = logger
        self.onEvent = onEvent
    }
}
