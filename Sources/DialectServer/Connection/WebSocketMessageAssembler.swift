import NIOCore
import NIOWebSocket

/// Puts messages together from frames by the rules of RFC 6455. A pure state machine.
struct WebSocketMessageAssembler: Sendable {
    enum Action: Equatable, Sendable {
        case message([UInt8])
        /// A message that is still compressed.
        case compressed([UInt8], isText: Bool)
        case pong(ByteBuffer)
        /// Answer with a close frame of this code, or an empty one, and end the connection.
        case close(WebSocketErrorCode?)
    }

    private let maximumMessageSize: Int
    /// Whether compression was agreed on, which the first reserved bit of a message's first frame then means.
    private let allowsCompression: Bool
    /// The message whose last fragment has not come.
    private var fragments: (kind: Kind, data: ByteBuffer)?
    private var isClosed = false

    private struct Kind {
        var isText: Bool
        var isCompressed: Bool
    }

    init(maximumMessageSize: Int, allowsCompression: Bool = false) {
        self.maximumMessageSize = maximumMessageSize
        self.allowsCompression = allowsCompression
    }

    /// A frame has arrived.
    mutating func received(_ frame: WebSocketFrame) -> Action? {
        guard !isClosed else { return nil }
        let action = respond(to: frame)
        if case .close? = action { isClosed = true }
        return action
    }

    private mutating func respond(to frame: WebSocketFrame) -> Action? {
        // Sections 5.1 and 5.2: clients mask, and use only the reserved bits that an extension was agreed on for.
        let mayBeCompressed = allowsCompression && (frame.opcode == .text || frame.opcode == .binary)
        guard frame.maskKey != nil, !frame.rsv1 || mayBeCompressed, !frame.rsv2, !frame.rsv3 else {
            return .close(.protocolError)
        }
        switch frame.opcode {
        case .ping: return .pong(frame.unmaskedData)
        case .pong: return nil
        case .connectionClose: return answer(close: frame.unmaskedData)
        case .text, .binary:
            guard fragments == nil else { return .close(.protocolError) }
            let kind = Kind(isText: frame.opcode == .text, isCompressed: frame.rsv1)
            return append(frame.unmaskedData, kind, to: ByteBuffer(), isLast: frame.fin)
        case .continuation:
            guard let (kind, data) = fragments else { return .close(.protocolError) }
            // Given up before the append, so that the buffer grows in place.
            fragments = nil
            return append(frame.unmaskedData, kind, to: data, isLast: frame.fin)
        default: return .close(.protocolError)
        }
    }

    private mutating func append(
        _ bytes: ByteBuffer, _ kind: Kind, to message: consuming ByteBuffer, isLast: Bool
    ) -> Action? {
        guard message.readableBytes + bytes.readableBytes <= maximumMessageSize else { return .close(.messageTooLarge) }
        message.writeImmutableBuffer(bytes)
        guard isLast else {
            fragments = (kind, message)
            return nil
        }
        let whole = Array(message.readableBytesView)
        if kind.isCompressed { return .compressed(whole, isText: kind.isText) }
        if kind.isText, String(validating: whole, as: UTF8.self) == nil {
            return .close(.dataInconsistentWithMessage)
        }
        return .message(whole)
    }

    /// Section 5.5.1: the code is echoed.
    private func answer(close data: ByteBuffer) -> Action {
        var data = data
        if data.readableBytes == 0 { return .close(nil) }
        guard let code = data.readWebSocketErrorCode() else { return .close(.protocolError) }
        return .close(code)
    }
}
