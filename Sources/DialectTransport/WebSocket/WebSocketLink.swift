import Dialect
import NIOCore
import NIOConcurrencyHelpers

/// What the event loop and the users of one WebSocket share.
final class WebSocketLink: Sendable {
    private struct State {
        var exchanges: WebSocketExchangeTable
        var traffic = WebSocketTraffic()
        var failure: LanguageModelError?
        var closeStatus: WebSocketCloseStatus?
    }

    /// Messages of one read burst for one exchange.
    fileprivate struct Delivery {
        let mailbox: ByteMailbox
        var messages: [ByteBuffer]
    }

    /// A message that belongs to no exchange and is longer than this is not shown to the observer.
    private static let maximumStrayBytes = 65_536
    private let state: NIOLockedValueBox<State>
    private let observe: (@Sendable (WebSocketEvent) -> Void)?
    let peer: Peer

    init(
        peer: Peer, router: (any WebSocketRouter)? = nil, observe: (@Sendable (WebSocketEvent) -> Void)? = nil
    ) {
        self.peer = peer
        self.observe = observe
        state = NIOLockedValueBox(State(exchanges: WebSocketExchangeTable(router: router)))
    }

    var traffic: WebSocketTraffic { state.withLockedValue { $0.traffic } }
    var closeStatus: WebSocketCloseStatus? { state.withLockedValue { $0.closeStatus } }
    /// Why the connection can no longer be used.
    var failure: LanguageModelError? { state.withLockedValue { $0.failure } }

    // MARK: The event loop's side

    /// Hands a burst of messages over and leaves the array empty.
    ///
    /// - Returns: A mailbox to wait for because it is full.
    func deliver(_ messages: inout [ByteBuffer], received: WebSocketTraffic) -> ByteMailbox? {
        let sole = state.withLockedValue { state in
            state.traffic += received
            return state.exchanges.sole(last: messages.last)
        }
        guard let sole else { return messages.isEmpty ? nil : sort(&messages) }
        guard !messages.isEmpty else { return nil }
        return sole.put(contentsOf: &messages) ? nil : sole
    }

    /// Gives each message to whom it belongs.
    private func sort(_ messages: inout [ByteBuffer]) -> ByteMailbox? {
        var events: [WebSocketEvent] = []
        let full = state.withLockedValue { state in
            var deliveries: [Delivery] = []
            for message in messages {
                switch state.exchanges.destination(of: message) {
                case .exchange(let mailbox): deliveries.add(message, to: mailbox)
                case .all:
                    for mailbox in state.exchanges.mailboxes { deliveries.add(message, to: mailbox) }
                    events.append(stray: message, atMost: Self.maximumStrayBytes)
                case .dropped: break
                case .drained(let name): events.append(.drained(name: name))
                case .stray: events.append(stray: message, atMost: Self.maximumStrayBytes)
                }
            }
            var full: ByteMailbox?
            for var delivery in deliveries where !delivery.mailbox.put(contentsOf: &delivery.messages) {
                full = delivery.mailbox
            }
            return full
        }
        messages.removeAll(keepingCapacity: true)
        for event in events { observe?(event) }
        return full
    }

    func sent(_ sent: WebSocketTraffic) { state.withLockedValue { $0.traffic += sent } }

    /// The connection can no longer be used. Only the first reason counts.
    func end(_ failure: LanguageModelError, _ status: WebSocketCloseStatus) {
        let mailboxes = state.withLockedValue { state -> [ByteMailbox]? in
            guard state.failure == nil else { return nil }
            state.failure = failure
            state.closeStatus = status
            return state.exchanges.mailboxes
        }
        guard let mailboxes else { return }
        for mailbox in mailboxes { mailbox.fail(failure) }
        observe?(.closed(status))
    }

    // MARK: The users' side

    func begin(name: String?, _ mailbox: ByteMailbox) throws {
        try state.withLockedValue { state in
            if var failure = state.failure {
                failure.replaySafety = .safe
                throw failure
            }
            // Without names, messages could not be told apart.
            if state.exchanges.contains(name: name) || (name == nil && !state.exchanges.isEmpty) {
                throw LanguageModelError(.misuse, "The WebSocket is serving another exchange.")
            }
            state.exchanges.begin(name: name, mailbox)
        }
    }

    /// The server bears no names in its messages.
    func namesAreAbsent() { state.withLockedValue { $0.exchanges.namesAreAbsent() } }

    /// The exchange is complete; what it left belongs to nobody.
    func finish(_ mailbox: ByteMailbox) {
        guard state.withLockedValue({ $0.exchanges.end(mailbox) }) else { return }
        let rest = mailbox.takeRest()
        mailbox.close()
        var events: [WebSocketEvent] = []
        for message in rest { events.append(stray: message, atMost: Self.maximumStrayBytes) }
        for event in events { observe?(event) }
    }

    /// Nobody waits for the exchange any more.
    func abandon(_ mailbox: ByteMailbox, name: String?) {
        let isOver = state.withLockedValue { $0.exchanges.abandon(mailbox) }
        mailbox.close()
        if isOver { observe?(.drained(name: name)) }
    }
}

extension [WebSocketLink.Delivery] {
    /// Messages of one exchange stay in order and leave together.
    fileprivate mutating func add(_ message: ByteBuffer, to mailbox: ByteMailbox) {
        if let index = firstIndex(where: { $0.mailbox === mailbox }) {
            self[index].messages.append(message)
        } else {
            append(WebSocketLink.Delivery(mailbox: mailbox, messages: [message]))
        }
    }
}

extension [WebSocketEvent] {
    fileprivate mutating func append(stray message: ByteBuffer, atMost limit: Int) {
        if message.readableBytes <= limit {
            append(.stray([UInt8](message.readableBytesView)))
        }
    }
}
