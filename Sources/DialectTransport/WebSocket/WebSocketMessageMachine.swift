import NIOCore

/// The rules of RFC 6455 for the frames that a client receives, beyond what NIO checks: reserved bits and opcodes,
/// masking, fragments, control frames, UTF-8, close codes. Frames in, actions out.
struct WebSocketMessageMachine: Sendable {
    /// A frame as it was on the wire.
    struct Frame: Sendable {
        var opcode: UInt8
        var isFinal = true
        /// The three bits after the first, which only an extension may set.
        var hasReservedBits = false
        var isMasked = false
        var payload = ByteBuffer()
    }

    enum Action: Hashable, Sendable {
        case none
        /// A whole message.
        case deliver(ByteBuffer)
        case sendPong(ByteBuffer)
        case receivedPong
        /// The server closes; the close frame is to be answered with the code, or with an empty one.
        case close(code: UInt16?, reason: String)
        /// The server broke the rules: close with this code and tell why.
        case fail(code: UInt16, String)
    }

    private enum State: Sendable {
        case idle
        case fragmented(ByteBuffer, utf8: UTF8Validator?)
        /// Nothing counts after a close frame or a violation.
        case closed
    }

    private enum Opcode {
        static let continuation: UInt8 = 0x0
        static let text: UInt8 = 0x1
        static let binary: UInt8 = 0x2
        static let close: UInt8 = 0x8
        static let ping: UInt8 = 0x9
        static let pong: UInt8 = 0xA
    }

    private static let maximumControlPayload = 125
    private let maximumMessageSize: Int
    private var state = State.idle

    init(maximumMessageSize: Int) {
        self.maximumMessageSize = maximumMessageSize
    }

    mutating func received(_ frame: Frame) -> Action {
        if case .closed = state { return .none }
        let action = judge(frame)
        switch action {
        case .close, .fail: state = .closed
        default: break
        }
        return action
    }

    private mutating func judge(_ frame: Frame) -> Action {
        if frame.hasReservedBits { return violation("a reserved bit is set, though no extension was agreed on") }
        if frame.isMasked { return violation("a frame from a server must not be masked") }
        if frame.opcode & 0x8 != 0 { return judgeControl(frame) }
        switch (frame.opcode, state) {
        case (Opcode.continuation, .fragmented(let message, let utf8)):
            // The state must not hold a second reference, or each fragment would copy the message.
            state = .idle
            return append(frame, to: message, utf8: utf8)
        case (Opcode.continuation, _): return violation("a continuation frame continues nothing")
        case (Opcode.text, .idle): return append(frame, to: nil, utf8: UTF8Validator())
        case (Opcode.binary, .idle): return append(frame, to: nil, utf8: nil)
        case (Opcode.text, _), (Opcode.binary, _):
            return violation("a new message began before the last one was complete")
        default: return violation("opcode \(frame.opcode) is reserved")
        }
    }

    private mutating func append(_ frame: Frame, to message: ByteBuffer?, utf8: UTF8Validator?) -> Action {
        var utf8 = utf8
        guard (message?.readableBytes ?? 0) + frame.payload.readableBytes <= maximumMessageSize else {
            return .fail(
                code: WebSocketCloseStatus.tooBig, "a message of more than \(maximumMessageSize) bytes")
        }
        let isValid = frame.payload.withUnsafeReadableBytes { utf8?.append($0) ?? true }
        guard isValid, !frame.isFinal || utf8?.isComplete ?? true else {
            return .fail(code: WebSocketCloseStatus.notUTF8, "a text message that is not UTF-8")
        }
        var whole = message ?? frame.payload
        if message != nil {
            whole.writeImmutableBuffer(frame.payload)
        }
        if frame.isFinal { return .deliver(whole) }
        state = .fragmented(whole, utf8: utf8)
        return .none
    }

    private func judgeControl(_ frame: Frame) -> Action {
        if !frame.isFinal { return violation("a control frame is fragmented") }
        if frame.payload.readableBytes > Self.maximumControlPayload {
            return violation("a control frame has more than \(Self.maximumControlPayload) bytes")
        }
        return switch frame.opcode {
        case Opcode.ping: .sendPong(frame.payload)
        case Opcode.pong: .receivedPong
        case Opcode.close: judgeClose(frame.payload)
        default: violation("opcode \(frame.opcode) is reserved")
        }
    }

    private func judgeClose(_ payload: ByteBuffer) -> Action {
        var payload = payload
        if payload.readableBytes == 0 { return .close(code: nil, reason: "") }
        guard let code = payload.readInteger(as: UInt16.self) else {
            return violation("a close frame has half a code")
        }
        guard WebSocketCloseStatus.mayBeSent(code) else { return violation("a close frame has the code \(code)") }
        var utf8 = UTF8Validator()
        guard payload.withUnsafeReadableBytes({ utf8.append($0) }), utf8.isComplete else {
            return .fail(code: WebSocketCloseStatus.notUTF8, "a close frame whose reason is not UTF-8")
        }
        return .close(code: code, reason: String(buffer: payload))
    }

    private func violation(_ what: String) -> Action {
        .fail(code: WebSocketCloseStatus.protocolError, what)
    }
}
