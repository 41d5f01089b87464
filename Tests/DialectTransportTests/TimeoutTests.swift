import Dialect
import NIOConcurrencyHelpers
import NIOCore
import TestSupport
import Testing

@testable import DialectTransport

@Suite(.throttled, .timeLimit(.minutes(10))) struct TimeoutTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000\r\n\r\n"
    private static let short = Duration.milliseconds(50)

    /// What a silent server is to be given up by, and what the error must say.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var timeouts = TransportTimeouts()
        var deadline: Duration?
        var sends: [String]
        var message: String
        var isReplaySafe = false
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "no head", timeouts: TransportTimeouts(firstEvent: short), sends: [],
            message: "sent no event within 0.05 seconds of the request (time-out `firstEvent`)"),
        Case(
            name: "no first event", timeouts: TransportTimeouts(firstEvent: short), sends: [head, ": wait\n\n"],
            message: "sent no event within 0.05 seconds of the request (time-out `firstEvent`)"),
        Case(
            name: "no second event", timeouts: TransportTimeouts(betweenEvents: short),
            sends: [head, "data: a\n\n: hm\n\n"],
            message: "sent no further event for 0.05 seconds (time-out `betweenEvents`)"),
        Case(
            name: "total, no head", timeouts: TransportTimeouts(total: short), sends: [],
            message: "was not complete within 0.05 seconds (time-out `total`)"),
        Case(
            name: "total, in the stream", timeouts: TransportTimeouts(total: .milliseconds(200)),
            sends: [head, "data: a\n\n"],
            message: "was not complete within 0.2 seconds (time-out `total`)"),
        Case(name: "deadline, no head", deadline: short, sends: [], message: "The request's deadline passed"),
        Case(
            name: "deadline, in the stream", deadline: .milliseconds(200), sends: [head, "data: a\n\n"],
            message: "The request's deadline passed"),
    ]

    @Test(arguments: cases) func anHTTPServerThatFallsSilentIsGivenUp(example: Case) async throws {
        let isAsked = NIOLockedValueBox(false)
        let server = try await TestServer.start { connection, _ in
            isAsked.withLockedValue { $0 = true }
            for piece in example.sends { connection.write(piece) }
        }
        let error = try await failure {
            let body = try await HTTPTransport().open(
                HTTPRequest(url: server.http), timeouts: example.timeouts,
                deadline: example.deadline.map { .now + $0 })
            return try await allEvents(of: SSEEventSource(body))
        }
        #expect(error.code == .timeout)
        #expect(error.message.contains(example.message), "\(error.message)")
        #expect(error.message.contains("localhost:\(server.port)") || example.deadline != nil)
        // On a machine under load the time may be over before there is a connection, which then stays in the pool.
        if isAsked.withLockedValue({ $0 }) { try await server.clientClosed() }
    }

    @Test func aHostThatDoesNotAnswerTLSIsGivenUp() async throws {
        let server = try await TestServer.start()
        let error = try await failure {
            try await HTTPTransport().open(
                HTTPRequest(url: "https://localhost:\(server.port)/"), timeouts: TransportTimeouts(connect: Self.short))
        }
        #expect(error.code == .timeout)
        #expect(error.message == "No connection to localhost:\(server.port) within 0.05 seconds (time-out `connect`).")
        #expect(error.replaySafety == .safe)
    }

    @Test func aSlowConsumerIsNotATimeout() async throws {
        let server = try await TestServer.answering(
            Self.head.replacing("1000", with: "36"), "data: a\n\ndata: b\n\n", "data: c\n\ndata: d\n\n")
        let body = try await HTTPTransport().open(
            HTTPRequest(url: server.http),
            timeouts: TransportTimeouts(betweenEvents: .milliseconds(300)))
        let source = SSEEventSource(body)
        var events = try await nextEvents(1, of: source)
        // Longer than the time-out: the slowness is what is tested.
        try await Task.sleep(for: .milliseconds(700))
        events += try await allEvents(of: source)
        #expect(events == ["a", "b", "c", "d"])
    }

    @Test func anExchangeOnAWebSocketHasItsOwnTimeouts() async throws {
        for (timeouts, deadline, message) in [
            (TransportTimeouts(firstEvent: Self.short), nil, "`firstEvent`"),
            (TransportTimeouts(total: Self.short), nil, "`total`"),
            (TransportTimeouts(), ContinuousClock.Instant.now + Self.short, "deadline"),
        ] {
            let server = try await TestServer.start { $0.upgrade($1) }
            let connection = try await WebSocketConnection.connect(url: server.webSocket)
            let exchange = try connection.beginExchange(timeouts: timeouts, deadline: deadline)
            let error = try await failure { try await nextEvents(1, of: exchange) }
            #expect(error.code == .timeout)
            #expect(error.message.contains(message))
            #expect(!connection.isOpen)
            try await server.clientClosed()
        }
    }

    @Test func aWebSocketThatFallsSilentBetweenMessagesIsGivenUp() async throws {
        let server = try await TestServer.start { $0.upgrade($1, extra: [.text("a")]) }
        let connection = try await WebSocketConnection.connect(url: server.webSocket)
        // The first message may have come before there was an exchange.
        let exchange = try connection.beginExchange(timeouts: TransportTimeouts(betweenEvents: Self.short))
        let server2 = try await server.firstConnection.get()
        server2.write(.text("b"))
        #expect(try await nextEvents(1, of: exchange).isEmpty == false)
        let error = try await failure { while try await exchange.next({ _ in }) {} }
        #expect(error.message.contains("`betweenEvents`"))
    }

    @Test func anUpgradeThatIsNeverAnsweredIsGivenUp() async throws {
        let server = try await TestServer.start()
        var configuration = WebSocketConfiguration()
        configuration.connectTimeout = Self.short
        let error = try await failure {
            try await WebSocketConnection.connect(url: server.webSocket, configuration: configuration)
        }
        #expect(error.code == .timeout)
        #expect(error.message.contains("0.05 seconds (time-out `connect`)"))
        #expect(error.replaySafety == .safe)
        #expect((error.underlying as? WebSocketHandshakeFailure)?.kind == .timedOut)
        try await server.clientClosed()
    }

    @Test func aDeadlineCapsTheHandshake() async throws {
        let server = try await TestServer.start()
        let error = try await failure {
            try await WebSocketConnection.connect(url: server.webSocket, deadline: .now + Self.short)
        }
        #expect(error.code == .timeout)
        #expect(error.message.contains("deadline"))
    }
}
