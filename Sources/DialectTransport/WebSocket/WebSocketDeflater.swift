import DialectDeflate
import NIOCore

/// Compresses what a client sends, where it was agreed on and is worth it.
final class WebSocketDeflater {
    private let deflater: RawDeflater
    private let minimumMessageSize: Int

    /// - Returns: Nil if nothing may be compressed.
    init?(_ agreed: DeflateParameters.AgreedByAnswer, configuration: WebSocketCompression) {
        guard agreed.mayCompress else { return nil }
        let side = agreed.parameters.client
        deflater = RawDeflater(
            windowBits: side.windowBits, level: configuration.level, keepsContext: side.keepsContext)
        minimumMessageSize = configuration.minimumMessageSize
    }

    /// - Returns: The payload of a compressed message; nil for a message to be sent as it is.
    func compress(_ message: UnsafeRawBufferPointer, allocator: ByteBufferAllocator) throws -> ByteBuffer? {
        guard message.count >= minimumMessageSize else { return nil }
        var compressed = allocator.buffer(capacity: message.count / 8)
        try deflater.compress(message) { minimum, write in
            compressed.writeWithUnsafeMutableBytes(minimumWritableBytes: minimum, write)
        }
        return compressed
    }
}
