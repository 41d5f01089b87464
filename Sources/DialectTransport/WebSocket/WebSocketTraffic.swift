/// What went over a WebSocket so far.
public struct WebSocketTraffic: Hashable, Sendable {
    /// Bytes of messages sent, before compression.
    public var bytesSent = 0
    /// Bytes of messages received, after decompression.
    public var bytesReceived = 0
    /// Bytes sent including the frames' headers and control frames, compressed if so agreed, before TLS.
    public var wireBytesSent = 0
    /// Bytes received including the frames' headers and control frames, compressed if so agreed, before TLS.
    public var wireBytesReceived = 0

    public init() {}

    static func += (left: inout WebSocketTraffic, right: WebSocketTraffic) {
        left.bytesSent += right.bytesSent
        left.bytesReceived += right.bytesReceived
        left.wireBytesSent += right.wireBytesSent
        left.wireBytesReceived += right.wireBytesReceived
    }
}
