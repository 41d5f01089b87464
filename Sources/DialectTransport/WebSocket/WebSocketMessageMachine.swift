import DialectDeflate
import NIOCore

/// The rules of RFC 6455 for the frames that a client receives, beyond what NIO checks: reserved bits and opcodes,
/// masking, fragments, control frames, UTF-8, close codes; and those of RFC 7692 if compression was agreed on. Frames in,
/// actions out.
struct WebSocketMessageMachine {
    /// A frame as it was on the wire.
    struct Frame: Sendable {
        var opcode: UInt8
        var isFinal = true
        /// The first of the three reserved bits, which marks a compressed message.
        var isCompressed = false
        /// The other two, which no extension known here sets.
        var hasReservedBits = false
        var isMasked = false
        var payload = ByteBuffer()
    }

    enum Action: Hashable, Sendable {
        case none
        /// A whole message, decompressed.
        case deliver(ByteBuffer, isBinary: Bool = false)
        case sendPong(ByteBuffer)
        case receivedPong
        /// The server closes; the close frame is to be answered with the code, or with an empty one.
        case close(code: UInt16?, reason: String)
        /// The server broke the rules: close with this code and tell why.
        case fail(code: UInt16, String)
    }

    private enum State {
        case idle
        case fragmented(Message)
        /// Nothing counts after a close frame or a violation.
        case closed
    }

    /// What came of a message so far.
    private struct Message {
        var payload = ByteBuffer()
        /// Nil for a binary message.
        var utf8: UTF8Validator?
        var isCompressed = false
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
    private let inflater: RawInflater?
    private var state = State.idle

    /// - Parameter inflater: For the server's compressed messages, if compression was agreed on.
    init(maximumMessageSize: Int, inflater: RawInflater? = nil) {
        self.maximumMessageSize = maximumMessageSize
        self.inflater = inflater
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

    /// From now on nothing counts.
    mutating func stop() { state = .closed }

    private mutating func judge(_ frame: Frame) -> Action {
        if frame.hasReservedBits || frame.isCompressed && inflater == nil {
            return violation("a reserved bit is set, though no extension for it was agreed on")
        }
        if frame.isMasked { return violation("a frame from a server must not be masked") }
        if frame.opcode & 0x8 != 0 { return judgeControl(frame) }
        if frame.isCompressed && frame.opcode == Opcode.continuation {
            return violation("a continuation frame is marked as compressed")
        }
        switch frame.opcode {
        case Opcode.continuation:
            guard var message = takeMessage() else { return violation("a continuation frame continues nothing") }
            return append(frame, to: &message)
        case Opcode.text, Opcode.binary:
            guard case .idle = state else {
                return violation("a new message began before the last one was complete")
            }
            var message = Message(
                utf8: frame.opcode == Opcode.text ? UTF8Validator() : nil, isCompressed: frame.isCompressed)
            return append(frame, to: &message)
        default: return violation("opcode \(frame.opcode) is reserved")
        }
    }

    /// The state must not hold a second reference, or each fragment would copy the message.
    private mutating func takeMessage() -> Message? {
        guard case .fragmented(let message) = state else { return nil }
        state = .idle
        return message
    }

    private mutating func append(_ frame: Frame, to message: inout Message) -> Action {
        let start = message.payload.readableBytes
        if message.isCompressed, let inflater {
            if let failure = decompress(frame, inflater, to: &message.payload) { return failure }
        } else {
            guard start + frame.payload.readableBytes <= maximumMessageSize else { return tooBig }
            if start == 0 {
                message.payload = frame.payload
            } else {
                message.payload.writeImmutableBuffer(frame.payload)
            }
        }
        if var utf8 = message.utf8 {
            let isValid = message.payload.withUnsafeReadableBytes { bytes in
                utf8.append(UnsafeRawBufferPointer(rebasing: bytes[start...]))
            }
            guard isValid, !frame.isFinal || utf8.isComplete else {
                return .fail(code: WebSocketCloseStatus.invalidData, "a text message that is not UTF-8")
            }
            message.utf8 = utf8
        }
        if frame.isFinal { return .deliver(message.payload, isBinary: message.utf8 == nil) }
        state = .fragmented(message)
        return .none
    }

    /// - Returns: What is wrong with the frame, if anything is.
    private func decompress(_ frame: Frame, _ inflater: RawInflater, to payload: inout ByteBuffer) -> Action? {
        let limit = maximumMessageSize - payload.readableBytes
        do {
            try frame.payload.withUnsafeReadableBytes { bytes in
                try inflater.decompress(bytes, isFinal: frame.isFinal, limit: limit) { minimum, write in
                    payload.writeWithUnsafeMutableBytes(minimumWritableBytes: minimum, write)
                }
            }
            return nil
        } catch DeflateError.tooLong {
            return tooBig
        } catch DeflateError.noMemory {
            return .fail(code: WebSocketCloseStatus.tooBig, "a compressed message that there is no memory for")
        } catch {
            return .fail(
                code: WebSocketCloseStatus.invalidData, "a compressed message that cannot be decompressed")
        }
    }

    private var tooBig: Action {
        .fail(code: WebSocketCloseStatus.tooBig, "a message of more than \(maximumMessageSize) bytes")
    }

    private func judgeControl(_ frame: Frame) -> Action {
        if frame.isCompressed { return violation("a control frame is marked as compressed") }
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
            return .fail(code: WebSocketCloseStatus.invalidData, "a close frame whose reason is not UTF-8")
        }
        return .close(code: code, reason: String(buffer: payload))
    }

    private func violation(_ what: String) -> Action {
        .fail(code: WebSocketCloseStatus.protocolError, what)
    }
}
