import NIOCore
import NIOHTTP1
import NIOWebSocket
import NIOConcurrencyHelpers

/// Writes the steps of replies to a channel. Steps that come while the event loop is busy leave in one flush.
final class ConnectionOutlet: ReplySink {
    /// A reply waits when more bytes than this have not reached the channel.
    private static let highWaterMark = 256 << 10

    private struct State {
        var actions: [ReplyAction] = []
        var byteCount = 0
        var isDraining = false
        var isWritable = true
        var isClosed = false
        var waiter: CheckedContinuation<Void, any Error>?

        var isFull: Bool { !isWritable || byteCount > ConnectionOutlet.highWaterMark }

        mutating func takeWaiter() -> CheckedContinuation<Void, any Error>? {
            guard !isFull || isClosed else { return nil }
            defer { waiter = nil }
            return waiter
        }
    }

    private let state = NIOLockedValueBox(State())
    private let channel: any Channel
    private let observer: ServerObserver

    init(channel: any Channel, observer: ServerObserver) {
        self.channel = channel
        self.observer = observer
    }

    func send(_ actions: [ReplyAction]) async throws {
        try Task.checkCancellation()
        let count = actions.reduce(0) { $0 + $1.byteCount }
        observer.sent(count)
        let (mustSchedule, mustWait) = try state.withLockedValue { state in
            if state.isClosed { throw CancellationError() }
            state.actions += actions
            state.byteCount += count
            defer { state.isDraining = true }
            return (!state.isDraining, state.isFull)
        }
        if mustSchedule { channel.eventLoop.execute { self.drain() } }
        if mustWait { try await waitForRoom() }
    }

    private func waitForRoom() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let result = state.withLockedValue { state -> Result<Void, any Error>? in
                if state.isClosed { return .failure(CancellationError()) }
                if !state.isFull { return .success(()) }
                state.waiter = continuation
                return nil
            }
            if let result { continuation.resume(with: result) }
        }
    }

    // MARK: On the event loop

    func writabilityChanged(_ isWritable: Bool) {
        let waiter = state.withLockedValue { state in
            state.isWritable = isWritable
            return state.takeWaiter()
        }
        waiter?.resume()
    }

    func closed() {
        let waiter = state.withLockedValue { state in
            state.isClosed = true
            state.actions = []
            state.byteCount = 0
            return state.takeWaiter()
        }
        waiter?.resume(throwing: CancellationError())
    }

    private func drain() {
        let actions = state.withLockedValue { state in
            defer {
                state.actions = []
                state.byteCount = 0
                state.isDraining = false
            }
            return state.actions
        }
        write(actions)
        channel.flush()
        writabilityChanged(channel.isWritable)
    }

    private func write(_ actions: [ReplyAction]) {
        var body = ByteBuffer()
        func flushBody() {
            guard body.readableBytes > 0 else { return }
            channel.write(HTTPServerResponsePart.body(.byteBuffer(body)), promise: nil)
            body = ByteBuffer()
        }
        for action in actions {
            switch action {
            case .body(let bytes): body.writeBytes(bytes)
            case .head(let status, let headers):
                flushBody()
                channel.write(HTTPServerResponsePart.head(Self.head(status, headers)), promise: nil)
            case .end(let closesConnection):
                flushBody()
                let written = channel.eventLoop.makePromise(of: Void.self)
                if closesConnection { written.futureResult.whenComplete { _ in self.channel.close(promise: nil) } }
                channel.write(HTTPServerResponsePart.end(nil), promise: written)
            case .message(let bytes):
                let frame = WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: bytes))
                channel.write(frame, promise: nil)
            case .close(let code):
                var data = ByteBuffer()
                data.write(webSocketErrorCode: WebSocketErrorCode(codeNumber: Int(code)))
                channel.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: data), promise: nil)
            }
        }
        flushBody()
    }

    private static func head(_ status: Int, _ headers: [ReplyAction.Header]) -> HTTPResponseHead {
        HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status),
            headers: HTTPHeaders(headers.map { ($0.name, $0.value) }))
    }
}

extension ReplyAction {
    /// The bytes of body or message.
    var byteCount: Int {
        switch self {
        case .body(let bytes), .message(let bytes): bytes.count
        case .head, .end, .close: 0
        }
    }
}
