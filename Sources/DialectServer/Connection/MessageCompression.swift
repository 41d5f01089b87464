import DialectDeflate
import NIOCore

/// Compresses and decompresses the messages of one WebSocket, as its handshake agreed (RFC 7692). It belongs to one
/// event loop.
final class MessageCompression {
    /// Shorter messages hardly shrink.
    private static let minimumMessageSize = 64
    /// zlib's fastest: an event must not wait for its last few bytes.
    private static let level = 1

    private let deflater: RawDeflater
    private let inflater: RawInflater

    init(_ agreed: DeflateParameters) {
        deflater = RawDeflater(
            windowBits: agreed.server.windowBits, level: Self.level, keepsContext: agreed.server.keepsContext)
        inflater = RawInflater(windowBits: agreed.client.windowBits, keepsContext: agreed.client.keepsContext)
    }

    /// The frame of a text message: compressed, unless it is too short to be worth it or zlib has no memory.
    func frame(_ message: [UInt8]) -> ServerFrame {
        guard message.count >= Self.minimumMessageSize else { return ServerFrame(.text, message) }
        var compressed = ByteBuffer()
        do {
            try message.withUnsafeBytes { bytes in
                try deflater.compress(bytes) { minimum, write in
                    compressed.writeWithUnsafeMutableBytes(minimumWritableBytes: minimum, write)
                }
            }
        } catch {
            return ServerFrame(.text, message)
        }
        var frame = ServerFrame(.text, Array(compressed.readableBytesView))
        frame.isCompressed = true
        return frame
    }

    /// The message that a client has compressed.
    ///
    /// - Throws: `DeflateError`.
    func message(_ payload: [UInt8], limit: Int) throws -> [UInt8] {
        var message = ByteBuffer()
        try payload.withUnsafeBytes { bytes in
            try inflater.decompress(bytes, isFinal: true, limit: limit) { minimum, write in
                message.writeWithUnsafeMutableBytes(minimumWritableBytes: minimum, write)
            }
        }
        return Array(message.readableBytesView)
    }
}
