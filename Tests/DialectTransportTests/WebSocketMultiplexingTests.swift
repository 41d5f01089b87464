import Dialect
import Testing
import TestSupport

@testable import DialectTransport

/// Messages begin with the name of their exchange and a colon; `last` ends an exchange, `all` concerns everyone.
private struct ColonRouter: WebSocketRouter {
    func exchangeName(of message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        message.firstIndex(of: UInt8(ascii: ":")).map { UnsafeRawBufferPointer(rebasing: message[..<$0]) }
    }

    func isLast(_ message: UnsafeRawBufferPointer) -> Bool {
        String(decoding: message, as: UTF8.self).hasSuffix("last")
    }
    func concernsAll(_ message: UnsafeRawBufferPointer) -> Bool { message.elementsEqual("all".utf8) }
}

@Suite("Several exchanges on one WebSocket", .throttled, .timeLimit(.minutes(10)))
struct WebSocketMultiplexingTests {
    /// A server that answers a message with the lines in it.
    private static func withConnection(
        _ body: (WebSocketConnection, AsyncStream<WebSocketEvent>) async throws -> Void
    ) async throws {
        let server = try await TestServer.start {
            $0.upgrade($1)
        } frame: { connection, frame in
            guard frame.opcode == 1 else { return }
            for line in frame.text.split(separator: "\n") { connection.write(.text(String(line))) }
        }
        let (events, event) = AsyncStream.makeStream(of: WebSocketEvent.self)
        let connection = try await WebSocketConnection.connect(url: server.webSocket, router: ColonRouter()) {
            event.yield($0)
        }
        try await body(connection, events)
    }

    @Test("gives each its own messages, in order")
    func sorts() async throws {
        try await Self.withConnection { connection, _ in
            let first = try connection.beginExchange(name: "a", abandonment: .drains)
            let second = try connection.beginExchange(name: "b", abandonment: .drains)
            first.send(Array("a:1\nb:1\na:2\nc:?\nb:2\nb:last\na:last".utf8))
            #expect(try await nextEvents(3, of: second) == ["b:1", "b:2", "b:last"])
            #expect(try await nextEvents(3, of: first) == ["a:1", "a:2", "a:last"])
            second.complete()
            first.complete()
            #expect(connection.isOpen)
        }
    }

    @Test("refuses a second exchange of the same name, and one without a name beside others")
    func namesAreUnique() async throws {
        try await Self.withConnection { connection, _ in
            let first = try connection.beginExchange(name: "a", abandonment: .drains)
            #expect(throws: LanguageModelError.self) { try connection.beginExchange(name: "a") }
            #expect(throws: LanguageModelError.self) { try connection.beginExchange() }
            first.complete()
            try connection.beginExchange(name: "a").complete()
        }
    }

    @Test("tells all of them what concerns all, and gives the only one what has no name")
    func unnamed() async throws {
        try await Self.withConnection { connection, events in
            let first = try connection.beginExchange(name: "a", abandonment: .drains)
            let second = try connection.beginExchange(name: "b", abandonment: .drains)
            first.send(Array("all\nwhose\na:1\nb:1".utf8))
            #expect(try await nextEvents(2, of: first) == ["all", "a:1"])
            #expect(try await nextEvents(2, of: second) == ["all", "b:1"])
            second.complete()
            first.send(Array("mine".utf8))
            #expect(try await nextEvents(1, of: first) == ["mine"])
            var strays: [[UInt8]] = []
            for await event in events.prefix(2) { if case .stray(let message) = event { strays.append(message) } }
            #expect(strays == [Array("all".utf8), Array("whose".utf8)])
            first.complete()
        }
    }

    @Test("drains one that was released, and lets its name be used again after its end")
    func drains() async throws {
        try await Self.withConnection { connection, events in
            var abandoned: WebSocketExchange? = try connection.beginExchange(name: "a", abandonment: .drains)
            let other = try connection.beginExchange(name: "b", abandonment: .drains)
            abandoned?.send(Array("a:1".utf8))
            #expect(try await abandoned?.next { _ in } == true)
            abandoned = nil
            #expect(throws: LanguageModelError.self) { try connection.beginExchange(name: "a") }
            other.send(Array("a:2\nb:1\na:last\na:3".utf8))
            #expect(try await nextEvents(1, of: other) == ["b:1"])
            var seen: [String] = []
            for await event in events.prefix(2) { seen.append("\(event)") }
            #expect(seen == ["drained(name: Optional(\"a\"))", "stray(\(Array("a:3".utf8)))"])
            let again = try connection.beginExchange(name: "a", abandonment: .drains)
            again.send(Array("a:4".utf8))
            #expect(try await nextEvents(1, of: again) == ["a:4"])
            again.complete()
            other.complete()
        }
    }

    @Test("knows that one released had ended, though nobody read its end")
    func drainedAlready() async throws {
        try await Self.withConnection { connection, events in
            var abandoned: WebSocketExchange? = try connection.beginExchange(name: "a", abandonment: .drains)
            let other = try connection.beginExchange(name: "b", abandonment: .drains)
            other.send(Array("a:1\na:last\nb:1".utf8))
            #expect(try await nextEvents(1, of: other) == ["b:1"])
            _ = consume abandoned
            abandoned = nil
            for await event in events {
                guard case .drained(name: "a") = event else { continue }
                break
            }
            other.complete()
        }
    }

    @Test("drains one whose task is cancelled, and keeps the socket")
    func cancelled() async throws {
        try await Self.withConnection { connection, events in
            let (waiting, signal) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                let exchange = try connection.beginExchange(name: "a", abandonment: .drains)
                signal.yield()
                _ = try await exchange.next { _ in }
            }
            for await _ in waiting { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            let other = try connection.beginExchange(name: "b", abandonment: .drains)
            other.send(Array("a:1\na:last\nb:1".utf8))
            #expect(try await nextEvents(1, of: other) == ["b:1"])
            #expect(connection.isOpen)
            other.complete()
        }
    }

    @Test("fails all of them with the socket")
    func closes() async throws {
        try await Self.withConnection { connection, _ in
            let first = try connection.beginExchange(name: "a", abandonment: .drains)
            let second = try connection.beginExchange(name: "b", abandonment: .drains)
            connection.abandon()
            for exchange in [first, second] {
                await #expect(throws: LanguageModelError.self) { try await nextEvents(1, of: exchange) }
            }
        }
    }
}
