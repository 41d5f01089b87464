public import Dialect
import NIOCore
import Synchronization

/// An open WebSocket (RFC 6455) that serves one exchange after another, or several with names at once. Releasing it
/// closes the socket.
///
/// It knows text messages and when they belong to nobody; what they say is not its business.
public final class WebSocketConnection: Sendable {
    /// When the upgrade was accepted.
    public let openedAt: ContinuousClock.Instant
    /// What the answer to the handshake says: headers, request id.
    public let metadata: ResponseMetadata

    private let channel: any Channel
    private let handler: NIOLoopBound<WebSocketFrameHandler>
    private let link: WebSocketLink
    private let highWatermark: Int

    init(_ opened: WebSocketDial.Opened, link: WebSocketLink, highWatermark: Int) {
        openedAt = .now
        metadata = ResponseMetadata(
            requestID: HTTPResponseBody.requestID(in: opened.headers), headers: opened.headers)
        channel = opened.channel
        handler = opened.handler
        self.link = link
        self.highWatermark = highWatermark
    }

    deinit {
        // A closing handshake under way needs no owner.
        if isOpen { abandon() }
    }

    // MARK: State

    /// Whether an exchange can begin, as far as is known.
    public var isOpen: Bool { link.failure == nil }
    /// - Throws: ``LanguageModelError`` if no exchange can begin; it says why.
    package func checkIsOpen() throws {
        guard var failure = link.failure else { return }
        failure.replaySafety = .safe
        throw failure
    }
    /// How the WebSocket was closed; nil while it is open.
    public var closeStatus: WebSocketCloseStatus? { link.closeStatus }
    /// What went over the wire so far.
    public var traffic: WebSocketTraffic { link.traffic }

    // MARK: Exchanges

    /// Begins an exchange: from now on, messages belong to it.
    ///
    /// There can be one without a name, or several with names, which the router of the connection finds in messages.
    ///
    /// - Parameters:
    ///   - timeouts: `firstEvent` counts from the first call of ``WebSocketExchange/next(_:)``; `connect` is past.
    ///   - deadline: The exchange must be over by then.
    ///   - abandonment: What becomes of the exchange if it is released before it is complete, cancelled or timed out.
    /// - Throws: ``LanguageModelError`` if the socket is closed, or serves another exchange of that name.
    public func beginExchange(
        name: String? = nil, timeouts: TransportTimeouts = TransportTimeouts(),
        deadline: ContinuousClock.Instant? = nil, abandonment: WebSocketAbandonment = .closesConnection
    ) throws -> WebSocketExchange {
        let mailbox = ByteMailbox(
            eventLoop: channel.eventLoop, peer: "\(link.peer)", highWatermark: highWatermark
        ) { [weak self] in
            if abandonment == .closesConnection { self?.abandon() }
        }
        try link.begin(name: name, mailbox)
        return WebSocketExchange(
            connection: self, name: name, mailbox: mailbox,
            clock: WaitClock(timeouts: timeouts, deadline: deadline, startingWith: .firstEvent),
            abandonment: abandonment)
    }

    /// The server turned out to bear no names in its messages: they are not searched for one any more, and belong to
    /// the one exchange that can be open then.
    package func namesAreAbsent() { link.namesAreAbsent() }

    /// Writes a message of an exchange, which fails if the message cannot be written.
    func write(_ message: WebSocketOutgoingMessage, for exchange: ByteMailbox) {
        let written = channel.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenFailure { [link] error in
            exchange.fail(
                link.failure ?? LanguageModelError(network: error, peer: link.peer, phase: .requestSent))
        }
        channel.writeAndFlush(message, promise: written)
    }

    /// Sends a message outside of any exchange and waits until it is written.
    package func sendMessage(_ bytes: [UInt8], isBinary: Bool) async throws {
        try await channel.writeAndFlush(WebSocketOutgoingMessage(bytes, isBinary: isBinary)).get()
    }

    func finish(_ exchange: ByteMailbox) { link.finish(exchange) }

    func abandon(_ exchange: ByteMailbox, name: String?, _ abandonment: WebSocketAbandonment) {
        link.abandon(exchange, name: name)
        if abandonment == .closesConnection { abandon() }
    }

    // MARK: Closing

    /// Closes with a handshake, or without if the server does not answer in time. Closing twice does no harm.
    ///
    /// - Parameters:
    ///   - code: 1000 to 1003, 1007 to 1014 or 3000 to 4999 (RFC 6455, section 7.4).
    ///   - reason: Cut to 123 bytes.
    public func close(code: UInt16 = 1000, reason: String = "") async {
        let code = WebSocketCloseStatus.mayBeSent(code) ? code : WebSocketCloseStatus.normal
        handler.execute { $0.close(code: code, reason: reason) }
        // Closing cannot fail in a way that leaves the channel open.
        await withTaskCancellationHandler {
            _ = try? await channel.closeFuture.get()
        } onCancel: {
            abandon()
        }
    }

    /// Begins the closing handshake with code 1000 and returns; no exchange can begin any more, and those that are open
    /// fail.
    public func beginClose() {
        let status = WebSocketCloseStatus(code: WebSocketCloseStatus.normal, isByServer: false)
        handler.execute { $0.close(code: status.code, reason: "") }
        link.end(LanguageModelError(.connection, "\(status)", replaySafety: .safe, underlying: status), status)
    }

    /// Closes at once, in the middle of whatever goes on; nothing can begin from now on.
    public func abandon() {
        let status = WebSocketCloseStatus(code: WebSocketCloseStatus.goingAway, isByServer: false)
        link.end(LanguageModelError(.connection, "\(status)", underlying: status), status)
        handler.execute { $0.abandon() }
    }
}

/// A message on its way to the socket.
final class WebSocketOutgoingMessage: Sendable {
    let payload: [UInt8]
    let isBinary: Bool
    /// Whether any of it may have reached the socket.
    let isWritten = Atomic(false)

    init(_ payload: [UInt8], isBinary: Bool = false) {
        self.payload = payload
        self.isBinary = isBinary
    }
}

extension NIOLoopBound where Value: AnyObject {
    /// Calls the value on its event loop, at once if this is it.
    func execute(_ body: @escaping @Sendable (Value) -> Void) {
        if eventLoop.inEventLoop {
            body(value)
        } else {
            eventLoop.execute { body(value) }
        }
    }
}
