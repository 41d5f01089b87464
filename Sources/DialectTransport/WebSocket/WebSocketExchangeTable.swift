import NIOCore

/// The exchanges that are open on one WebSocket, and whose each message is. Messages in, destinations out.
struct WebSocketExchangeTable {
    /// Where a message goes.
    enum Destination {
        case exchange(ByteMailbox)
        /// To every exchange.
        case all
        /// To nobody, and nobody waits for it any more.
        case dropped
        /// To nobody, and it was the last of an exchange that was abandoned.
        case drained(name: String?)
        case stray
    }

    private struct Entry {
        let name: String?
        /// Nil once the exchange was abandoned.
        var mailbox: ByteMailbox?
        /// What came last: only of an exchange that is abandoned it matters whether it is the end.
        var last: ByteBuffer?
    }

    private var entries: [Entry] = []
    private let router: (any WebSocketRouter)?
    /// Whether messages may bear names; where none does, none is looked into.
    private var isMultiplexed = false

    init(router: (any WebSocketRouter)?) {
        self.router = router
    }

    var mailboxes: [ByteMailbox] { entries.compactMap(\.mailbox) }

    /// The exchange that messages belong to, the last of which is given, if none needs to be looked into.
    mutating func sole(last: ByteBuffer?) -> ByteMailbox? {
        guard !isMultiplexed, entries.count == 1, let mailbox = entries[0].mailbox else { return nil }
        if let last { entries[0].last = last }
        return mailbox
    }

    /// The server bears no names in its messages, and the exchange that is open is the only one.
    mutating func namesAreAbsent() {
        if entries.count <= 1 { isMultiplexed = false }
    }

    var isEmpty: Bool { entries.isEmpty }

    func contains(name: String?) -> Bool { entries.contains { $0.name == name } }

    mutating func begin(name: String?, _ mailbox: ByteMailbox) {
        entries.append(Entry(name: name, mailbox: mailbox))
        if name != nil { isMultiplexed = true }
    }

    /// - Returns: Whether the exchange was open.
    mutating func end(_ mailbox: ByteMailbox) -> Bool {
        guard let index = index(of: mailbox) else { return false }
        entries.remove(at: index)
        return true
    }

    /// Nobody waits for the exchange any more; its messages are dropped until the last.
    ///
    /// - Returns: Whether the last has come already.
    mutating func abandon(_ mailbox: ByteMailbox) -> Bool {
        guard let index = index(of: mailbox) else { return false }
        let isOver = entries[index].last.map(isLast) ?? false
        if isOver { entries.remove(at: index) } else { entries[index].mailbox = nil }
        return isOver
    }

    mutating func destination(of message: ByteBuffer) -> Destination {
        message.withUnsafeReadableBytes { bytes in
            guard let router else { return entries.first?.mailbox.map(Destination.exchange) ?? .stray }
            guard let index = position(of: bytes, router) else { return router.concernsAll(bytes) ? .all : .stray }
            if let mailbox = entries[index].mailbox {
                entries[index].last = message
                return .exchange(mailbox)
            }
            return router.isLast(bytes) ? .drained(name: entries.remove(at: index).name) : .dropped
        }
    }

    private func isLast(_ message: ByteBuffer) -> Bool {
        guard let router else { return false }
        return message.withUnsafeReadableBytes { router.isLast($0) }
    }

    private func position(of message: UnsafeRawBufferPointer, _ router: any WebSocketRouter) -> Int? {
        guard isMultiplexed, let name = router.exchangeName(of: message) else {
            if let unnamed = entries.firstIndex(where: { $0.name == nil }) { return unnamed }
            // A server without names answers its only request so.
            return entries.count == 1 ? 0 : nil
        }
        return entries.firstIndex { $0.name.map { name.elementsEqual($0.utf8) } ?? false }
    }

    private func index(of mailbox: ByteMailbox) -> Int? {
        entries.firstIndex { $0.mailbox === mailbox }
    }
}
