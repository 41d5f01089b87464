import Dialect
import NIOCore
import Testing
import TestSupport

@testable import DialectTransport

/// Whenever a task is cancelled or lets go, the server must see its connection closed.
@Suite(.throttled, .timeLimit(.minutes(10))) struct CancellationTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000\r\n\r\n"

    /// Runs `body` in a task, cancels it once the server says so, and expects it to end with `CancellationError`.
    private func cancel(
        _ server: TestServer, when reached: AsyncStream<Void>, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let task = Task { try await body() }
        for await _ in reached { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await server.clientClosed()
    }

    @Test func beforeTheConnection() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await HTTPTransport().open(HTTPRequest(url: "http://localhost:1/"))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func beforeTheHead() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try await TestServer.start { _, _ in signal.yield() }
        try await cancel(server, when: reached) {
            _ = try await HTTPTransport().open(HTTPRequest(url: server.http))
        }
    }

    @Test(arguments: [[], ["data: a\n\n"]]) func inTheStream(sends: [String]) async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try await TestServer.start { connection, _ in
            connection.write(Self.head)
            for piece in sends { connection.write(piece) }
        }
        try await cancel(server, when: reached) {
            let source = SSEEventSource(try await HTTPTransport().open(HTTPRequest(url: server.http)))
            _ = try await nextEvents(sends.count, of: source)
            signal.yield()
            _ = try await source.next { _ in }
        }
    }

    @Test func releasingAnOpenBodyClosesTheConnection() async throws {
        let server = try await TestServer.answering(Self.head + "data: a\n\n")
        var body: HTTPResponseBody? = try await HTTPTransport().open(HTTPRequest(url: server.http))
        #expect(body?.status == 200)
        body = nil
        try await server.clientClosed()
    }

    @Test func aCompletedResponseThatDoesNotEndIsClosedAfterAMoment() async throws {
        let server = try await TestServer.answering(Self.head + "data: a\n\n")
        var source: SSEEventSource? = SSEEventSource(try await HTTPTransport().open(HTTPRequest(url: server.http)))
        if let source { _ = try await nextEvents(1, of: source) }
        source?.complete()
        source = nil
        try await server.clientClosed()
    }

    /// The attempt to connect belongs to AsyncHTTPClient's pool, which keeps it for the next request.
    @Test func inTheTLSHandshake() async throws {
        let server = try await TestServer.start()
        let task = Task {
            _ = try await HTTPTransport().open(HTTPRequest(url: "https://localhost:\(server.port)/"))
        }
        _ = try await server.firstConnection.get()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func inTheUpgrade() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try await TestServer.start { _, _ in signal.yield() }
        try await cancel(server, when: reached) {
            _ = try await WebSocketConnection.connect(url: server.webSocket)
        }
    }

    @Test func inAnExchange() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try await TestServer.start { $0.upgrade($1) }
        let connection = try await WebSocketConnection.connect(url: server.webSocket)
        try await cancel(server, when: reached) {
            let exchange = try connection.beginExchange()
            signal.yield()
            _ = try await exchange.next { _ in }
        }
        #expect(!connection.isOpen)
    }

    @Test func inSendingToAServerThatDoesNotRead() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try await TestServer.start { connection, head in
            connection.upgrade(head)
            connection.channel.setOption(.autoRead, value: false).whenSuccess { signal.yield() }
        }
        let connection = try await WebSocketConnection.connect(url: server.webSocket)
        let task = Task {
            let exchange = try connection.beginExchange()
            exchange.send([UInt8](repeating: 0x61, count: 24 << 20))
            _ = try await exchange.next { _ in }
        }
        for await _ in reached { break }
        while connection.traffic.bytesSent == 0 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(!connection.isOpen)
    }
}
