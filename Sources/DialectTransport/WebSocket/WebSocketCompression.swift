import DialectDeflate

/// Whether and how messages are compressed: permessage-deflate (RFC 7692), if the server takes part.
///
/// What it costs is memory for each connection, from the first compressed message of a direction on. With context,
/// sending takes 8 × 2^`windowBits` bytes and 6 KB (262 KB for 15, 38 KB for 12, 10 KB for 9), and receiving
/// 2^`windowBits` bytes and 7 KB (39 KB, 11 KB, 8 KB); without, the same, but only while a message is compressed or
/// read. A context also holds the last message that was longer than the window, if it had at most 1 MB, and what the
/// end became that it shares with the one before: such an end, the tools of a conversation, is compressed once.
public struct WebSocketCompression: Hashable, Sendable {
    /// Nothing is offered; a server that compresses nevertheless breaks the protocol.
    public static let off = {
        var off = WebSocketCompression()
        off.isEnabled = false
        return off
    }()

    /// Whether compression is offered to the server.
    public var isEnabled = true
    /// 1, fast, to 9, small. Messages are compressed on the connection's event loop.
    public var level = 3
    /// Whether a message may refer to the messages before it, in both directions. The turns of a conversation repeat
    /// much of one another, so that it saves most of what there is to save.
    public var keepsContext = true
    /// The logarithm of the window in which repetition is found, 9 to 15, for both directions.
    public var windowBits = 15
    /// In bytes; shorter messages are sent as they are.
    public var minimumMessageSize = 256

    public init() {}
}

extension WebSocketCompression {
    /// What to offer in the handshake.
    var parameters: DeflateParameters? {
        let side = DeflateParameters.Side(keepsContext: keepsContext, windowBits: windowBits)
        return isEnabled ? DeflateParameters(client: side, server: side) : nil
    }
}
