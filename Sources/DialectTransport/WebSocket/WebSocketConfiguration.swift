public import NIOCore

/// How WebSocket connections are made and kept.
public struct WebSocketConfiguration: Sendable {
    /// From the start until the server has accepted the upgrade.
    public var connectTimeout: Duration = .seconds(15)
    /// Whom to trust over `wss`.
    public var security: TransportSecurity = .system
    /// The way to the server, if not a direct one.
    public var proxy: ProxyConfiguration = .environment
    /// Whether and how messages are compressed.
    public var compression = WebSocketCompression()
    /// In bytes; a longer message closes the connection with 1009, so that a server cannot fill the memory. For a
    /// compressed message, its size after decompression counts, and no more than this is decompressed.
    public var maximumMessageSize = 256 << 20
    /// The bytes that wait for a slow consumer before the socket is no longer read.
    public var highWatermark = 1 << 20
    /// A connection that was silent for so long is asked whether it lives; nil never asks.
    public var pingInterval: Duration? = .seconds(20)
    /// A connection that does not answer a ping for so long is dead and is closed.
    public var pongTimeout: Duration = .seconds(20)
    /// How long to wait for the server's part of the closing handshake.
    public var closeTimeout: Duration = .seconds(2)
    /// The event loops to use, never shut down; nil means those shared by the process.
    public var eventLoopGroup: (any EventLoopGroup)?
    /// Called on the event loop with each message as it comes, whether or not an exchange is open.
    package var observeMessage: (@Sendable (_ message: ByteBuffer, _ isBinary: Bool) -> Void)?

    public init() {}
}
